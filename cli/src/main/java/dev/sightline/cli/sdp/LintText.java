package dev.sightline.cli.sdp;

import dev.sightline.sdp.lint.Finding;
import dev.sightline.sdp.lint.PredictedVerdict;
import dev.sightline.sdp.lint.Prediction;
import dev.sightline.sdp.lint.Severity;
import dev.sightline.sdp.lint.Side;
import java.util.List;
import java.util.Optional;

/** Findings as a compiler would print them: the place first, then what and why, the line, and the cure. */
final class LintText {
    private final String file;
    private final Optional<String> answer;
    private final Paint paint;

    LintText(String file, Optional<String> answer, Paint paint) {
        this.file = file;
        this.answer = answer;
        this.paint = paint;
    }

    String of(List<Finding> findings, Optional<Prediction> prediction) {
        StringBuilder text = new StringBuilder();
        findings.forEach(finding -> add(finding, text));
        if (findings.isEmpty()) {
            text.append("No trouble is found.\n");
        }
        prediction.ifPresent(predicted -> add(predicted, text));
        return text.toString();
    }

    private void add(Finding finding, StringBuilder text) {
        text.append(place(finding.side(), finding.line()))
                .append(": ")
                .append(painted(finding.severity()))
                .append(' ')
                .append(paint.bold(finding.code()))
                .append(": ")
                .append(Shown.of(finding.why()))
                .append('\n');
        line(finding.text(), text);
        text.append("    cure: ").append(Shown.of(finding.cure())).append('\n');
        text.append("    from: ").append(finding.source()).append('\n');
    }

    private void add(Prediction predicted, StringBuilder text) {
        text.append(paint.bold("prediction: " + predicted.verdict()))
                .append(predicted
                        .condition()
                        .map(condition -> ", " + Shown.of(condition))
                        .orElse(""))
                .append('\n');
        text.append("    ").append(Shown.of(predicted.reason())).append('\n');
        if (predicted.line() > 0) {
            text.append("    ")
                    .append(place(predicted.side(), predicted.line()))
                    .append(": ")
                    .append(Shown.of(predicted.text()))
                    .append('\n');
        }
        if (predicted.verdict() != PredictedVerdict.UNPROVEN) {
            text.append("    bandwidth estimates (REMB): ")
                    .append(predicted.remb() ? "yes" : "no")
                    .append('\n');
        }
    }

    private static void line(String written, StringBuilder text) {
        if (!written.isEmpty()) {
            text.append("    | ").append(Shown.of(written)).append('\n');
        }
    }

    private String place(Side side, int line) {
        return Shown.of(LintCommand.fileOf(side, file, answer)) + (line == 0 ? "" : ":" + line);
    }

    private String painted(Severity severity) {
        String word = LintCommand.word(severity);
        return switch (severity) {
            case ERROR -> paint.red(word);
            case WARNING -> paint.yellow(word);
            case INFO -> word;
        };
    }
}
