package dev.sightline.probe.judge.correlation;

import static java.util.stream.Collectors.groupingBy;

import dev.sightline.probe.judge.seen.RtpStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Streams whose destination this host translates, as for a container: the very same RTP arrives for an address of this
 * host, and goes on by another interface for one that is not. It is one stream, judged where it arrives.
 */
public final class Translations {
    /** The two are seen within moments of each other, but are read one after the other. */
    private static final Duration TOGETHER = Duration.ofSeconds(2);

    private static final int CLOSE = 512;

    /** However many streams a stranger makes of one socket, comparing them stays cheap. */
    private static final int MAX_ALIKE = 64;

    /** What translating the destination leaves as it is. */
    private record Sender(InetSocketAddress socket, long ssrc) {
        static Sender of(RtpStream stream) {
            return new Sender(stream.source(), stream.ssrc());
        }
    }

    private final Map<RtpStream, RtpStream> behind = new HashMap<>();
    private final Set<RtpStream> inner = new HashSet<>();

    public Translations(Collection<RtpStream> streams) {
        Map<Sender, List<RtpStream>> alike =
                streams.stream().filter(stream -> !stream.isForThisHost()).collect(groupingBy(Sender::of));
        if (alike.isEmpty()) {
            return;
        }
        streams.stream()
                .filter(RtpStream::isForThisHost)
                .forEach(stream -> alike.getOrDefault(Sender.of(stream), List.of()).stream()
                        .limit(MAX_ALIKE)
                        .filter(other -> goesOnAs(stream, other))
                        .forEach(other -> {
                            behind.put(stream, other);
                            inner.add(other);
                        }));
    }

    private static boolean goesOnAs(RtpStream stream, RtpStream other) {
        int ahead = (stream.highestSequence() - other.highestSequence()) & 0xffff;
        boolean close = ahead < CLOSE || ahead > 0x10000 - CLOSE;
        return close
                && Duration.between(stream.last(), other.last()).abs().compareTo(TOGETHER) <= 0
                && stream.interfaceNames().stream().noneMatch(other::arrivesOn);
    }

    /** The stream as it goes on, to where the media server really is; empty where it is not translated. */
    Optional<RtpStream> behind(RtpStream stream) {
        return Optional.ofNullable(behind.get(stream));
    }

    /** Whether it is another stream as it goes on. */
    public boolean isBehind(RtpStream stream) {
        return inner.contains(stream);
    }
}
