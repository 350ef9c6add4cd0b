package dev.sightline.probe.judge.correlation;

import java.net.InetAddress;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What one router answers in the same words of the RTCP for all cameras, summed up once. */
final class RefusingRouter {
    /** So many may be under way. */
    private static final int FEW = 3;

    /** One camera to which RTCP is refused: the answers, the datagrams since the first of them, and the last of them. */
    record RefusedCamera(long answers, long datagrams, Instant last) {
        private RefusedCamera with(RefusedCamera other) {
            return new RefusedCamera(
                    answers + other.answers, datagrams + other.datagrams, last.isAfter(other.last) ? last : other.last);
        }
    }

    private final Map<InetAddress, RefusedCamera> cameras = new HashMap<>();
    private long answers;
    private long datagrams;
    private Optional<InetAddress> latest = Optional.empty();
    private Instant last = Instant.MIN;
    private Instant lastOfOthers = Instant.MIN;

    void add(InetAddress camera, RefusedCamera refused) {
        cameras.merge(camera, refused, RefusedCamera::with);
        answers += refused.answers;
        datagrams += refused.datagrams;
        boolean isLatest = latest.filter(camera::equals).isPresent();
        if (!isLatest && refused.last.isAfter(last)) {
            lastOfOthers = last;
            latest = Optional.of(camera);
        } else if (!isLatest && refused.last.isAfter(lastOfOthers)) {
            lastOfOthers = refused.last;
        }
        last = refused.last.isAfter(last) ? refused.last : last;
    }

    /** When it last refused what left for other cameras, where it answers clearly less than all of that. */
    Optional<Instant> lastOfOthers(InetAddress camera) {
        Optional<RefusedCamera> own = Optional.ofNullable(cameras.get(camera));
        long answered = answers - own.map(RefusedCamera::answers).orElse(0L);
        long left = datagrams - own.map(RefusedCamera::datagrams).orElse(0L);
        boolean isRationed = left - answered >= FEW && 3 * answered <= 2 * left;
        return Optional.of(latest.filter(camera::equals).isPresent() ? lastOfOthers : last)
                .filter(there -> isRationed);
    }
}
