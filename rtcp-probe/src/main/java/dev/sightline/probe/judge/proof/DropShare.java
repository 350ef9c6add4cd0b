package dev.sightline.probe.judge.proof;

import dev.sightline.probe.FirewallDrop;
import dev.sightline.probe.RtcpFlow.Meaning;
import dev.sightline.probe.judge.scene.StreamCase;
import dev.sightline.probe.judge.seen.RtcpTally;
import dev.sightline.probe.judge.seen.RtpStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;

/** How much of what comes of a stream a drop takes, and whether the media server's feedback belies it. */
final class DropShare {
    /** Of a wall's drops a trace shows two a second of each stream, and fewer where there are many streams. */
    private static final double TRACED_PER_SECOND = 0.5;

    /** What a counter and a capture count of the same packets differs by what is under way, and by a sample's grain. */
    private static final double ALL = 0.9;

    /** Shorter than REMB needs to prove anything, by a reading of the counters, so that no verdict comes in between. */
    private static final Duration FOR_SOME_TIME = Duration.ofMillis(1_500);

    /** What was dropped when a counter was seen to grow first was dropped since the reading before. */
    private static final Duration A_READING = Duration.ofSeconds(2);

    private static final double MORE = 1.5;

    private static final double HALF = 0.5;
    private static final double A_THIRD = 1 / 3.0;

    /** Of little traffic, what came just before it was watched is much. */
    private static final int A_FEW = 10;

    private DropShare() {}

    static boolean dropsNow(StreamCase the, FirewallDrop drop) {
        return the.ago(drop.last()).compareTo(the.scene().rules().mediaGone()) <= 0;
    }

    /** Whether for some time already the rule counts all that comes of all the streams under it. */
    static boolean takesAll(StreamCase the, FirewallDrop drop) {
        return drop.source().isEmpty() && takesAllOf(the, drop, the.under().apply(drop));
    }

    /** Whether for some time already as many packets were dropped as came of these streams. */
    static boolean takesAllOf(StreamCase the, FirewallDrop drop, Collection<RtpStream> streams) {
        return dropsNow(the, drop)
                && the.ago(drop.first()).compareTo(FOR_SOME_TIME) >= 0
                && drop.packets() >= ALL * came(drop, streams);
    }

    /** Whether a report says that RTP came after the one before it, and both were sent since then. */
    static boolean isReceived(StreamCase the, Instant then) {
        return the.feedback().toCamera().keySet().stream()
                .anyMatch(tally -> tally.received().sources().stream()
                        .filter(the.stream()::hasSent)
                        .flatMap(ssrc -> tally.received().last(ssrc).stream())
                        .anyMatch(rise -> !rise.from().isBefore(then) && isRecent(the, tally, rise.to())));
    }

    private static boolean isRecent(StreamCase the, RtcpTally tally, Instant at) {
        Duration age = the.ago(at);
        return age.compareTo(the.scene().rules().mediaGone()) <= 0 || age.compareTo(tally.threeIntervals()) <= 0;
    }

    /** Whether at least half of what came of its RTP since the first drop was dropped, and not one packet alone. */
    static boolean isMost(StreamCase the, FirewallDrop drop) {
        return isMost(the, drop, the.stream().came(drop.first(), the.scene().now()));
    }

    private static boolean isMost(StreamCase the, FirewallDrop drop, double came) {
        return drop.packets() > 1 && drop.packets() >= HALF * shown(the, drop, came);
    }

    /** Whether a share of this stream's RTP is dropped that is worth a word: a limit lets a burst through at first. */
    static boolean isMuch(StreamCase the, FirewallDrop drop) {
        double came = the.stream().came(drop.first(), the.scene().now());
        return isMost(the, drop, came)
                || (drop.packets() > A_FEW && drop.packets() >= A_THIRD * shown(the, drop, came));
    }

    private static double shown(StreamCase the, FirewallDrop drop, double came) {
        return drop.source().isPresent() ? Math.min(came, TRACED_PER_SECOND * seconds(the.ago(drop.first()))) : came;
    }

    private static double came(FirewallDrop drop, Collection<RtpStream> streams) {
        return streams.stream()
                .mapToDouble(stream -> stream.came(drop.first(), drop.last()))
                .sum();
    }

    /** Whether it counts far more than what came of all the streams under it since its first drop, and their reports. */
    static boolean isOfMore(StreamCase the, FirewallDrop drop, long reports) {
        Collection<RtpStream> streams = the.under().apply(drop);
        double before = seconds(A_READING)
                * streams.stream().mapToDouble(RtpStream::rate).sum();
        double came = came(drop, streams) + before;
        return drop.source().isEmpty() && drop.packets() > MORE * (came + reports) + A_FEW;
    }

    /** Reports are few: one alone is a wall only where the camera has not sent two others. */
    static boolean isMostOfReports(StreamCase the, FirewallDrop drop) {
        return the.feedback().fromCamera().stream()
                .max(Comparator.comparingLong(RtcpTally::datagrams))
                .filter(reports -> 2 * drop.packets() >= reports.datagrams()
                        || isMost(
                                the,
                                drop,
                                seconds(the.ago(drop.first()))
                                        * 1_000.0
                                        / Math.max(1, reports.interval().toMillis())))
                .isPresent();
    }

    /** At least one: what is counted once a second tells nothing of less. */
    private static double seconds(Duration time) {
        return Math.max(1, time.toMillis() / 1_000.0);
    }

    static boolean isRembSince(StreamCase the, Instant then) {
        return the.feedback()
                .meaning(Meaning.DELIVERED)
                .filter(the::isFresh)
                .anyMatch(tally -> tally.remb()
                        .latest()
                        .filter(remb -> isRecent(the, tally, remb.at()))
                        .filter(remb ->
                                remb.at().isAfter(then.plus(the.scene().rules().mediaGone())))
                        .isPresent());
    }
}
