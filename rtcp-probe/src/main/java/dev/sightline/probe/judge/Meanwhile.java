package dev.sightline.probe.judge;

import static java.util.stream.Collectors.toSet;

import dev.sightline.probe.judge.seen.RtcpTally;
import dev.sightline.probe.judge.seen.RtpStream;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.Set;

/**
 * What may matter to streams that have ended: all that was seen of their cameras, and of others what was seen while they
 * flowed, or shortly before. So a few are judged without all that a long capture holds.
 *
 * @param cameras their addresses
 * @param from what others had ended by then tells nothing of them
 */
record Meanwhile(Set<InetAddress> cameras, Instant from) {
    private static final Duration BEFORE = Duration.ofMinutes(1);

    /** @param streams at least one */
    static Meanwhile of(Collection<RtpStream> streams) {
        return new Meanwhile(
                streams.stream().map(RtpStream::camera).collect(toSet()),
                streams.stream()
                        .map(RtpStream::burstsSince)
                        .min(Comparator.naturalOrder())
                        .orElseThrow()
                        .minus(BEFORE));
    }

    boolean holds(RtpStream stream) {
        return !stream.last().isBefore(from) || cameras.contains(stream.camera());
    }

    boolean holds(RtcpTally tally) {
        return !tally.last().isBefore(from)
                || cameras.contains(tally.destination().getAddress())
                || cameras.contains(tally.source().getAddress());
    }
}
