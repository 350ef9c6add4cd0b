package dev.sightline.probe.judge.seen;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The streams that flow, or whose end nobody has taken note of yet. Each is looked at for some of its gaps after its last
 * packet, so that looking through them stays in proportion to what is seen. Not for several threads.
 */
final class AwaitedEnds {
    private final List<RtpStream> awaited = new ArrayList<>();

    /** RTP of a stream that has its place was seen. */
    void flows(RtpStream stream) {
        if (!stream.isEndAwaited()) {
            stream.endIsAwaited(true);
            awaited.add(stream);
        }
    }

    /** @param until when a stream has ended, as far as is known now */
    List<RtpStream> before(Instant now, Function<RtpStream, Instant> until) {
        return awaited.stream()
                .filter(stream -> now.isAfter(until.apply(stream)))
                .toList();
    }

    /** Awaits the ends of those no more, until they flow again. */
    void forget(Instant now, Function<RtpStream, Instant> until) {
        awaited.removeIf(stream -> {
            boolean hasEnded = now.isAfter(until.apply(stream));
            stream.endIsAwaited(!hasEnded);
            return hasEnded;
        });
    }
}
