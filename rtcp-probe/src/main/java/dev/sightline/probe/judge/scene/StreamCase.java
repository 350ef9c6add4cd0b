package dev.sightline.probe.judge.scene;

import dev.sightline.probe.Cause;
import dev.sightline.probe.Finding;
import dev.sightline.probe.FirewallDrop;
import dev.sightline.probe.Neighbour;
import dev.sightline.probe.Refusal;
import dev.sightline.probe.Route;
import dev.sightline.probe.RtcpFlow.Meaning;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.judge.agreed.AgreedSection;
import dev.sightline.probe.judge.correlation.Feedback;
import dev.sightline.probe.judge.correlation.HostAnswers;
import dev.sightline.probe.judge.correlation.RouterAnswers;
import dev.sightline.probe.judge.seen.Refusals;
import dev.sightline.probe.judge.seen.RtcpTally;
import dev.sightline.probe.judge.seen.RtpStream;
import dev.sightline.probe.judge.seen.UnreadRtcp;
import dev.sightline.probe.judge.seen.WatchRules;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * All that is known of one stream at one instant.
 *
 * @param scene what it shares with the others
 * @param stream its RTP
 * @param behind the same stream as this host translates it, to where the media server really is
 * @param before what was found of it last
 * @param since since when it counts: when its RTP began to flow, or when its port was last agreed on, if that was later
 * @param bursts its RTP since long before, where it comes in bursts
 * @param feedback its RTCP; of a capture that is over, what was sent while its RTP flowed
 * @param allFeedback what was sent after that, too
 * @param unread what leaves between its sockets, looks like RTCP and cannot be read
 * @param agreed the media section that agreed on it, when it is known
 * @param leading the interfaces that lead to its camera
 * @param route the kernel's route to its camera, from the address that its RTP is sent to
 * @param routePending whether the kernel has yet to tell it
 * @param nextHop whether the next hop answers
 * @param answers the network's answers about its camera's address
 * @param routers what routers answer of all cameras together
 * @param hosts what hosts answer of all that this one sends them
 * @param mediaServerGone whether this host answers the camera that nothing listens on the media server's port
 * @param refusedIn what this host's firewall refuses of the camera's RTP and RTCP, by what it answers the camera
 * @param drops the firewall's drops that fit its sockets
 * @param under the streams that flow and that a rule may drop, of which its counter counts all together
 * @param servedElsewhere whether another stream gets its feedback, so that no rule for all of them can be at work
 */
