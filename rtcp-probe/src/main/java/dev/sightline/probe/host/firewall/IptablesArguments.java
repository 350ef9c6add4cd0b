package dev.sightline.probe.host.firewall;

import dev.sightline.probe.AddressRange;
import dev.sightline.probe.PortRange;
import dev.sightline.probe.host.program.Literals;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A rule's arguments as {@code iptables-save} writes them, read from left to right; a {@code !} negates the next. */
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
            "--src-range",
            "--dst-range",
            "--pkt-type",
            "--dst-type",
            "--state",
            "--ctstate",
            "--comment");
    private PacketMatch match = PacketMatch.ANY;
    private String target = "";
    private boolean understood = true;

    /** An address is of another type to one link than to all. */
    private final boolean ofOneLink;

    private IptablesArguments(String text) {
        ofOneLink = text.contains("--limit-iface-");
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
            case "-i", "-o" -> and(Conditions.link(name.equals("-i"), List.of(value), negated));
            case "--state", "--ctstate" -> and(Conditions.states(List.of(value.split(",")), negated));
            case "--pkt-type" -> and(Conditions.packetTypes(List.of(value), negated));
            case "--dst-type" -> and(addressee(value, negated));
            case "-p" -> and(protocol(value, negated));
            case "-s" -> and(addresses(Literals.block(value), value, negated).map(PacketMatch::sources));
            case "-d" -> and(addresses(Literals.block(value), value, negated).map(PacketMatch::destinations));
            case "--src-range" ->
                and(addresses(Literals.range(value), value, negated).map(PacketMatch::sources));
            case "--dst-range" ->
                and(addresses(Literals.range(value), value, negated).map(PacketMatch::destinations));
            case "--sport", "--sports" -> and(ports(value, negated).map(PacketMatch::sourcePorts));
            case "--dport", "--dports" -> and(ports(value, negated).map(PacketMatch::destinationPorts));
            default -> {} // a comment's words are no arguments, and a module is named by its own arguments
        }
    }

    private void and(PacketMatch other) {
        match = match.and(other);
    }

    private void and(Optional<PacketMatch> other) {
        other.ifPresentOrElse(this::and, this::unread);
    }

    private void unread() {
        understood = false;
        match = match.and(PacketMatch.UNREAD);
    }

    private PacketMatch addressee(String value, boolean negated) {
        return ofOneLink ? PacketMatch.UNREAD : Conditions.addressTypes(List.of(value.split(",", -1)), negated);
    }

    private static PacketMatch protocol(String value, boolean negated) {
        return switch (value) {
            case "udp", "17" -> negated ? PacketMatch.NONE : PacketMatch.UDP;
            case "all", "0" -> negated ? PacketMatch.NONE : PacketMatch.ANY;
            default -> negated ? PacketMatch.ANY : PacketMatch.NONE;
        };
    }

    private static Optional<List<AddressRange>> addresses(Optional<AddressRange> named, String value, boolean negated) {
        Optional<List<AddressRange>> ranges = named.map(List::of);
        return negated ? ranges.flatMap(these -> AddressRanges.others(these, value.indexOf(':') >= 0)) : ranges;
    }

    private static Optional<List<PortRange>> ports(String value, boolean negated) {
        List<PortRange> ranges = new ArrayList<>();
        try {
            for (String part : value.split(",", -1)) {
                String[] ends = part.split(":", -1);
                int first = ends[0].isEmpty() ? 1 : Math.max(1, Integer.parseInt(ends[0]));
                String last = ends[ends.length - 1];
                ranges.add(new PortRange(first, last.isEmpty() ? 65_535 : Integer.parseInt(last)));
            }
            return Optional.of(negated ? PortRanges.others(ranges) : ranges);
        } catch (IllegalArgumentException notUnderstood) {
            return Optional.empty();
        }
    }
}
