package dev.sightline.probe.report;

import dev.sightline.probe.CameraVerdict;
import dev.sightline.probe.Obstacle;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.WatchedInterface;
import dev.sightline.probe.clock.ClockSet;
import dev.sightline.probe.judge.seen.Unjudged;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a watch has seen.
 *
 * @param from when it began: when every capture was open
 * @param until when this report was made
 * @param cameras one verdict per camera address, ordered by address
 * @param interfaces how capture went on each interface
 * @param uncaptured names of the interfaces that were up and not captured on
 * @param obstacle why nothing can be proven at all; empty when capture works
 * @param malformed how many datagrams looked like RTCP and could not be read
 * @param untraced why the firewall was not traced though it was asked for, in a sentence; empty else
 * @param unjudged senders of RTP of which nothing is said, because there were too many
 * @param clockSet when this host's clock was set last, since when all is judged anew; {@code from} is by the clock as it is
 *     now; empty where it was not
 */
public record WatchReport(
        Instant from,
        Instant until,
        List<CameraVerdict> cameras,
        List<WatchedInterface> interfaces,
        Set<String> uncaptured,
        Optional<Obstacle> obstacle,
        long malformed,
        Optional<String> untraced,
        Unjudged unjudged,
        Optional<ClockSet> clockSet) {

    /**
     * All that was up was captured on, no trace was asked for, or it went well, all senders were judged, and nobody set
     * the clock.
     */
    public WatchReport(
            Instant from,
            Instant until,
            List<CameraVerdict> cameras,
            List<WatchedInterface> interfaces,
            Optional<Obstacle> obstacle,
            long malformed) {
        this(
                from,
                until,
                cameras,
                interfaces,
                Set.of(),
                obstacle,
                malformed,
                Optional.empty(),
                Unjudged.NONE,
                Optional.empty());
    }

    /** Copies the lists; that nothing was seen of a camera is unproven where there were too many. */
    public WatchReport {
        Optional<Crowd> crowd = Crowd.of(unjudged);
        cameras = cameras.stream()
                .map(camera -> crowd.map(many -> many.heededIn(camera)).orElse(camera))
                .toList();
        interfaces = List.copyOf(interfaces);
        uncaptured = Set.copyOf(uncaptured);
    }

    /**
     * The verdict on all cameras together: the worst one; {@link Verdict#UNPROVEN} when capture is not possible; when
     * no camera was seen {@link Verdict#NO_MEDIA}, or {@link Verdict#UNPROVEN} after too short a time to say so.
     */
    public Verdict verdict() {
        if (obstacle.isPresent()) {
            return Verdict.UNPROVEN;
        }
        return Crowd.verdict(cameras, unjudged)
                .orElseGet(() -> NoCamera.of(this).verdict());
    }

    /** Whether there is a camera, and every camera gets its feedback. */
    public boolean allDelivered() {
        return verdict() == Verdict.DELIVERED;
    }

    /** The report as one JSON document, instants in ISO 8601, ports as numbers, addresses as literals. */
    public String toJson() {
        return JsonReport.of(this);
    }

    /** The report as a table for people, lines ending in {@code \n}. */
    public String toText() {
        return toText(Page.ENDLESS);
    }

    /** The same, with lines for which there is room. */
    public String toText(Page page) {
        return TextReport.of(this, page);
    }
}
