package dev.sightline.probe.judge.correlation;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import dev.sightline.probe.Coverage;
import dev.sightline.probe.judge.seen.RtcpTally;
import dev.sightline.probe.judge.seen.RtpStream;
import dev.sightline.probe.judge.seen.WatchRules;
import dev.sightline.probe.packet.Datagram.Direction;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Finds the cameras, and the streams of a camera, of which only reports are seen: where much arrives a sample of the RTP
 * is captured, in which one that sends few packets shows late. Anyone may send RTCP, so it counts only of who is sending
 * by his own word: the packet count rises from one sender report to the next (RFC 3550, 6.4.1), or a packet of the source
 * was seen; only while he reports; and only of as many addresses as a report can name.
 */
public final class OnlyReporting {
    /** Those that began first: who comes later, as strangers under many addresses may, pushes out none of them. */
    private static final int MOST_ADDRESSES = 32;

    private static final int MOST_FLOWS = 16;

    private final Instant now;
    private final Duration longestGap;
    private final Set<String> sampled;
    private final Map<InetAddress, List<RtpStream>> seen;

    /**
     * @param coverage where only a sample is captured
     * @param streams all that have begun, whether or not they are certainly RTP
     */
    public OnlyReporting(Coverage coverage, Collection<RtpStream> streams, Instant now, WatchRules rules) {
        this.now = now;
        this.longestGap = rules.longestGap();
        this.sampled = coverage.sampled();
        this.seen = streams.stream().collect(groupingBy(RtpStream::camera));
    }

    /**
     * Their reports by address, the oldest first.
     *
     * @param isMedia whether RTCP is for one of the media server's ports towards cameras
     */
    public Map<InetAddress, List<RtcpTally>> among(Collection<RtcpTally> tallies, Predicate<RtcpTally> isMedia) {
        if (sampled.isEmpty()) {
            return Map.of();
        }
        Map<InetAddress, List<RtcpTally>> found = tallies.stream()
                .filter(tally -> tally.direction() == Direction.IN && isSampled(tally) && isFresh(tally.last()))
                .filter(isMedia)
                .filter(tally -> tally.sent().sources().stream().anyMatch(ssrc -> isSending(tally, ssrc)))
                .filter(tally -> !isOfSeenStream(tally))
                .sorted(Comparator.comparing(RtcpTally::first))
                .collect(groupingBy(tally -> tally.source().getAddress(), LinkedHashMap::new, toList()));
        found.keySet().retainAll(found.keySet().stream().limit(MOST_ADDRESSES).toList());
        found.replaceAll(
                (address, reports) -> reports.stream().limit(MOST_FLOWS).toList());
        return found;
    }

    private boolean isSampled(RtcpTally tally) {
        return sampled.contains(tally.key().interfaceName())
                || tally.twins().stream().anyMatch(sampled::contains);
    }

    private boolean isFresh(Instant at) {
        return Duration.between(at, now).compareTo(longestGap) <= 0;
    }

    private boolean isSending(RtcpTally tally, long ssrc) {
        return tally.sent().last(ssrc).filter(rise -> isFresh(rise.to())).isPresent()
                || streamsOf(tally).stream().anyMatch(stream -> stream.hasSent(ssrc));
    }

    /** By its source, or by the ports, which a stream and its reports share or have side by side. */
    private boolean isOfSeenStream(RtcpTally tally) {
        return streamsOf(tally).stream()
                .filter(RtpStream::isEstablished)
                .anyMatch(stream -> tally.sent().sources().stream().anyMatch(stream::hasSent)
                        || isAtOrAbove(tally.source().getPort(), stream.source().getPort())
                        || isAtOrAbove(tally.destination().getPort(), stream.localPort()));
    }

    private static boolean isAtOrAbove(int port, int rtpPort) {
        return port == rtpPort || port == rtpPort + 1;
    }

    private List<RtpStream> streamsOf(RtcpTally tally) {
        return seen.getOrDefault(tally.source().getAddress(), List.of());
    }
}
