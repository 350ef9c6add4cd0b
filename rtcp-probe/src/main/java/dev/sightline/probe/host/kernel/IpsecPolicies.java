package dev.sightline.probe.host.kernel;

import dev.sightline.probe.AddressRange;
import dev.sightline.probe.host.program.Literals;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The kernel's IPsec policies for what leaves (RFC 4301, 4.4.1), but those that are for sockets of their own, or for an
 * interface of their own (by its number, or by the mark that it gives): what goes by such an interface is captured on it.
 *
 * @param leaving those that are for packets that leave
 */
record IpsecPolicies(List<Policy> leaving) {
    static final IpsecPolicies NONE = new IpsecPolicies(List.of());

    private static final int MAX_POLICIES = 16_384;
    private static final int MAX_TEXT = 160;
    private static final Set<String> ANY_OR_UDP = Set.of("", "udp", "17");

    /**
     * One policy.
     *
     * @param sources whose packets it takes
     * @param destinations to whom
     * @param sourcePort from which port; empty: any
     * @param destinationPort to which port; empty: any
     * @param interfaceName by which interface; empty: any
     * @param priority the kernel heeds the one with the least
     * @param hides whether what it takes is encrypted, or dropped; else it goes as it is
     * @param text as {@code ip xfrm policy} prints it, in one line
     */
    record Policy(
            AddressRange sources,
            AddressRange destinations,
            String sourcePort,
            String destinationPort,
            String interfaceName,
            long priority,
            boolean hides,
            String text) {
        /** One that hides is heeded where it may be by its interface, one that does not only where it is. */
        private boolean takes(InetSocketAddress from, InetSocketAddress to, Set<String> by) {
            return sources.contains(from.getAddress())
                    && destinations.contains(to.getAddress())
                    && isPort(sourcePort, from)
                    && isPort(destinationPort, to)
                    && (interfaceName.isEmpty() || by.contains(interfaceName) || (hides && by.isEmpty()));
        }

        private static boolean isPort(String port, InetSocketAddress socket) {
            return port.isEmpty() || port.equals(Integer.toString(socket.getPort()));
        }
    }

    /** Reads what {@code ip xfrm policy} says. */
    static IpsecPolicies parse(String output) {
        List<Policy> leaving = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        for (String line : output.split("\n", -1)) {
            boolean begins = !line.isEmpty() && !Character.isWhitespace(line.charAt(0));
            if (begins && !lines.isEmpty()) {
                add(leaving, lines);
                lines.clear();
            }
            lines.add(line.strip());
        }
        add(leaving, lines);
        return new IpsecPolicies(List.copyOf(leaving));
    }

    private static void add(List<Policy> leaving, List<String> lines) {
        if (leaving.size() < MAX_POLICIES) {
            PolicyWords words = PolicyWords.of(lines);
            policy(words, String.join(" ", lines).strip()).ifPresent(leaving::add);
        }
    }

    private static Optional<Policy> policy(PolicyWords words, String text) {
        if (!words.after("dir").equals("out")
                || !ANY_OR_UDP.contains(words.ofSelector("proto"))
                || isNotZero(words.after("if_id"))
                || isNotZero(words.after("mark"))) {
            return Optional.empty();
        }
        Optional<AddressRange> sources = Literals.block(words.ofSelector("src"));
        Optional<AddressRange> destinations = Literals.block(words.ofSelector("dst"));
        String shown = text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) + "…" : text;
        return sources.flatMap(from -> destinations.map(to -> new Policy(
                from,
                to,
                words.ofSelector("sport"),
                words.ofSelector("dport"),
                words.ofSelector("dev"),
                priority(words.after("priority")),
                words.hasTemplate() || words.after("action").equals("block"),
                shown)));
    }

    /** {@code 0x2a/0xffffffff}, of older programs {@code 42/0xffffffff}, or without a mask. */
    private static boolean isNotZero(String mark) {
        int slash = mark.indexOf('/');
        String value = slash < 0 ? mark : mark.substring(0, slash);
        return !value.isEmpty() && !value.equals("0") && !value.equals("0x0");
    }

    private static long priority(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException absent) {
            return 0;
        }
    }

    /**
     * The policy that hides UDP from one socket to another; empty where there is none, or one that lets it go as it is comes
     * before. Of equals either may be the kernel's.
     *
     * @param by the interfaces by which it may be sent
     */
    Optional<Policy> hiding(InetSocketAddress from, InetSocketAddress to, Set<String> by) {
        return leaving.stream()
                .filter(policy -> policy.takes(from, to, by))
                .min(Comparator.comparingLong(Policy::priority).thenComparing(policy -> !policy.hides()))
                .filter(Policy::hides);
    }
}
