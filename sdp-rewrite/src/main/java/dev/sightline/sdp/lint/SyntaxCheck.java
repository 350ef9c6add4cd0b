package dev.sightline.sdp.lint;

import dev.sightline.sdp.SdpLine;
import dev.sightline.sdp.SdpProblem;
import java.util.List;

/** What differs from the grammar. */
final class SyntaxCheck implements Check {
    @Override
    public void look(Subject subject, Findings findings) {
        List<SdpLine> lines = subject.text().lines();
        for (SdpProblem problem : subject.text().problems()) {
            if (problem.line() == 0) {
                findings.whole(LintRule.MISSING_LINE, problem.message());
            } else {
                findings.at(
                        lines.get(problem.line() - 1),
                        problem.harmless() ? LintRule.ODD_LINE : LintRule.MALFORMED_LINE,
                        "column " + problem.column() + ": " + problem.message());
            }
        }
    }
}
