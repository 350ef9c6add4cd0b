package dev.sightline.probe.firewall.bisect;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What rules of nftables would have read besides. nft, run by root, opens whatever an {@code include} names: a file that
 * nobody else may read, a device without an end, a pipe that waits.
 */
final class Includes {
    /** As nft reads: what stands in quotes may have several lines, and what follows a cross is a remark. */
    private static final Pattern PART = Pattern.compile("\"[^\"]*+\"|#[^\\n]*+|[A-Za-z][\\w./\\\\-]*+|\"");

    private Includes() {}

    /**
     * @param name of the file, for the complaint
     * @throws IOException when there is one, or a quote without an end, behind which one could hide
     */
    static void refuse(String name, String text) throws IOException {
        Matcher part = PART.matcher(text);
        while (part.find()) {
            if (part.group().equals("include")) {
                throw new IOException(where(name, text, part) + ": include would have nft read another file, which is"
                        + " not done for rules that may be somebody else's; put what it holds in its place, or give"
                        + " what nft list ruleset writes where they are in force");
            }
            if (part.group().equals("\"")) {
                throw new IOException(where(name, text, part) + ": a quote is not closed");
            }
        }
    }

    private static String where(String name, String text, Matcher part) {
        return name + " line "
                + (1
                        + text.substring(0, part.start())
                                .chars()
                                .filter(c -> c == '\n')
                                .count());
    }
}
