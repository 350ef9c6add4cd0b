package dev.sightline.probe.host.kernel;

import java.util.List;

/**
 * The words of one IPsec policy, as {@code ip xfrm policy} prints it: first the packets that it is for, in a line of their
 * own, then what it is, then a template for each transformation, of which the addresses are the tunnel's own.
 *
 * @param selector of the first line
 * @param rest of the lines before the first template, and of those that begin with their own word
 * @param hasTemplate whether it transforms what it takes
 */
record PolicyWords(List<String> selector, List<String> rest, boolean hasTemplate) {
    private static final List<String> WORDS = List.of("dir ", "mark ", "if_id ");

    static PolicyWords of(List<String> lines) {
        return new PolicyWords(
                words(lines.stream().limit(1).toList()),
                words(lines.stream()
                        .skip(1)
                        .filter(line -> WORDS.stream().anyMatch(line::startsWith))
                        .toList()),
                lines.stream().anyMatch(line -> line.startsWith("tmpl ")));
    }

    private static List<String> words(List<String> lines) {
        return lines.stream()
                .flatMap(line -> List.of(line.split("\\s+", -1)).stream())
                .toList();
    }

    /** What follows a word of its first line; empty where it has none. */
    String ofSelector(String word) {
        return after(selector, word);
    }

    /** What follows a word of the other lines; empty where they have none. */
    String after(String word) {
        return after(rest, word);
    }

    private static String after(List<String> words, String word) {
        int at = words.indexOf(word);
        return at >= 0 && at + 1 < words.size() ? words.get(at + 1) : "";
    }
}
