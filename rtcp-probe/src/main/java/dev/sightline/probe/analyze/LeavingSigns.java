package dev.sightline.probe.analyze;

import dev.sightline.probe.file.CaptureFile;
import dev.sightline.probe.file.Frame;
import dev.sightline.probe.file.FrameSource;
import dev.sightline.probe.packet.Datagram.Direction;
import dev.sightline.probe.packet.LinkEnds;
import dev.sightline.probe.packet.LinkType;
import dev.sightline.probe.packet.Mark;
import java.net.InetAddress;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a capture file shows of what leaves the host where its cameras' packets come in. A capture in one direction, or
 * with a filter for what comes or for media ports as destination, holds nothing of it, and most captures do not say how
 * they were made. So a datagram for the {@linkplain Discard discard port} has to leave; others prove nothing, for a filter
 * may name ICMP, or the media server's API, besides, unless {@link UnfilteredSigns} tell that there was none. Not for
 * several threads.
 */
final class LeavingSigns {
    private static final int MOST_SENDERS = 16_384;
    private static final int MOST_STATIONS = 64;
    private static final int PACKET_OUTGOING = 4;
    private static final int COOKED_PACKET_TYPE = 1;
    private static final int COOKED_2_PACKET_TYPE = 10;

    /** Who sent what one source holds of RTP, and of what may prove something, by the direction that it notes. */
    private static final class Senders {
        private final Set<InetAddress> all = new HashSet<>();
        private final Set<InetAddress> leaving = new HashSet<>();
        private final Map<InetAddress, Set<LinkEnds>> unmarked = new HashMap<>();

        void add(Direction noted, InetAddress sender, LinkEnds ends) {
            if (noted == Direction.OUT) {
                add(leaving, sender);
            } else if (noted == Direction.UNKNOWN) {
                addUnmarked(sender, ends);
            }
        }

        private void addUnmarked(InetAddress sender, LinkEnds ends) {
            if (unmarked.size() < MOST_SENDERS || unmarked.containsKey(sender)) {
                Set<LinkEnds> those = unmarked.computeIfAbsent(sender, absent -> new HashSet<>());
                if (those.size() < MOST_STATIONS) {
                    those.add(ends);
                }
            }
        }

        private static void add(Set<InetAddress> senders, InetAddress sender) {
            if (senders.size() < MOST_SENDERS) {
                senders.add(sender);
            }
        }

        boolean hasAny(Collection<InetAddress> cameras) {
            return all.size() == MOST_SENDERS || !Collections.disjoint(all, cameras);
        }

        /** What a camera sends may leave, too, where the host hands it on. */
        boolean hasLeft(Sides.Found found) {
            return found.servers().stream()
                            .anyMatch(server -> unmarked.getOrDefault(server, Set.of()).stream()
                                    .anyMatch(ends -> !found.stations().comesIn(server, ends)))
                    || !found.cameras().containsAll(leaving);
        }
    }

    private final Map<FrameSource, Senders> senders = new LinkedHashMap<>();
    private int latest = -1;
    private Senders ofLatest = new Senders();

    static boolean isOutgoing(Frame frame) {
        int at = switch (frame.source().linkType()) {
            case LinkType.LINUX_SLL -> COOKED_PACKET_TYPE;
            case LinkType.LINUX_SLL2 -> COOKED_2_PACKET_TYPE;
            default -> frame.length();
        };
        return frame.mark() == Mark.OUT
                || (at < frame.length() && frame.octets()[frame.offset() + at] == PACKET_OUTGOING);
    }

    /** RTP crossed a link. */
    void media(FrameSource source, InetAddress sender) {
        Senders.add(of(source).all, sender);
    }

    /** A datagram for the discard port crossed a link. */
    void crossed(FrameSource source, Direction noted, InetAddress sender, LinkEnds ends) {
        of(source).add(noted, sender, ends);
    }

    private Senders of(FrameSource source) {
        if (source.number() != latest) {
            latest = source.number();
            ofLatest = senders.computeIfAbsent(source, absent -> new Senders());
        }
        return ofLatest;
    }

    /**
     * Why the file may hide what leaves for these cameras, as far as it was read; empty where it does not.
     *
     * @param told what it is called
     */
    Optional<String> doubt(CaptureFile file, UnfilteredSigns unfiltered, Sides.Found found, String told) {
        return senders.entrySet().stream()
                .filter(entry -> entry.getValue().hasAny(found.cameras()))
                .flatMap(entry -> doubt(
                        entry.getKey(),
                        file.isCounted(entry.getKey()),
                        entry.getValue().hasLeft(found) || unfiltered.proveWhatLeaves(entry.getKey(), found),
                        found,
                        told)
                        .stream())
                .findFirst();
    }

    private static Optional<String> doubt(
            FrameSource source, boolean counted, boolean left, Sides.Found found, String told) {
        Optional<String> filter =
                source.filter().filter(text -> !Expression.of(text).passesFrom(found.feedbackPorts()));
        if (filter.isPresent()) {
            return filter.map(text -> told + " was made with the filter \"" + text + "\", which may hide what leaves");
        }
        boolean whole = source.name().isPresent() && counted;
        return whole || left
                ? Optional.empty()
                : Optional.of(
                        told + " holds no UDP datagram for port 9 that leaves the media server's host, which would show"
                                + " that what leaves was captured: perhaps it was captured with a filter, or in one direction");
    }
}
