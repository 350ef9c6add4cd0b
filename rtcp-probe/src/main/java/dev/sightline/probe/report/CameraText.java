package dev.sightline.probe.report;

import dev.sightline.probe.CameraVerdict;
import dev.sightline.probe.Cause;
import dev.sightline.probe.Evidence;
import dev.sightline.probe.Finding;
import dev.sightline.probe.RembValue;
import dev.sightline.probe.RtcpSample;
import dev.sightline.probe.StreamVerdict;
import dev.sightline.probe.Wording;
import java.util.List;
import java.util.Locale;
import java.util.LongSummaryStatistics;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes the verdict on a camera for people, as a paragraph. Not for several threads. */
final class CameraText {
    /** A table of verdicts that change all the time would hide the one that holds. */
    private static final int MAX_EARLIER = 4;

    private static final int MAX_SAMPLED = 4;
    private static final int MAX_STREAMS = 16;

    private final StringBuilder out = new StringBuilder(1_024);

    private final Page page;

    private CameraText(Page page) {
        this.page = page;
    }

    /** A paragraph each, whose lines may still be too long for the page. */
    static String of(List<CameraVerdict> cameras, Page page) {
        CameraText text = new CameraText(page);
        cameras.forEach(text::camera);
        return text.out.toString();
    }

    private void camera(CameraVerdict camera) {
        Finding finding = camera.finding();
        line(
                "%-9s  %s  since %s%s",
                finding.verdict(), Wording.address(camera.camera()), finding.since(), causes(finding));
        line("  %s", finding.reason());
        finding.cure().ifPresent(cure -> line("  cure: %s", cure));
        Evidence evidence = camera.evidence();
        packets(camera, evidence).lines(page).forEach(row -> line("%s", row));
        if (!evidence.remb().isEmpty()) {
            remb(evidence.remb());
        }
        evidence.sample().ifPresent(this::sample);
        if (camera.streams().size() > 1) {
            camera.streams().stream().limit(MAX_STREAMS).forEach(this::stream);
            more(camera.streams().size() - MAX_STREAMS, "stream");
        }
        camera.streams().stream()
                .filter(stream -> !stream.otherSsrcs().isEmpty())
                .limit(MAX_STREAMS)
                .forEach(this::sources);
        List<Finding> history = camera.history();
        more(history.size() - MAX_EARLIER, "earlier verdict");
        history.stream().skip(Math.max(0, history.size() - MAX_EARLIER)).forEach(this::earlier);
    }

    private static String causes(Finding finding) {
        return finding.causes().isEmpty()
                ? ""
                : "  " + finding.causes().stream().map(Cause::name).collect(Collectors.joining(", "));
    }

    private void earlier(Finding finding) {
        line("  before: %s  since %s%s", finding.verdict(), finding.since(), causes(finding));
    }

    private void more(int left, String what) {
        if (left > 0) {
            line("  and %s more", Counted.of(left, what));
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

    private void sources(StreamVerdict stream) {
        line(
                "  RTP of %d sources %s → %s: %s",
                stream.otherSsrcs().size() + 1,
                Wording.socket(stream.source()),
                Wording.socket(stream.destination()),
                Stream.concat(Stream.of(stream.ssrc()), stream.otherSsrcs().stream())
                        .sorted()
                        .map(Wording::ssrc)
                        .collect(Collectors.joining(", ")));
    }

    private static PacketRows packets(CameraVerdict camera, Evidence evidence) {
        PacketRows rows = new PacketRows();
        if (evidence.rtpPackets() > 0) {
            String from = "from " + Wording.address(camera.camera());
            rows.add("RTP", String.join(",", evidence.rtpInterfaces()), from, evidence.rtpPackets(), "packets");
        }
        Stream.concat(evidence.rtcpIn().stream(), evidence.rtcpOut().stream())
                .forEach(flow -> rows.add(
                        "RTCP",
                        flow.interfaceName(),
                        Wording.socket(flow.source()) + " → " + Wording.socket(flow.destination()),
                        flow.datagrams(),
                        "× " + Wording.types(flow) + "  " + flow.meaning()));
        return rows;
    }

    private void remb(List<RembValue> values) {
        LongSummaryStatistics bits =
                values.stream().mapToLong(RembValue::bitsPerSecond).summaryStatistics();
        line(
                "  REMB in kbit/s: first %d, last %d, least %d, most %d",
                values.get(0).bitsPerSecond() / 1_000,
                values.get(values.size() - 1).bitsPerSecond() / 1_000,
                bits.getMin() / 1_000,
                bits.getMax() / 1_000);
    }

    private void sample(RtcpSample sample) {
        line(
                "  sample of %s on %s, %s → %s:",
                sample.at(),
                sample.interfaceName(),
                Wording.socket(sample.source()),
                Wording.socket(sample.destination()));
        sample.packets().stream().limit(MAX_SAMPLED).forEach(packet -> line("    %s", packet));
        if (sample.packets().size() > MAX_SAMPLED) {
            line("    and %s more", Counted.of(sample.packets().size() - MAX_SAMPLED, "packet"));
        }
    }

    private void line(String format, Object... arguments) {
        out.append(String.format(Locale.ROOT, format, arguments)).append('\n');
    }
}
