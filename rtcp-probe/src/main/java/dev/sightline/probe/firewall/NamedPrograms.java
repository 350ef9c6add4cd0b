package dev.sightline.probe.firewall;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Programs that rules name: iptables takes {@code -M}, {@code --modprobe}, within a rule too, and may run what it is given as
 * root. {@code iptables-save} never writes that.
 */
public final class NamedPrograms {
    /** As {@code getopt_long} takes it: among other letters, with its value, and abbreviated. */
    private static final Pattern PROGRAM = Pattern.compile("-[^-]*M.*|--mo(?:d(?:p.*)?)?(?:=.*)?", Pattern.DOTALL);

    private NamedPrograms() {}

    /**
     * @param source what the rules are called
     * @throws IOException when one names a program
     */
    public static void refuse(String source, List<String> rules) throws IOException {
        for (int i = 0; i < rules.size(); i++) {
            boolean named = !rules.get(i).startsWith("#")
                    && words(rules.get(i)).stream()
                            .anyMatch(word -> PROGRAM.matcher(word).matches());
            if (named) {
                throw new IOException(source + " line " + (i + 1)
                        + " names a program to be run (-M, --modprobe); take that out of it");
            }
        }
    }

    /** As {@code iptables-restore} splits a line: at blanks, unless they stand in double quotes, where a backslash escapes. */
    private static List<String> words(String rule) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < rule.length(); i++) {
            char c = rule.charAt(i);
            if (quoted && c == '\\' && i + 1 < rule.length()) {
                word.append(rule.charAt(++i));
            } else if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && Character.isWhitespace(c)) {
                words.add(word.toString());
                word.setLength(0);
            } else {
                word.append(c);
            }
        }
        words.add(word.toString());
        return words;
    }
}
