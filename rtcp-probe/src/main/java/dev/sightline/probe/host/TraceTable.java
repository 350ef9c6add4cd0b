package dev.sightline.probe.host;

import dev.sightline.probe.PortRange;
import java.util.List;

/** The table that marks a sample of the watched packets, so that nftables reports what becomes of them. */
final class TraceTable {
    /** Its name goes on with the process id, so that what a killed probe left can be told from another probe's. */
    static final String PREFIX = "sightline_trace_";

    static final String INCOMING = "incoming";
    static final String OUTGOING = "outgoing";

    private TraceTable() {}

    static String name() {
        return PREFIX + ProcessHandle.current().pid();
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
