package dev.sightline.probe.judge.correlation;

import dev.sightline.probe.Cause;
import dev.sightline.probe.Refusal;
import dev.sightline.probe.judge.seen.Refusals;
import dev.sightline.probe.judge.seen.Refusals.Answer;
import dev.sightline.probe.judge.seen.RtcpTally;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What routers answer of this host's RTCP for all cameras together. A router rations its answers by whom they are for, so one
 * media server's cameras share them (Linux: one a second, {@code net.ipv4.icmp_ratelimit}), and that a datagram is not
 * answered does not prove that it was handed on. Only answers count that quote what left, for others anyone may forge.
 */
public final class RouterAnswers {
    /** How long a camera counts as refused after its last answer, while others are: 300 share one a second. */
    public static final Duration IN_TURN = Duration.ofMinutes(5);

    /** So many may be under way. */
    private static final int FEW = 3;

    /** Who says what. */
    private record Saying(InetAddress reporter, Cause kind) {}

    private final Map<Saying, Map<InetAddress, RefusedCamera>> said = new HashMap<>();

    RouterAnswers(Refusals refusals, RtcpIndex rtcp, Instant now) {
        for (Answer answer : refusals.ofRouters()) {
            Refusal refusal = answer.refusal();
            List<RtcpTally> left = rtcp.sent(refusal.source(), refusal.destination()).stream()
                    .filter(tally -> answer.sender().filter(tally::hasBegunWith).isPresent())
                    .toList();
            if (!left.isEmpty() && Duration.between(refusal.last(), now).compareTo(IN_TURN) <= 0) {
                said.computeIfAbsent(new Saying(refusal.reporter(), refusal.kind()), absent -> new HashMap<>())
                        .merge(refusal.destination().getAddress(), camera(refusal, left), RefusedCamera::with);
            }
        }
    }

    private static RefusedCamera camera(Refusal refusal, List<RtcpTally> left) {
        long datagrams = left.stream()
                .mapToLong(tally -> tally.datagramsSince(refusal.first()))
                .max()
                .orElse(0);
        return new RefusedCamera(refusal.count(), datagrams, refusal.last());
    }

    /** One camera to which RTCP is refused: the answers, the datagrams since the first of them, and the last of them. */
    private record RefusedCamera(long answers, long datagrams, Instant last) {
        RefusedCamera with(RefusedCamera other) {
            return new RefusedCamera(
                    answers + other.answers, datagrams + other.datagrams, last.isAfter(other.last) ? last : other.last);
        }

        /** Whether clearly fewer answers came than datagrams left. */
        boolean isRationed() {
            return datagrams - answers >= FEW && 3 * answers <= 2 * datagrams;
        }
    }

    /**
     * When the same router last refused what left for other cameras in the same words, where it answers clearly less than all
     * of it. That a host cannot be reached is said of each host alone.
     */
    public Optional<Instant> lastOfOthers(Refusal refusal) {
        if (refusal.kind() == Cause.HOST_UNREACHABLE) {
            return Optional.empty();
        }
        InetAddress camera = refusal.destination().getAddress();
        return said.getOrDefault(new Saying(refusal.reporter(), refusal.kind()), Map.of()).entrySet().stream()
                .filter(other -> !other.getKey().equals(camera))
                .map(Map.Entry::getValue)
                .reduce(RefusedCamera::with)
                .filter(RefusedCamera::isRationed)
                .map(RefusedCamera::last);
    }
}
