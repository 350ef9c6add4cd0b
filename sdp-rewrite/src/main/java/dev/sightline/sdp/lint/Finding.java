package dev.sightline.sdp.lint;

/**
 * Something that a careful reader would say about a description.
 *
 * @param rule the kind of finding: its code, severity, cure and source
 * @param side in which description the line stands
 * @param line counted from 1; 0 when it is about the whole
 * @param text the line as written, made safe to show; empty with line 0
 * @param why what happens here if nothing is changed
 */
public record Finding(LintRule rule, Side side, int line, String text, String why) {
    /** A stable word: {@code loopback-trap}. */
    public String code() {
        return rule.code();
    }

    /** How bad it is. */
    public Severity severity() {
        return rule.severity();
    }

    /** What to change. */
    public String cure() {
        return rule.cure();
    }

    /** From where the rule is known. */
    public String source() {
        return rule.source();
    }

    @Override
    public String toString() {
        return (line == 0 ? "" : "line " + line + ": ") + severity() + " " + code() + ": " + why;
    }
}
