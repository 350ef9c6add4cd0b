package dev.sightline.probe.firewall;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A plan as a table of nftables of its own: what other tables drop stays dropped. */
final class NftForm {
    /** Loading the file again replaces the table. */
    private static final String HEAD = """
        table inet sightline
        delete table inet sightline

        table inet sightline {
        \tchain input {
        \t\ttype filter hook input priority filter; policy drop;
        \t\tiif "lo" accept comment "this host itself"
        \t\tct state established,related accept comment "answers to what this host sent, and errors about it"
        """;
    /** Path MTU discovery, errors and ping; neighbours, routers and address configuration of IPv6 (RFC 4890, 4.4). */
    private static final String ICMP = """
        \t\ticmp type { destination-unreachable, time-exceeded, parameter-problem, echo-request } accept
        \t\ticmpv6 type { destination-unreachable, packet-too-big, time-exceeded, parameter-problem, echo-request } accept
        \t\ticmpv6 type { nd-router-advert, nd-neighbor-solicit, nd-neighbor-advert } ip6 hoplimit 255 accept
        \t\ticmpv6 type { mld-listener-query, mld-listener-report, mld-listener-done, mld2-listener-report } ip6 saddr fe80::/10 accept
        \t\tip6 saddr fe80::/10 udp sport 547 udp dport 546 accept comment "DHCPv6"
        """;

    private NftForm() {}

    static String of(Plan plan) {
        StringBuilder text = new StringBuilder("#!/usr/sbin/nft -f\n");
        text.append("# What may come in to this host; everything else is dropped. As bin/sightline firewall plan prints"
                + " it.\n");
        text.append("# Load it with: nft -f FILE. Take it away with: nft delete table inet sightline\n");
        text.append(
                "# Where nothing comes by another link than answers leave by, this rule behind those of ICMP keeps out forged"
                        + " sources of other networks: fib saddr . iif oif missing drop\n");
        plan.notes().forEach(note -> text.append("# ").append(note).append('\n'));
        text.append(HEAD).append(ICMP);
        plan.openings().stream()
                .flatMap(NftForm::rules)
                .forEach(rule -> text.append("\t\t").append(rule).append('\n'));
        return text.append("\t}\n}\n").toString();
    }

    private static Stream<String> rules(Opening opening) {
        String rule =
                opening.protocol() + " dport " + opening.ports("-") + " accept comment \"" + opening.purpose() + "\"";
        if (opening.from().isEmpty()) {
            return Stream.of(rule);
        }
        return Stream.of(
                        source(
                                "ip",
                                opening.from().stream()
                                        .filter(network -> !network.isIpv6())
                                        .toList()),
                        source(
                                "ip6",
                                opening.from().stream().filter(Network::isIpv6).toList()))
                .filter(source -> !source.isEmpty())
                .map(source -> source + " " + rule);
    }

    private static String source(String family, List<Network> networks) {
        if (networks.isEmpty()) {
            return "";
        }
        String list = networks.stream().map(Network::toString).collect(Collectors.joining(", "));
        return family + " saddr " + (networks.size() == 1 ? list : "{ " + list + " }");
    }
}
