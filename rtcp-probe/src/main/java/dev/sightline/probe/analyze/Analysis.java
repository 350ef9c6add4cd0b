package dev.sightline.probe.analyze;

import dev.sightline.probe.CameraVerdict;
import dev.sightline.probe.Coverage;
import dev.sightline.probe.PortRange;
import dev.sightline.probe.file.CaptureFileException;
import dev.sightline.probe.file.WatchNotes;
import dev.sightline.probe.host.Ipsec;
import dev.sightline.probe.judge.CaptureTimeline;
import dev.sightline.probe.packet.Datagram;
import dev.sightline.probe.packet.Directions;
import dev.sightline.probe.packet.IcmpError;
import dev.sightline.probe.packet.PacketListener;
import dev.sightline.probe.report.AnalysisReport;
import dev.sightline.probe.report.AnalyzedFile;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Gives the verdicts that captures made elsewhere prove. The files are read twice: who is a camera shows only in the
 * whole, for which a sample of a large file will do. Ports are found by looking, and the way to a camera is the one by
 * which its RTP arrives.
 */
public final class Analysis {
    private static final PortRange ANY_PORT = new PortRange(1, 65_535);

    /** Two that look at the same. */
    private record Both(Sides sides, IpsecSigns signs) implements PacketListener {
        @Override
        public void datagram(Datagram datagram) {
            sides.datagram(datagram);
            signs.datagram(datagram);
        }

        @Override
        public void icmpError(IcmpError error) {}

        @Override
        public void ipsec(String interfaceName, boolean leaving) {
            signs.ipsec(interfaceName, leaving);
        }
    }

    /** What makes the verdicts. */
    private record Judged(CaptureTimeline timeline) implements PacketListener {
        @Override
        public void datagram(Datagram datagram) {
            timeline.seen(datagram);
        }

        @Override
        public void icmpError(IcmpError error) {
            timeline.seen(error);
        }
    }

    private Analysis() {}

    /**
     * Analyses captures; blocks the calling thread.
     *
     * @throws CaptureFileException when a file cannot be read, or is not a capture
     */
    public static AnalysisReport of(AnalysisOptions options) throws CaptureFileException {
        Sides sides = new Sides(options.cameras());
        IpsecSigns ipsec = new IpsecSigns();
        Coverage coverage;
        Optional<PortRange> watched;
        Optional<String> mediaDoubt;
        try (MergedCapture capture = MergedCapture.open(options.files(), Sampling::ofMany, Directions.AS_NOTED)) {
            capture.play(new Both(sides, ipsec));
            coverage = coverage(capture, sides.found());
            watched = capture.watchedPorts();
            mediaDoubt = capture.mediaDoubt(capture.loopback(sides.found()));
        }
        return judge(options, sides.found(), coverage, ipsec, watched.orElse(ANY_PORT), mediaDoubt);
    }

    private static Coverage coverage(MergedCapture capture, Sides.Found found) {
        List<String> interfaces = capture.interfaces();
        boolean everything = capture.coversEverything() && !found.isElsewhere();
        LoopbackView loopback = found.isElsewhere() ? LoopbackView.NONE : capture.loopback(found);
        Optional<String> elsewhere = found.atCamera() ? Optional.empty() : capture.elsewhere(found);
        return new Coverage(Set.copyOf(interfaces), loopback.proven(), everything)
                .beside(elsewhere)
                .doubting(loopback.proven() ? capture.leavingDoubt(found) : loopback.doubt());
    }

    private static AnalysisReport judge(
            AnalysisOptions options,
            Sides.Found found,
            Coverage coverage,
            Ipsec ipsec,
            PortRange watched,
            Optional<String> mediaDoubt)
            throws CaptureFileException {
        CaptureTimeline timeline = new CaptureTimeline(watched, options.cameras(), coverage, ipsec);
        try (MergedCapture capture = MergedCapture.open(options.files(), Sampling::ofAll, found);
                Handover judged = Handover.to(new Judged(timeline))) {
            capture.play(judged);
            judged.finish();
            return new AnalysisReport(
                    capture.files(),
                    capture.interfaces(),
                    !coverage.everything() && capture.interfaces().equals(List.of(InterfaceNames.LOOPBACK)),
                    found.atCamera(),
                    mediaDoubt,
                    heeded(finish(timeline, capture.files()), capture.notes()),
                    timeline.malformed(),
                    timeline.unjudged());
        }
    }

    /** Of nothing that was captured nothing is known to this day. */
    private static List<CameraVerdict> finish(CaptureTimeline timeline, List<AnalyzedFile> files) {
        Instant now = Instant.now();
        Instant first = files.stream()
                .flatMap(file -> file.first().stream())
                .min(Comparator.naturalOrder())
                .orElse(now);
        return timeline.finish(
                first,
                files.stream()
                        .flatMap(file -> file.last().stream())
                        .max(Comparator.naturalOrder())
                        .orElse(first));
    }

    private static List<CameraVerdict> heeded(List<CameraVerdict> cameras, WatchNotes notes) {
        return cameras.stream()
                .map(camera -> notes.areWhole()
                        ? WatchersWord.heeded(
                                camera, Optional.ofNullable(notes.said().get(camera.camera())))
                        : camera)
                .toList();
    }
}
