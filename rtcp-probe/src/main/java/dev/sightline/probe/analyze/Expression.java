package dev.sightline.probe.analyze;

import dev.sightline.probe.PortRange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a capture was filtered with, in the language of libpcap, as far as it tells whether RTCP passed. Only alternatives
 * by protocol or port are understood; what is not may hide anything.
 */
final class Expression {
    private static final Pattern OR = Pattern.compile("\\bor\\b|\\|\\|");
    private static final Pattern NARROWING = Pattern.compile("\\b(and|not)\\b|&&|!");
    private static final Pattern UDP_AND = Pattern.compile("\\budp (?:and|&&) \\(?(?=(?:src )?port)");

    /** A tag is stripped for all that follows, so nothing behind it is about frames without one. */
    private static final Pattern MOVING = Pattern.compile("\\b(vlan|mpls|pppoes|pppoed|geneve|vxlan|gre)\\b");

    /** An alternative of its own for tagged frames, in parentheses, as the last one. */
    private static final Pattern TAGGED_BESIDES =
            Pattern.compile("(?: or | ?\\|\\| ?)\\(vlan (?:and|&&) (?:[^()]|\\([^()]*\\))*\\)$");

    private static final Pattern PORTS =
            Pattern.compile("(?:udp )?(?:src )?port(?:range)? (\\d{1,5})(?: ?- ?(\\d{1,5}))?");

    private static final Pattern OF_A_WATCH = Pattern.compile("udp portrange \\d{1,5}-\\d{1,5} or icmp or icmp6");

    private final boolean everyPort;
    private final List<PortRange> ports = new ArrayList<>();

    private Expression(List<String> alternatives) {
        everyPort = alternatives.contains("") || alternatives.contains("udp");
        alternatives.forEach(this::addPorts);
    }

    /** Reads an expression; one that is not understood lets nothing pass. */
    static Expression of(String text) {
        String plain = UDP_AND.matcher(
                        text.toLowerCase(Locale.ROOT).replaceAll("\\s+", " ").strip())
                .replaceAll("udp ");
        plain = TAGGED_BESIDES.matcher(plain).replaceFirst("");
        if (NARROWING.matcher(plain).find()) {
            return new Expression(List.of());
        }
        return new Expression(OR.splitAsStream(plain)
                .takeWhile(part -> !MOVING.matcher(part).find())
                .map(part -> part.replaceAll("[()]", "").strip())
                .toList());
    }

    private void addPorts(String alternative) {
        Matcher matcher = PORTS.matcher(alternative);
        if (matcher.matches()) {
            int first = Integer.parseInt(matcher.group(1));
            int last = matcher.group(2) == null ? first : Integer.parseInt(matcher.group(2));
            if (1 <= first && first <= last && last <= 65_535) {
                ports.add(new PortRange(first, last));
            }
        }
    }

    /** The media ports of a watch that wrote its capture down, from what it says of its filter. */
    static Optional<PortRange> watchedPorts(String text) {
        return OF_A_WATCH.matcher(text).matches() ? of(text).ports.stream().findFirst() : Optional.empty();
    }

    /** Whether all UDP passes. */
    boolean passesEveryPort() {
        return everyPort;
    }

    /** Whether whatever UDP is sent from each of these ports passes, wherever it goes; of no port nothing is certain. */
    boolean passesFrom(Collection<Integer> sources) {
        return everyPort
                || (!sources.isEmpty()
                        && sources.stream().allMatch(port -> ports.stream().anyMatch(range -> range.contains(port))));
    }
}
