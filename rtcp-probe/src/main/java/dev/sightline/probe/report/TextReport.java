package dev.sightline.probe.report;

import dev.sightline.probe.Verdict;
import dev.sightline.probe.Wording;
import java.time.Duration;
import java.util.stream.Collectors;

/** Writes a {@link WatchReport} for people: one paragraph per camera, then how long it was watched, and where. */
final class TextReport {
    private TextReport() {}

    static String of(WatchReport report, Page page) {
        StringBuilder out = new StringBuilder(1_024);
        report.obstacle()
                .ifPresent(obstacle -> out.append(Verdict.UNPROVEN)
                        .append("  ")
                        .append(obstacle.reason())
                        .append("\n  cure: ")
                        .append(obstacle.cure())
                        .append('\n'));
        if (report.cameras().isEmpty() && report.obstacle().isEmpty()) {
            out.append(text(NoCamera.of(report)));
        }
        Crowd.of(report.unjudged())
                .filter(many -> !report.cameras().isEmpty())
                .ifPresent(many -> out.append(text(many.alone())));
        out.append(CameraText.of(report.cameras(), page));
        out.append(Counted.malformed(report.malformed()));
        report.untraced()
                .ifPresent(why -> out.append("--trace-firewall: ").append(why).append('\n'));
        report.clockSet()
                .ifPresent(set -> out.append(set.inWords())
                        .append(" at ")
                        .append(set.at())
                        .append(": what was seen before counts no more\n"));
        out.append("watched for ")
                .append(Wording.seconds(Duration.between(report.from(), report.until())))
                .append(" s from ")
                .append(report.from())
                .append('\n');
        if (!report.interfaces().isEmpty()) {
            out.append("interfaces: ")
                    .append(InterfacesText.of(report.interfaces()))
                    .append('\n');
        }
        return page.fitted(out.toString());
    }

    static String text(NoCamera none) {
        String causes = none.causes().stream().map(Enum::name).collect(Collectors.joining(", "));
        return none.verdict() + "  " + none.reason() + (causes.isEmpty() ? "" : "  " + causes) + "\n  cure: "
                + none.cure() + "\n";
    }
}
