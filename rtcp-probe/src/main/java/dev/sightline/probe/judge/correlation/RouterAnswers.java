package dev.sightline.probe.judge.correlation;

import dev.sightline.probe.Cause;
import dev.sightline.probe.Refusal;
import dev.sightline.probe.judge.correlation.RefusingRouter.RefusedCamera;
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

    /** Who says what. */
    private record Saying(InetAddress reporter, Cause kind) {}

    private final Map<Saying, RefusingRouter> said = new HashMap<>();

    RouterAnswers(Refusals refusals, RtcpIndex rtcp, Instant now) {
        for (Answer answer : refusals.ofRouters()) {
            Refusal refusal = answer.refusal();
            List<RtcpTally> left = rtcp.sent(refusal.source(), refusal.destination()).stream()
                    .filter(tally -> answer.sender().filter(tally::hasBegunWith).isPresent())
                    .toList();
            if (!left.isEmpty() && Duration.between(refusal.last(), now).compareTo(IN_TURN) <= 0) {
                said.computeIfAbsent(new Saying(refusal.reporter(), refusal.kind()), absent -> new RefusingRouter())
                        .add(refusal.destination().getAddress(), camera(refusal, left));
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

    /**
     * When the same router last refused what left for other cameras in the same words, where it answers clearly less than all
     * of it. That a host cannot be reached is said of each host alone.
     */
    public Optional<Instant> lastOfOthers(Refusal refusal) {
        if (refusal.kind() == Cause.HOST_UNREACHABLE) {
            return Optional.empty();
        }
        return Optional.ofNullable(said.get(new Saying(refusal.reporter(), refusal.kind())))
                .flatMap(router -> router.lastOfOthers(refusal.destination().getAddress()));
    }
}
