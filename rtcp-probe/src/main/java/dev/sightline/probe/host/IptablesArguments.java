package dev.sightline.probe.host;

import dev.sightline.probe.AddressRange;
import dev.sightline.probe.PortRange;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A rule's arguments as {@code iptables-save} writes them, read from left to right; one with a {@code !} before it says too
 * little to be used.
 */
final class IptablesArguments {
    private static final Pattern WORD = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*+)\"|(\\S+)");
    private static final Set<String> TAKES_VALUE = Set.of(
            "-j",
            "-g",
            "-p",
            "-s",
            "-d",
            "-i",
            "-o",
            "-m",
            "--sport",
            "--sports",
            "--dport",
            "--dports",
            "--state",
            "--ctstate",
            "--comment");
    private PacketMatch match = PacketMatch.ANY;
    private String target = "";
    private boolean understood = true;

    private IptablesArguments(String text) {
        Iterator<String> rest = words(text).iterator();
        boolean negated = false;
        while (rest.hasNext()) {
            String word = rest.next();
            if (TAKES_VALUE.contains(word) && rest.hasNext()) {
                argument(word, negated, rest.next());
            } else if (target.isEmpty() && !word.equals("!")) {
                unread();
            }
            negated = word.equals("!");
        }
    }

    static IptablesArguments read(String text) {
        return new IptablesArguments(text);
    }

    /** What is understood of the packets that the rule is for. */
    PacketMatch match() {
        return match;
    }

    /** The target or chain; empty when there is none. */
    String target() {
        return target;
    }

    /** Whether the rule is for packets between two addresses that leave by the interface. */
    Truth isFor(NatQuestion question) {
        return question.isAmong(match).and(understood ? Truth.YES : Truth.MAYBE);
    }

    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(text);
        while (word.find()) {
            words.add(word.group(1) == null ? word.group(2) : '"' + word.group(1));
        }
        return words;
    }

    private void argument(String name, boolean negated, String value) {
        switch (name) {
            case "-j", "-g" -> target = value;
            case "-i", "-o" -> match = match.and(Conditions.link(name.equals("-i"), List.of(value), negated));
            case "--state", "--ctstate" -> match = match.and(Conditions.states(List.of(value.split(",")), negated));
            case "-p" -> and(negated, protocol(value));
            case "-s" -> and(negated, address(value).map(PacketMatch::sources));
            case "-d" -> and(negated, address(value).map(PacketMatch::destinations));
            case "--sport", "--sports" -> and(negated, ports(value).map(PacketMatch::sourcePorts));
            case "--dport", "--dports" -> and(negated, ports(value).map(PacketMatch::destinationPorts));
            default -> {} // a comment's words are no arguments, and a module is named by its own arguments
        }
    }

    private void and(boolean negated, Optional<PacketMatch> other) {
        if (negated || other.isEmpty()) {
            unread();
        } else {
            match = match.and(other.get());
        }
    }

    private void unread() {
        understood = false;
        match = match.and(PacketMatch.UNREAD);
    }

    private static Optional<PacketMatch> protocol(String value) {
        return switch (value) {
            case "udp", "17" -> Optional.of(PacketMatch.UDP);
            case "all", "0" -> Optional.of(PacketMatch.ANY);
            default -> Optional.of(PacketMatch.NONE);
        };
    }

    private static Optional<List<AddressRange>> address(String value) {
        return Literals.block(value).map(List::of);
    }

    private static Optional<List<PortRange>> ports(String value) {
        List<PortRange> ranges = new ArrayList<>();
        try {
            for (String part : value.split(",", -1)) {
                String[] ends = part.split(":", -1);
                int first = ends[0].isEmpty() ? 1 : Math.max(1, Integer.parseInt(ends[0]));
                String last = ends[ends.length - 1];
                ranges.add(new PortRange(first, last.isEmpty() ? 65_535 : Integer.parseInt(last)));
            }
            return Optional.of(ranges);
        } catch (IllegalArgumentException notUnderstood) {
            return Optional.empty();
        }
    }
}