public record StreamCase(
        Scene scene,
        RtpStream stream,
        Optional<RtpStream> behind,
        Optional<Finding> before,
        Instant since,
        Bursts bursts,
        Feedback feedback,
        Feedback allFeedback,
        Optional<UnreadRtcp.Flow> unread,
        Optional<AgreedSection> agreed,
        Set<String> leading,
        Optional<Route> route,
        boolean routePending,
        Optional<Neighbour> nextHop,
        List<Refusals.Answer> answers,
        RouterAnswers routers,
        HostAnswers hosts,
        boolean mediaServerGone,
        List<Refusal> refusedIn,
        StreamDrops drops,
        Function<FirewallDrop, List<RtpStream>> under,
        boolean servedElsewhere) {
    private static final Duration OVERTAKEN = Duration.ofSeconds(3);

    private static final Set<Meaning> LEAVING_IN_VAIN =
            EnumSet.of(Meaning.WRONG_HOST, Meaning.WRONG_PORT, Meaning.IN_DOUBT, Meaning.FAREWELL);

    public Instant now() {
        return scene.now();
    }

    public Duration ago(Instant then) {
        return Duration.between(then, scene.now());
    }

    public boolean isFresh(RtcpTally tally) {
        return feedback.isFresh(tally, scene.now(), scene.rules());
    }

    /** Whether its datagrams go on, and none holds feedback any more. */
    public boolean goesOnWithout(RtcpTally tally) {
        return isFresh(tally) && !tally.isStillFeedback(scene.now(), scene.rules());
    }

    public Optional<RtcpTally> fresh(Meaning meaning) {
        return feedback.latest(meaning).filter(this::isFresh);
    }

    /** Feedback that still reaches the camera: it is fresh, and the media server has not begun to send it elsewhere. */
    public Optional<RtcpTally> delivered() {
        return feedback.latest(Meaning.DELIVERED, tally -> tally.isStillFeedback(scene.now(), scene.rules()))
                .filter(this::isFresh)
                .filter(tally -> !isOvertaken(tally));
    }

    /** Until when it was told that feedback reaches the camera: when the last left, or since when the stream counts. */
    public Instant lastDelivered() {
        return served().map(RtcpTally::lastFeedback).orElse(lacksInBursts() ? bursts.since() : since);
    }

    /** The latest feedback that reached the camera, in this burst or the pause before it, or in those that belong to it. */
    public Optional<RtcpTally> served() {
        return feedback.latestFeedback().filter(tally -> tally.lastFeedback().isAfter(bursts.first()));
    }

    /** Whether RTCP leaves by the camera's link, whoever it is for and whatever it says: then nothing keeps all of it. */
    public boolean leaves() {
        return fresh(Meaning.DELIVERED).isPresent() || leavesInVain();
    }

    /** The same of RTCP that is no feedback for the camera. */
    public boolean leavesInVain() {
        return LEAVING_IN_VAIN.stream().anyMatch(meaning -> fresh(meaning).isPresent());
    }

    /** Whether RTCP is sent, and none of it reaches the camera: the media server goes by something that is wrong. */
    public boolean isSentInVain() {
        return delivered().isEmpty()
                && feedback.toCamera().entrySet().stream()
                        .anyMatch(entry -> entry.getValue() != Meaning.DELIVERED && isFresh(entry.getKey()));
    }

    private boolean isOvertaken(RtcpTally delivered) {
        Duration interval = delivered.threeFeedbackIntervals();
        Duration allowed = interval.compareTo(OVERTAKEN) > 0 ? interval : OVERTAKEN;
        for (Map.Entry<RtcpTally, Meaning> entry : feedback.toCamera().entrySet()) {
            RtcpTally other = entry.getKey();
            if (entry.getValue() != Meaning.DELIVERED
                    && !other.isFarewell()
                    && Duration.between(delivered.lastFeedback(), other.lastFeedback())
                                    .compareTo(allowed)
                            > 0) {
                return true;
            }
        }
        return false;
    }

    /** Whether it was seen on its way from a media server behind this host, and not where it leaves. */
    public boolean isInside(RtcpTally tally) {
        return drops.packets().look().isInside(tally);
    }

    /** Whether RTCP that is delivered now holds REMB. */
    public boolean hasRemb() {
        return feedback.meaning(Meaning.DELIVERED)
                .filter(this::isFresh)
                .anyMatch(tally ->
                        tally.types().containsKey("REMB") || tally.copiedTypes().containsKey("REMB"));
    }

    /** How long the first feedback may take. */
    public Duration patience() {
        return scene.patience(since);
    }

    /**
     * How long RTP has been flowing since it counts; what came since its last packet counts only as far as a packet may be
     * late.
     */
    public Duration waited() {
        Duration untilNow = ago(since);
        Duration flowed = Duration.between(since, stream.last()).plus(WatchRules.AT_ONCE);
        return untilNow.compareTo(flowed) < 0 ? untilNow : flowed;
    }

    /** Whether the first feedback may be under way yet. */
    public boolean isEarly() {
        return waited().compareTo(patience()) < 0 && !isOverdueInBursts();
    }

    /** Whether feedback is overdue by its bursts together, though not by the RTP that flows now. */
    public boolean lacksInBursts() {
        return waited().compareTo(patience()) < 0 && isOverdueInBursts();
    }

    /** What was silent before a pause is so after it, while no feedback comes. */
    private boolean isOverdueInBursts() {
        boolean wasSilent = before.filter(found -> found.verdict() == Verdict.SILENT)
                .filter(found -> !found.since().isBefore(bursts.since()))
                .isPresent();
        return wasSilent || bursts.areOverdue();
    }

    public Finding finding(Verdict verdict, Instant since, List<Cause> causes, String reason, String cure) {
        return new Finding(verdict, since, causes, reason, Optional.of(cure));
    }
}
