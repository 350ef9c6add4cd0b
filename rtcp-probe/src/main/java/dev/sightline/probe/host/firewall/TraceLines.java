package dev.sightline.probe.host.firewall;

import dev.sightline.probe.FirewallDrop;
import dev.sightline.probe.FirewallDrop.Content;
import dev.sightline.probe.FirewallDrop.Way;
import dev.sightline.probe.RecentMap;
import dev.sightline.probe.host.FirewallPass;
import dev.sightline.probe.host.program.Literals;
import dev.sightline.rtp.RtcpType;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads {@code nft monitor trace}: what became of each marked packet, hook by hook. Lines of several packets are mixed;
 * a line that is not understood is left out. Thread-safe.
 */
final class TraceLines {
    private static final Pattern LINE =
            Pattern.compile("trace id (\\p{XDigit}{1,16}) (\\S+ \\S+ \\S+) (packet:|rule|policy) (.*)");
    private static final Pattern PAYLOAD = Pattern.compile("@th,64,(\\d{2,3}) 0x(\\p{XDigit}{4})(\\p{XDigit}{0,60})");
    private static final String BY_RULE = "(verdict drop)";
    private static final String ACCEPTED = "(verdict accept)";
    private static final int MAX_PACKETS = 4_096;
    private static final int MAX_DROPS = 256;

    /** A marked packet on its way. */
    private record Packet(
            Way way, Optional<InetSocketAddress> source, Optional<InetSocketAddress> destination, Content content) {}

    /** What one rule dropped, or one table let through, of the same packets. */
    private record Key(String by, Packet packet) {}

    private final Map<String, Packet> packets = new RecentMap<>(MAX_PACKETS);
    private final Map<Key, FirewallPass> passes = new RecentMap<>(MAX_DROPS);
    private final Map<Key, FirewallDrop> drops = new RecentMap<>(MAX_DROPS);

    synchronized void read(Instant now, String text) {
        Matcher line = LINE.matcher(text);
        if (!line.matches()) {
            return;
        }
        String id = line.group(1);
        String chain = line.group(2);
        String rest = line.group(4).strip();
        if (line.group(3).equals("packet:")) {
            packet(id, chain, rest);
            return;
        }
        Packet packet = packets.get(id);
        if (packet == null || chain.contains(" " + TraceTable.PREFIX)) {
            return;
        }
        boolean policy = line.group(3).equals("policy");
        if (policy && rest.equals("drop")) {
            drop(now, chain + ": policy drop", packet);
        } else if (policy ? rest.equals("accept") : rest.endsWith(ACCEPTED)) {
            pass(now, chain, packet);
        } else if (rest.endsWith(BY_RULE)) {
            String rule = rest.substring(0, rest.length() - BY_RULE.length());
            drop(now, chain + ": " + RuleWords.withoutCounts(rule), packet);
        }
    }

    private void packet(String id, String chain, String text) {
        List<String> words = List.of(text.split(" ", 256));
        Packet before = packets.get(id);
        if (isMark(chain, TraceTable.INCOMING)) {
            packets.put(id, packet(Way.IN, words));
        } else if (isMark(chain, TraceTable.OUTGOING)) {
            packets.put(id, packet(Way.OUT, words));
        } else if (before != null && before.way() == Way.IN && words.contains("oif")) {
            packets.put(id, new Packet(Way.FORWARD, before.source(), before.destination(), before.content()));
        }
    }

    /** Where two probes trace, nftables shows a packet under the table of the one that marked it first. */
    private static boolean isMark(String chain, String name) {
        return chain.startsWith("inet " + TraceTable.PREFIX) && chain.endsWith(" " + name);
    }

    private static Packet packet(Way way, List<String> words) {
        return new Packet(way, socket(words, "saddr", "sport"), socket(words, "daddr", "dport"), content(words));
    }

    /**
     * Behind UDP's header, nft shows the first octets of its payload as {@code @th,64,96 0x80c8…}; the second one tells
     * RTCP (RFC 5761, 4).
     */
    private static Content content(List<String> words) {
        for (int i = 0; i + 1 < words.size(); i++) {
            Matcher payload = PAYLOAD.matcher(words.get(i) + " " + words.get(i + 1));
            if (payload.matches()) {
                int digits = payload.end(3) - payload.start(2);
                int type = Integer.parseInt(payload.group(2).substring(2), 16);
                boolean whole = 4 * digits == Integer.parseInt(payload.group(1)); // zeros in front may be left out
                return !whole ? Content.UNKNOWN : RtcpType.isRtcp(type) ? Content.RTCP : Content.RTP;
            }
        }
        return Content.UNKNOWN;
    }

    private static Optional<InetSocketAddress> socket(List<String> words, String address, String port) {
        Optional<InetAddress> host = Literals.address(after(words, "ip", address)
                .or(() -> after(words, "ip6", address))
                .orElse(""));
        return host.flatMap(at -> after(words, "udp", port)
                .filter(number -> number.matches("[1-9]\\d{0,4}"))
                .map(Integer::parseInt)
                .filter(number -> number <= 65_535)
                .map(number -> new InetSocketAddress(at, number)));
    }

    private static Optional<String> after(List<String> words, String protocol, String field) {
        for (int i = 0; i + 2 < words.size(); i++) {
            if (words.get(i).equals(protocol) && words.get(i + 1).equals(field)) {
                return Optional.of(words.get(i + 2));
            }
        }
        return Optional.empty();
    }

    private void drop(Instant now, String rule, Packet packet) {
        Key key = new Key(rule, packet);
        FirewallDrop before = drops.get(key);
        drops.put(
                key,
                new FirewallDrop(
                        packet.way(),
                        rule,
                        before == null ? 1 : before.packets() + 1,
                        before == null ? now : before.first(),
                        now,
                        packet.source(),
                        packet.destination(),
                        packet.content()));
    }

    /** A table may have chains at several hooks, and drop at a later one; then that is told as well. */
    private void pass(Instant now, String chain, Packet packet) {
        String table = chain.substring(0, chain.lastIndexOf(' '));
        packet.source()
                .ifPresent(source -> packet.destination()
                        .ifPresent(destination ->
                                passes.put(new Key(table, packet), new FirewallPass(table, source, destination, now))));
    }

    /** What was let through so far. */
    synchronized List<FirewallPass> passes() {
        return List.copyOf(passes.values());
    }

    /** The drops so far; what was dropped last comes last. */
    synchronized List<FirewallDrop> drops() {
        return List.copyOf(drops.values());
    }
}
