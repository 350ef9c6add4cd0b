package dev.sightline.probe.report;

import dev.sightline.probe.CameraVerdict;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.judge.seen.Unjudged;
import java.util.List;
import java.util.Optional;

/**
 * What captures prove that were made elsewhere.
 *
 * @param files the files, in the order given
 * @param interfaces names of the interfaces that their frames crossed, in order
 * @param loopbackAlone whether the loopback interface is the only one that was captured on
 * @param atCamera whether they were captured on the cameras' side, where the media server's own interfaces cannot be seen
 * @param mediaDoubt why media may have come that are not in them, in words; empty where they would be
 * @param cameras one verdict per camera address, ordered by address
 * @param malformed how many datagrams looked like RTCP and could not be read
 * @param unjudged senders of RTP of which nothing is said, because there were too many
 */
public record AnalysisReport(
        List<AnalyzedFile> files,
        List<String> interfaces,
        boolean loopbackAlone,
        boolean atCamera,
        Optional<String> mediaDoubt,
        List<CameraVerdict> cameras,
        long malformed,
        Unjudged unjudged) {
    /** Copies the lists; that nothing was seen of a camera is unproven where not all was read, or there were too many. */
    public AnalysisReport {
        files = List.copyOf(files);
        interfaces = List.copyOf(interfaces);
        Optional<Unread> unread = Unread.of(files, mediaDoubt);
        Optional<Crowd> crowd = Crowd.of(unjudged);
        cameras = cameras.stream()
                .map(camera -> unread.map(what -> what.heededIn(camera)).orElse(camera))
                .map(camera -> crowd.map(many -> many.heededIn(camera)).orElse(camera))
                .toList();
    }

    /**
     * The verdict on all cameras together: the worst one; when no camera was seen {@link Verdict#NO_MEDIA}, or
     * {@link Verdict#UNPROVEN} where too little was captured to say so.
     */
    public Verdict verdict() {
        return Crowd.verdict(cameras, unjudged)
                .orElseGet(() -> NoCamera.of(this).verdict());
    }

    /** Whether there is a camera, and every camera gets its feedback. */
    public boolean allDelivered() {
        return verdict() == Verdict.DELIVERED;
    }

    /** Frames that were read of all files. */
    public long packets() {
        return files.stream().mapToLong(AnalyzedFile::packets).sum();
    }

    /** The report as one JSON document, instants in ISO 8601, ports as numbers, addresses as literals. */
    public String toJson() {
        return AnalysisJson.of(this);
    }

    /** The report for people, lines ending in {@code \n}. */
    public String toText() {
        return toText(Page.ENDLESS);
    }

    /** The same, with lines for which there is room. */
    public String toText(Page page) {
        return AnalysisText.of(this, page);
    }
}
