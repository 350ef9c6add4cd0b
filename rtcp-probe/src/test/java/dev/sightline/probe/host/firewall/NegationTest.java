package dev.sightline.probe.host.firewall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.FilteredPacket;
import dev.sightline.probe.PortRange;
import dev.sightline.probe.Wording;
import dev.sightline.probe.host.program.Literals;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A packet from 10.5.0.2:5007 to 10.5.0.1:5021, the media server's: "taken" is one that surely comes to the drop, "passed"
 * one that surely does not, and "unknown" one of which the text does not tell.
 */
@DisplayName("A rule for all but some packets")
class NegationTest {
    private static final PortRange PORTS = new PortRange(5_000, 5_050);
    private static final InetSocketAddress SERVER = new InetSocketAddress("10.5.0.1", 5_021);
    private static final InetSocketAddress CAMERA = new InetSocketAddress("10.5.0.2", 5_007);

    @ParameterizedTest(name = "{0}: dropped {1}, accepted {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "-s 10.5.0.2/32 ! -d 10.5.0.1/32 | passed | taken",
                "! -s 10.5.0.2/32 -p udp -m udp --dport 5000:5050 | passed | taken",
                "! -s 10.5.0.3/32 -p udp -m udp --dport 5000:5050 | taken | passed",
                "! -s 10.0.0.0/8 | passed | taken",
                "! -d 10.6.0.0/16 -p udp | taken | passed",
                "! -s 10.5.0.0/255.255.0.255 | unknown | unknown",
                "-m iprange --src-range 10.5.0.2-10.5.0.9 | taken | passed",
                "-m iprange ! --src-range 10.5.0.2-10.5.0.9 | passed | taken",
                "-m iprange ! --dst-range 10.5.0.2-10.5.0.9 | taken | passed",
                "-p udp -m udp ! --dport 5000:5050 | passed | taken",
                "-p udp -m udp ! --dport 5022 | taken | passed",
                "-p udp -m udp ! --sport 5006:5007 | passed | taken",
                "-p udp -m multiport ! --dports 53,5000:5050 | passed | taken",
                "-p udp -m multiport ! --dports 53,5022:5050 | taken | passed",
                "-p udp -m multiport ! --sports 53,123 | taken | passed",
                "-p udp -m multiport ! --ports 5007 | unknown | unknown",
                "! -p udp | passed | taken",
                "! -p tcp | taken | passed",
                "! -p icmp -s 10.5.0.2/32 | taken | passed",
                "-m pkttype --pkt-type broadcast | passed | taken",
                "-m pkttype --pkt-type multicast | passed | taken",
                "-m pkttype --pkt-type unicast | taken | passed",
                "-m pkttype ! --pkt-type unicast | passed | taken",
                "-m pkttype ! --pkt-type broadcast | taken | passed",
                "-m addrtype --dst-type BROADCAST | passed | taken",
                "-m addrtype --dst-type BROADCAST,MULTICAST | passed | taken",
                "-m addrtype --dst-type LOCAL | taken | passed",
                "-m addrtype ! --dst-type LOCAL | passed | taken",
                "-m addrtype --dst-type UNICAST | passed | taken",
                "-m addrtype --dst-type LOCAL --limit-iface-in | unknown | unknown",
                "-m addrtype ! --dst-type LOCAL --limit-iface-in | unknown | unknown",
                "-m addrtype --src-type LOCAL | unknown | unknown",
                "! -s 10.5.0.3/32 -m limit --limit 9/sec | unknown | unknown",
                "! -s 10.5.0.2/32 -m limit --limit 9/sec | passed | taken",
                "-m owner ! --uid-owner 7 | unknown | unknown",
            })
    void ofIptablesIsReadWhole(String match, String dropped, String accepted) {
        assertThat(fate(iptables(match, "INPUT", "DROP"), CAMERA, SERVER)).isEqualTo(dropped);
        assertThat(fate(iptables(match, "INPUT", "ACCEPT"), CAMERA, SERVER)).isEqualTo(accepted);
    }

    @ParameterizedTest(name = "{0} {1} {2}: dropped {3}, accepted {4}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "ip saddr | != | '10.5.0.2' | passed | taken",
                "ip saddr | != | '10.5.0.3' | taken | passed",
                "ip saddr | != | {'prefix':{'addr':'10.5.0.0','len':16}} | passed | taken",
                "ip saddr | != | {'set':['10.5.0.3',{'range':['10.5.0.5','10.5.0.9']}]} | taken | passed",
                "ip saddr | != | {'set':['10.5.0.2',{'range':['10.5.0.5','10.5.0.9']}]} | passed | taken",
                "ip saddr | != | '@cameras' | passed | taken",
                "ip saddr | != | '@unknown' | unknown | unknown",
                "ip daddr | != | '10.5.0.1' | passed | taken",
                "ip daddr | != | {'range':['0.0.0.0','255.255.255.255']} | passed | taken",
                "ip6 saddr | != | 'fd00::1' | passed | taken",
                "ip6 saddr | != | '::ffff:10.5.0.2' | unknown | unknown",
                "udp dport | != | {'range':[5000,5050]} | passed | taken",
                "udp dport | != | {'set':[53,{'range':[5000,5050]}]} | passed | taken",
                "udp dport | != | {'set':[53,5022]} | taken | passed",
                "udp dport | != | {'range':[0,1023]} | taken | passed",
                "udp sport | != | {'range':[5006,5007]} | passed | taken",
                "th sport | != | 5006 | taken | passed",
                "tcp dport | != | 22 | passed | taken",
                "udp dport | > | 5050 | passed | taken",
                "udp dport | > | 5020 | taken | passed",
                "udp dport | >= | 5021 | taken | passed",
                "udp dport | < | 5021 | passed | taken",
                "udp dport | <= | 5021 | taken | passed",
                "udp length | < | 90 | unknown | unknown",
                "ip ttl | != | 1 | unknown | unknown",
                "ip protocol | != | 'udp' | passed | taken",
                "ip protocol | != | 'tcp' | taken | passed",
                "ip protocol | != | {'set':['tcp','udp']} | passed | taken",
                "ip protocol | != | {'range':[6,17]} | unknown | unknown",
                "ip6 nexthdr | != | 'tcp' | passed | taken",
                "meta l4proto | != | 'udp' | passed | taken",
                "meta l4proto | != | 17 | passed | taken",
                "meta l4proto | != | 'tcp' | taken | passed",
                "meta nfproto | != | 'ipv4' | passed | taken",
                "meta nfproto | != | 'ipv6' | taken | passed",
                "meta protocol | != | 'arp' | unknown | unknown",
                "meta pkttype | == | 'broadcast' | passed | taken",
                "meta pkttype | == | {'set':['broadcast','multicast']} | passed | taken",
                "meta pkttype | != | {'set':['broadcast','multicast']} | taken | passed",
                "meta pkttype | == | 'host' | taken | passed",
                "meta pkttype | != | 'host' | passed | taken",
                "meta pkttype | == | 'other' | unknown | unknown",
                "fib daddr | == | 'broadcast' | passed | taken",
                "fib daddr | == | {'set':['broadcast','anycast','multicast']} | passed | taken",
                "fib daddr | == | 'local' | taken | passed",
                "fib daddr | != | 'local' | passed | taken",
                "fib daddr,iif | != | 'local' | unknown | unknown",
                "fib saddr | == | 'local' | unknown | unknown",
                "meta mark | != | 7 | unknown | unknown",
            })
    void ofNftablesIsReadWhole(String left, String operator, String right, String dropped, String accepted)
            throws IOException {
        assertThat(fate(nftables("inet", "input", left, operator, right, "drop"), CAMERA, SERVER))
                .isEqualTo(dropped);
        assertThat(fate(nftables("inet", "input", left, operator, right, "accept"), CAMERA, SERVER))
                .isEqualTo(accepted);
    }

    /** By a frame's type a bridge's port takes what is for the bridge, too; by routes a container's packet is another's. */
    @ParameterizedTest(name = "{0} {1}, {2} {3} {4}: {5}")
    @CsvSource({
        "inet, prerouting, fib daddr, ==, 'broadcast', passed",
        "inet, prerouting, fib daddr, !=, 'broadcast', taken",
        "inet, prerouting, fib daddr, ==, 'local', unknown",
        "inet, prerouting, fib daddr, ==, 'unicast', unknown",
        "inet, forward, fib daddr, !=, 'local', unknown",
        "inet, forward, fib daddr, ==, 'multicast', passed",
        "bridge, input, meta pkttype, ==, 'host', unknown",
        "bridge, input, meta pkttype, ==, 'broadcast', passed",
        "netdev, ingress, meta pkttype, !=, 'host', unknown",
        "inet, prerouting, udp dport, !=, 5021, passed",
    })
    void isAskedWhereItStands(String family, String hook, String left, String operator, String right, String expected)
            throws IOException {
        String quoted = right.matches("\\d+") ? right : "'" + right.replace("'", "") + "'";

        assertThat(fate(nftables(family, hook, left, operator, quoted, "drop"), CAMERA, SERVER))
                .isEqualTo(expected);
    }

    @ParameterizedTest(name = "to {0}, {1}: {2}")
    @CsvSource({
        "239.1.1.1, meta pkttype, unknown",
        "239.1.1.1, fib daddr, unknown",
        "10.5.0.255, meta pkttype, unknown",
        "10.5.0.1, meta pkttype, passed",
        "fd00::1, fib daddr, passed",
        "ff15::1, fib daddr, unknown",
    })
    void ofGroupsOrNetworksMayTakeWhatIsForMany(String to, String left, String expected) throws IOException {
        InetSocketAddress destination = new InetSocketAddress(to, 5_021);

        assertThat(fate(nftables("inet", "input", left, "==", "'multicast'", "drop"), CAMERA, destination))
                .isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource({
        "-s 10.5.0.1/32 ! -d 10.5.0.2/32, DROP, passed",
        "-d 10.5.0.2/32 -p udp -m udp ! --sport 5000:5050, DROP, passed",
        "-p udp -m udp ! --dport 6000:6001, DROP, taken",
        "-m addrtype ! --dst-type LOCAL, DROP, unknown",
        "-m pkttype --pkt-type broadcast, DROP, passed",
        "-p udp -m udp ! --dport 6000:6001, ACCEPT, passed",
    })
    void onTheWayOutIsReadTheSameWay(String match, String target, String expected) {
        assertThat(fate(iptables(match, "OUTPUT", target), SERVER, CAMERA)).isEqualTo(expected);
    }

    /** Which is for anybody's packets: the judge tells it from one that names somebody by the ends that it names. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "-p udp -m udp ! --sport 53",
        "-p udp -m udp ! --dport 5049",
        "! -s 10.6.0.0/16 -p udp",
        "-p udp -m multiport ! --dports 53,5049",
    })
    void namesNobody(String match) {
        IptablesSave save = iptables(match, "INPUT", "DROP");

        assertThat(new RuleGraph(save.chains(), save.rules(), PORTS).counters())
                .filteredOn(counter -> counter.rule().endsWith("-j DROP"))
                .singleElement()
                .satisfies(counter -> {
                    assertThat(counter.scope().sources()).isEmpty();
                    assertThat(counter.scope().sourcePorts()).isEmpty();
                    assertThat(counter.scope().destinations()).isEmpty();
                    assertThat(counter.scope().destinationPorts()).containsExactly(PORTS);
                });
    }

    /** What a map's wildcard stands for is all that no key names. */
    @ParameterizedTest(name = "{0}, others dropped: {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'payload':{'protocol':'udp','field':'dport'}|[53,{'accept':null}] | taken",
                "'payload':{'protocol':'udp','field':'dport'}|[{'range':[5000,5050]},{'continue':null}] | passed",
                "'payload':{'protocol':'ip','field':'saddr'}|['10.5.0.2',{'continue':null}] | passed",
                "'meta':{'key':'pkttype'}|['host',{'continue':null}] | passed",
                "'meta':{'key':'mark'}|[7,{'accept':null}] | unknown",
            })
    void ofAMapIsReadWhole(String key, String elements, String expected) throws IOException {
        String ruleset =
                "{'nftables':[{'chain':{'family':'inet','table':'f','name':'in','hook':'input','type':'filter'}},"
                        + "{'rule':{'family':'inet','table':'f','chain':'in','handle':4,'expr':[{'vmap':{'key':{" + key
                        + "},'data':{'set':[" + elements + ",['*',{'drop':null}]]}}}]}}]}";
        NftRuleset read = NftRuleset.parse(ruleset.replace('\'', '"'), Set.of());
        RuleGraph graph = new RuleGraph(read.chains(), read.rules(), PORTS);

        boolean taken =
                graph.sure().stream().anyMatch(sure -> sure.scope().takes(FilteredPacket.between(CAMERA, SERVER)));
        boolean passed = graph.uncounted().isEmpty()
                || graph.sure().stream().anyMatch(sure -> !sure.scope().admits(FilteredPacket.between(CAMERA, SERVER)));
        assertThat(taken ? "taken" : passed ? "passed" : "unknown").isEqualTo(expected);
    }

    @Test
    void ofPortsIsTheOtherRanges() {
        assertThat(PortRanges.others(List.of(new PortRange(5_000, 5_050), new PortRange(53, 53))))
                .containsExactly(new PortRange(1, 52), new PortRange(54, 4_999), new PortRange(5_051, 65_535));
        assertThat(PortRanges.others(List.of(new PortRange(1, 9), new PortRange(5, 20), new PortRange(6, 7))))
                .containsExactly(new PortRange(21, 65_535));
        assertThat(PortRanges.others(List.of(new PortRange(7, 65_535)))).containsExactly(new PortRange(1, 6));
        assertThat(PortRanges.others(List.of(new PortRange(1, 65_535)))).isEmpty();
    }

    @ParameterizedTest(name = "all but {0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "10.0.0.0/8 | 0.0.0.0-9.255.255.255 11.0.0.0-255.255.255.255",
                "10.0.0.7 10.0.0.8 | 0.0.0.0-10.0.0.6 10.0.0.9-255.255.255.255",
                "10.0.1.0/24 10.0.0.0/16 | 0.0.0.0-9.255.255.255 10.1.0.0-255.255.255.255",
                "0.0.0.0 255.255.255.255 | 0.0.0.1-255.255.255.254",
                "0.0.0.0/0 | ''",
                "fd00::/8 | ::-fcff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"
                        + " fe00::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
                "::/0 | ''",
                "::1 10.0.0.7 | mixed",
            })
    void ofAddressesIsTheOtherRanges(String blocks, String expected) {
        boolean ipv6 = blocks.startsWith(":") || blocks.startsWith("f");
        String others = AddressRanges.others(
                        List.of(blocks.split(" ", -1)).stream()
                                .flatMap(block -> Literals.block(block).stream())
                                .toList(),
                        ipv6)
                .map(ranges -> ranges.stream()
                        .map(range -> Wording.address(range.first()) + "-" + Wording.address(range.last()))
                        .reduce((one, other) -> one + " " + other)
                        .orElse(""))
                .orElse("mixed");

        assertThat(others).isEqualTo(expected);
    }

    private static IptablesSave iptables(String match, String chain, String target) {
        String drop = target.equals("DROP") ? "" : "[9:99] -A " + chain + " -j DROP\n";
        return IptablesSave.parse(
                "*filter\n:" + chain + " ACCEPT [0:0]\n[5:50] -A " + chain + " " + match + " -j " + target + "\n" + drop
                        + "COMMIT\n",
                "iptables",
                true);
    }

    private static NftRuleset nftables(
            String family, String hook, String left, String operator, String right, String verdict) throws IOException {
        String[] words = left.split(" ", -1);
        String what = switch (words[0]) {
            case "meta" -> "{'meta':{'key':'" + words[1] + "'}}";
            case "fib" -> "{'fib':{'result':'type','flags':['" + words[1].replace(",", "','") + "']}}";
            default -> "{'payload':{'protocol':'" + words[0] + "','field':'" + words[1] + "'}}";
        };
        String table = "'family':'" + family + "','table':'f'";
        String counted = "{'counter':{'packets':9,'bytes':9}},{'drop':null}";
        String rule = "{'match':{'op':'" + operator + "','left':" + what + ",'right':" + right + "}},";
        String rules = verdict.equals("drop") ? rule + counted : rule + "{'" + verdict + "':null}";
        String last = verdict.equals("drop")
                ? ""
                : ",{'rule':{" + table + ",'chain':'c','handle':3,'expr':[" + counted + "]}}";
        return NftRuleset.parse(
                ("{'nftables':[{'set':{" + table + ",'name':'cameras','elem':['10.5.0.2','10.5.0.4']}},{'chain':{"
                                + table
                                + ",'name':'c','hook':'" + hook + "'}},{'rule':{" + table
                                + ",'chain':'c','handle':2,'expr':[" + rules + "]}}" + last + "]}")
                        .replace('\'', '"'),
                Set.of());
    }

    private static String fate(IptablesSave save, InetSocketAddress from, InetSocketAddress to) {
        return fate(new RuleGraph(save.chains(), save.rules(), PORTS), from, to);
    }

    private static String fate(NftRuleset ruleset, InetSocketAddress from, InetSocketAddress to) {
        return fate(new RuleGraph(ruleset.chains(), ruleset.rules(), PORTS), from, to);
    }

    private static String fate(RuleGraph graph, InetSocketAddress from, InetSocketAddress to) {
        FilteredPacket packet = FilteredPacket.between(from, to);
        return graph.counters().stream()
                .map(counter -> counter.scope().takes(packet)
                        ? "taken"
                        : counter.scope().admits(packet) ? "unknown" : "passed")
                .findFirst()
                .orElse("passed");
    }
}
