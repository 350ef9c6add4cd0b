package dev.sightline.probe.report;

import dev.sightline.probe.CameraVerdict;
import dev.sightline.probe.Evidence;
import dev.sightline.probe.Finding;
import dev.sightline.probe.RtcpFlow;
import dev.sightline.probe.StreamVerdict;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.WatchedInterface;
import dev.sightline.probe.WatchedInterface.Drops;
import dev.sightline.probe.Wording;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Writes a {@link WatchReport} for people: one paragraph per camera, then what was not captured. */
final class TextReport {
    private final StringBuilder out = new StringBuilder(1024);

    private TextReport() {}

    static String of(WatchReport report) {
        return new TextReport().write(report);
    }

    /** The paragraphs about the cameras alone. */
    static String cameras(List<CameraVerdict> cameras) {
        TextReport text = new TextReport();
        cameras.forEach(text::camera);
        return text.out.toString();
    }

    private String write(WatchReport report) {
        report.obstacle()
                .ifPresent(
                        obstacle -> line("%s  %s%n  cure: %s", Verdict.UNPROVEN, obstacle.reason(), obstacle.cure()));
        if (report.cameras().isEmpty() && report.obstacle().isEmpty()) {
            line("%s  no RTP arrived on the watched ports from any address", Verdict.NO_MEDIA);
        }
        report.cameras().forEach(this::camera);
        if (!report.interfaces().isEmpty()) {
            interfaces(report);
        }
        return out.toString();
    }

    private void camera(CameraVerdict camera) {
        Finding finding = camera.finding();
        line("%-9s  %s  since %s", finding.verdict(), Wording.address(camera.camera()), finding.since());
        line("  %s", finding.reason());
        finding.cure().ifPresent(cure -> line("  cure: %s", cure));
        Evidence evidence = camera.evidence();
        if (evidence.rtpPackets() > 0) {
            line(
                    "  %-4s %-18s %-44s %7d packets",
                    "RTP",
                    String.join(",", evidence.rtpInterfaces()),
                    "from " + Wording.address(camera.camera()),
                    evidence.rtpPackets());
        }
        evidence.rtcpIn().forEach(this::flow);
        evidence.rtcpOut().forEach(this::flow);
        if (camera.streams().size() > 1) {
            camera.streams().forEach(this::stream);
        }
    }

    private void stream(StreamVerdict stream) {
        line(
                "  stream %s → %s: %s, %s",
                Wording.socket(stream.source()),
                Wording.socket(stream.destination()),
                stream.finding().verdict(),
                stream.finding().reason());
    }

    private void flow(RtcpFlow flow) {
        line(
                "  %-4s %-18s %-44s %7d × %s  %s",
                "RTCP",
                flow.interfaceName(),
                Wording.socket(flow.source()) + " → " + Wording.socket(flow.destination()),
                flow.datagrams(),
                Wording.types(flow),
                flow.meaning());
    }

    private void interfaces(WatchReport report) {
        line(
                "interfaces: %s",
                report.interfaces().stream().map(TextReport::text).collect(Collectors.joining(", ")));
    }

    private static String text(WatchedInterface watched) {
        String text = watched.name();
        if (watched.state() != WatchedInterface.State.CAPTURED) {
            text += " (" + watched.state() + ": " + watched.detail() + ")";
        }
        Drops drops = watched.drops();
        return text + " (" + drops.received() + " packets, " + drops.byKernel() + " dropped by the kernel, "
                + drops.byInterface() + " by the interface)";
    }

    private void line(String format, Object... arguments) {
        out.append(String.format(Locale.ROOT, format.replace("%n", "\n"), arguments))
                .append('\n');
    }
}
