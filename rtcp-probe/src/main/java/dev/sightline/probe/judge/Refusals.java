package dev.sightline.probe.judge;

import static java.util.stream.Collectors.groupingBy;

import dev.sightline.probe.Cause;
import dev.sightline.probe.RecentMap;
import dev.sightline.probe.Refusal;
import dev.sightline.probe.packet.Datagram.Direction;
import dev.sightline.probe.packet.IcmpError;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The network's answers that something could not be delivered, by what they speak of. Not for several threads. */
final class Refusals {
    /** Answers are rationed, commonly to one in a second: after a longer pause they begin anew. */
    private static final Duration PAUSE = Duration.ofSeconds(10);

    /** @param arrived whether it certainly came from outside, so that it is none of this host's own answers */
    private record Key(InetSocketAddress source, InetSocketAddress destination, Cause kind, boolean arrived) {}

    private final RecentMap<Key, Refusal> refusals;

    Refusals(int bound) {
        refusals = new RecentMap<>(bound);
    }

    void seen(IcmpError error) {
        Optional<Cause> kind = kind(error);
        boolean arrived = error.direction() == Direction.IN;
        if (kind.isEmpty() || (arrived && isInTheSendersName(error))) {
            return;
        }
        Key key = new Key(error.source(), error.destination(), kind.get(), arrived);
        Refusal before = refusals.get(key);
        boolean goesOn =
                before != null && Duration.between(before.last(), error.at()).compareTo(PAUSE) <= 0;
        refusals.put(
                key,
                new Refusal(
                        kind.get(),
                        error.reporter(),
                        error.interfaceName(),
                        error.source(),
                        error.destination(),
                        before != null && goesOn ? before.count() + 1 : 1,
                        before != null && goesOn ? before.first() : error.at(),
                        error.at()));
    }

    /** What a host answers to itself does not arrive from outside: that is forged. */
    private static boolean isInTheSendersName(IcmpError error) {
        return error.reporter().equals(error.source().getAddress());
    }

    private static Optional<Cause> kind(IcmpError error) {
        return switch (error.kind()) {
            case PORT_UNREACHABLE -> Optional.of(Cause.PORT_UNREACHABLE);
            case HOST_UNREACHABLE -> Optional.of(Cause.HOST_UNREACHABLE);
            case NETWORK_UNREACHABLE -> Optional.of(Cause.NETWORK_UNREACHABLE);
            case PROHIBITED -> Optional.of(Cause.PROHIBITED);
            case TIME_EXCEEDED -> Optional.of(Cause.TIME_EXCEEDED);
            case TOO_BIG, OTHER -> Optional.empty(); // says nothing of RTCP, which is small
        };
    }

    /** By the host that could not be reached. */
    Map<InetAddress, List<Refusal>> byDestination() {
        return refusals.values().stream()
                .collect(groupingBy(refusal -> refusal.destination().getAddress()));
    }

    /** Whether this host answered the camera that nothing listens where a stream goes, a moment ago. */
    boolean mediaServerIsGone(RtpStream stream, Instant now) {
        Refusal refusal = refusals.get(new Key(stream.source(), stream.destination(), Cause.PORT_UNREACHABLE, false));
        return refusal != null && Duration.between(refusal.last(), now).compareTo(Duration.ofSeconds(3)) <= 0;
    }
}
