package dev.sightline.probe.report;

import dev.sightline.probe.Wording;
import java.time.Duration;
import java.util.List;

/** Writes an {@link AnalysisReport} for people: one paragraph per camera, then the files. */
final class AnalysisText {
    private static final int MOST_INTERFACES = 32;

    private AnalysisText() {}

    static String of(AnalysisReport report, Page page) {
        StringBuilder out = new StringBuilder(1024);
        if (report.cameras().isEmpty()) {
            out.append(TextReport.text(NoCamera.of(report)));
        }
        Crowd.of(report.unjudged())
                .filter(many -> !report.cameras().isEmpty())
                .ifPresent(many -> out.append(TextReport.text(many.alone())));
        out.append(CameraText.of(report.cameras(), page));
        out.append(Counted.malformed(report.malformed()));
        if (report.atCamera()) {
            out.append(
                    "captured on the cameras' side: what the media server keeps on its own interfaces is not seen\n");
        }
        report.files().forEach(file -> file(out, file));
        if (!report.interfaces().isEmpty()) {
            out.append("interfaces: ").append(names(report.interfaces())).append('\n');
        }
        return page.fitted(out.toString());
    }

    private static String names(List<String> interfaces) {
        int more = interfaces.size() - MOST_INTERFACES;
        return String.join(", ", more > 0 ? interfaces.subList(0, MOST_INTERFACES) : interfaces)
                + (more > 0 ? " and " + more + " more" : "");
    }

    private static void file(StringBuilder out, AnalyzedFile file) {
        out.append("file: ").append(file.file()).append(", ").append(Counted.of(file.packets(), "packet"));
        if (file.first().isPresent() && file.last().isPresent()) {
            Duration span = Duration.between(file.first().get(), file.last().get());
            out.append(" in ")
                    .append(Wording.seconds(span))
                    .append(" s from ")
                    .append(file.first().get());
        }
        out.append('\n');
        file.times().ifPresent(doubt -> out.append("  ").append(doubt).append('\n'));
        file.unread().ifPresent(unread -> out.append("  ").append(unread).append('\n'));
        file.uncaptured().ifPresent(others -> out.append("  ").append(others).append('\n'));
        file.cut().ifPresent(cut -> out.append("  ").append(cut).append('\n'));
        file.damage().ifPresent(damage -> out.append("  ").append(damage).append('\n'));
    }
}
