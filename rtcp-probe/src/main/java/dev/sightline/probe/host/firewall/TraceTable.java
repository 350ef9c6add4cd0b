package dev.sightline.probe.host.firewall;

import dev.sightline.probe.PortRange;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The table that marks a sample of the watched packets, so that nftables reports what becomes of them. */
final class TraceTable {
    /**
     * Its name goes on with the process id, so that what a killed probe left can be told from another probe's, and with what
     * no other trace of the process has: a former one's table goes while the next one's is made.
     */
    static final String PREFIX = "sightline_trace_";

    private static final Pattern NAME = Pattern.compile(PREFIX + "(\\d{1,9})(_\\p{XDigit}{1,16})?");

    static final String INCOMING = "incoming";
    static final String OUTGOING = "outgoing";

    private TraceTable() {}

    static String name() {
        return PREFIX + ProcessHandle.current().pid() + "_" + Long.toHexString(System.nanoTime());
    }

    /** The id of the process that made a table, which may have ended; empty when the name is not one of a trace. */
    static OptionalLong owner(String name) {
        Matcher made = NAME.matcher(name);
        return made.matches() ? OptionalLong.of(Long.parseLong(made.group(1))) : OptionalLong.empty();
    }

    /**
     * nftables commands that make it. At most two packets a second of each stream are marked, and 200 altogether on
     * each way: RTCP is told from RTP by its packet type (192 to 223, RFC 5761), the second octet of the payload, so
     * that neither hides the other. The streams of cameras that send in step come all at once.
     *
     * @param owned whether the table shall vanish with the process that made it (Linux 5.12, nftables 1.0)
     */
    static String commands(String name, PortRange ports, boolean owned) {
        StringBuilder text = new StringBuilder(1_024);
        String table = "inet " + name;
        text.append("add table ").append(table).append(owned ? " { flags owner; }\n" : "\n");
        chain(text, table, INCOMING, "prerouting", "dport", ports);
        chain(text, table, OUTGOING, "output", "sport", ports);
        return text.toString();
    }

    private static void chain(
            StringBuilder text, String table, String chain, String hook, String field, PortRange ports) {
        text.append("add chain ").append(table).append(' ').append(chain);
        text.append(" { type filter hook ").append(hook).append(" priority -350; }\n");
        for (String family : List.of("ip", "ip6")) {
            for (String kind : List.of("rtcp", "rtp")) {
                String set = chain + "_" + kind + "_" + family;
                String type = family.equals("ip") ? "ipv4_addr" : "ipv6_addr";
                text.append("add set ").append(table).append(' ').append(set);
                text.append(" { type ")
                        .append(type)
                        .append(" . inet_service . ")
                        .append(type);
                text.append(" . inet_service; size 4096; flags dynamic, timeout; timeout 10s; }\n");
                text.append("add rule ").append(table).append(' ').append(chain);
                text.append(" udp ").append(field).append(' ').append(ports);
                text.append(" @th,72,8 ").append(kind.equals("rtcp") ? "192-223" : "!= 192-223");
                text.append(" update @").append(set).append(" { ");
                text.append(family)
                        .append(" saddr . udp sport . ")
                        .append(family)
                        .append(" daddr . udp dport");
                text.append(
                        " limit rate 2/second burst 2 packets } limit rate 100/second burst 200 packets meta nftrace set 1\n");
            }
        }
    }
}
