package dev.sightline.probe.firewall.walk;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line of a plan of nftables in its parts: words, operators, braces, and what stands in quotes. What nft would read across
 * lines, or put in place of something else (a backslash, a variable, an open quote), is no part of any.
 *
 * @param number its number in the plan
 * @param parts in their order; none of a line that is empty or a remark
 */
record NftLine(int number, List<Part> parts) {
    private static final Pattern PART =
            Pattern.compile("([ \\t]*)(\"[^\"]*\"|@?[A-Za-z0-9_:][\\w./:*-]*|[!=<>]=|<<|>>|[-{}(),;.=!<>&|^/])");
    private static final Pattern REMARK = Pattern.compile("[ \\t]*(#.*)?");

    /**
     * A part.
     *
     * @param text its characters
     * @param apart whether something separates it from the one before
     */
    record Part(String text, boolean apart) {
        boolean is(String other) {
            return text.equals(other);
        }

        boolean isQuoted() {
            return text.startsWith("\"");
        }
    }

    /** Takes a line to pieces. */
    static NftLine parse(int number, String line) throws PlanException {
        if (line.chars().anyMatch(c -> Character.isISOControl(c) && c != '\t')) {
            throw new PlanException(number, "\"" + line + "\" holds a control character; take it out");
        }
        List<Part> parts = new ArrayList<>();
        Matcher part = PART.matcher(line);
        int at = 0;
        while (part.find(at) && part.start() == at) {
            parts.add(new Part(part.group(2), !part.group(1).isEmpty()));
            at = part.end();
        }
        if (!REMARK.matcher(line.substring(at)).matches()) {
            throw new PlanException(
                    number,
                    "\"" + line + "\": \"" + line.substring(at).strip()
                            + "\" is not understood; expected plain words, and others in quotes");
        }
        return new NftLine(number, List.copyOf(parts));
    }

    boolean isEmpty() {
        return parts.isEmpty();
    }

    /** The line as it is written for nft: of its parts, and of nothing else. */
    String text() {
        StringBuilder text = new StringBuilder();
        for (Part part : parts) {
            text.append(part.apart() && !text.isEmpty() ? " " : "").append(part.text());
        }
        return text.toString();
    }
}
