package dev.sightline.probe.judge.correlation;

import dev.sightline.probe.Cause;
import dev.sightline.probe.judge.correlation.RouterAnswers.Doubt;
import dev.sightline.probe.judge.seen.RtcpTally;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What one router answers in the same words of the RTCP for all cameras, summed up once. */
final class RefusingRouter {
    /** So many may be under way. */
    private static final int FEW = 3;

    /** Who should have been answered so often by now, and was not, is not refused: by chance that is one of a thousand. */
    private static final double ENOUGH = 7;

    /** Who should have been answered so often before, and is only now, was not refused before: one of twenty by chance. */
    private static final double SURPRISING = 3;

    /** Who says what. */
    record Saying(InetAddress reporter, Cause kind) {}

    /**
     * One camera to which RTCP is refused.
     *
     * @param answers how often
     * @param datagrams how many left since the first answer
     * @param before how many left before it
     * @param last when the last answer came
     * @param sent that RTCP
     */
    record RefusedCamera(long answers, long datagrams, long before, Instant first, Instant last, RtcpTally sent) {
        private RefusedCamera with(RefusedCamera other) {
            RefusedCamera earlier = other.first.isBefore(first) ? other : this;
            RefusedCamera later = other.last.isAfter(last) ? other : this;
            return new RefusedCamera(
                    answers + other.answers,
                    datagrams + other.datagrams,
                    earlier.before,
                    earlier.first,
                    later.last,
                    later.sent);
        }

        private double share() {
            return (double) answers / datagrams;
        }
    }

    /** What is to be expected of a camera that it refuses: the share that it answers, since when it refuses as it does. */
    private record Ration(double share, Instant since) {}

    private final Saying saying;
    private final Map<InetAddress, RefusedCamera> cameras = new HashMap<>();
    private long answers;
    private long datagrams;
    private Optional<InetAddress> latest = Optional.empty();
    private Instant last = Instant.MIN;
    private Instant lastOfOthers = Instant.MIN;
    private Optional<Ration> ration = Optional.empty();

    RefusingRouter(Saying saying) {
        this.saying = saying;
    }

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

    Collection<RefusedCamera> cameras() {
        return cameras.values();
    }

    /** When its last answer came. */
    Instant last() {
        return last;
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

    /**
     * Whether it may refuse this RTCP, too, and merely has not answered it yet, though perhaps other RTCP for that camera.
     * Empty where it answers all that it refuses, or has left unanswered so much that it does not refuse it.
     *
     * @param after when it must have answered last
     */
    Optional<Doubt> doubt(RtcpTally sent, Instant after) {
        InetAddress camera = sent.destination().getAddress();
        if (lastOfOthers(camera).filter(last -> !last.isBefore(after)).isEmpty()) {
            return Optional.empty();
        }
        Ration expected = ration.orElseGet(this::ration);
        ration = Optional.of(expected);
        double missing = sent.datagramsSince(expected.since) * expected.share;
        return missing < ENOUGH
                ? Optional.of(
                        new Doubt(saying.reporter, saying.kind, cameras.size(), answers, datagrams, expected.since))
                : Optional.empty();
    }

    /**
     * The share of the camera that is answered least, for this one may be as unlucky; since the first answer, or since the
     * latest that came so late that the router cannot have refused that camera before.
     */
    private Ration ration() {
        double mean = (double) answers / datagrams;
        double least = cameras.values().stream()
                .mapToDouble(RefusedCamera::share)
                .min()
                .orElse(mean);
        Instant first = cameras.values().stream()
                .map(RefusedCamera::first)
                .min(Comparator.naturalOrder())
                .orElse(Instant.MIN);
        Instant changed = cameras.values().stream()
                .filter(camera -> camera.before * mean >= SURPRISING)
                .map(RefusedCamera::first)
                .max(Comparator.naturalOrder())
                .orElse(first);
        return new Ration(least, changed);
    }
}
