package dev.sightline.probe.host.firewall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.DropScope;
import dev.sightline.probe.FilteredPacket;
import dev.sightline.probe.PortRange;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A firewall's rule that gives packets another destination")
class RedirectionTest {
    private static final PortRange PORTS = new PortRange(5_000, 5_050);
    private static final InetSocketAddress SERVER = new InetSocketAddress("10.5.0.1", 5_001);
    private static final InetSocketAddress CAMERA = new InetSocketAddress("10.5.0.2", 5_007);
    private static final String LETS_REDIRECTED_IN =
            "{'match':{'op':'in','left':{'ct':{'key':'status'}},'right':'dnat'}},{'accept':null}";

    private static String chain(String table, String type, String hook, String policy) {
        return "{'chain':{'family':'ip','table':'" + table + "','name':'c','type':'" + type + "','hook':'" + hook
                + "','policy':'" + policy + "'}}";
    }

    private static String rule(String table, String expressions) {
        return "{'rule':{'family':'ip','table':'" + table + "','chain':'c','handle':2,'expr':[" + expressions + "]}}";
    }

    private static NftRuleset nftables(String... objects) throws IOException {
        return NftRuleset.parse(("{'nftables':[" + String.join(",", objects) + "]}").replace('\'', '"'), Set.of());
    }

    private static String udp(String field, String port) {
        return "{'match':{'op':'==','left':{'payload':{'protocol':'udp','field':'" + field + "'}},'right':" + port
                + "}},";
    }

    /** As of firewalld: connection tracking's mark of a redirection counts only where there is one. */
    @ParameterizedTest(name = "prerouting {0}, iptables {1}: sure {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "none | none | true",
                "udp dport 5000 dnat | none | false",
                "udp dport 5000 redirect | none | false",
                "tcp dnat | none | true",
                "iptables' own DNAT | none | false",
                "none | -p udp -m udp --dport 5000 -j DNAT --to-destination 10.5.0.9 | false",
                "none | -p tcp -m tcp --dport 80 -j DNAT --to-destination 10.5.0.9 | true",
            })
    void leavesADoubtOnlyWhereItMayBeOfMedia(String prerouting, String iptables, boolean sure) throws IOException {
        String translation = switch (prerouting) {
            case "udp dport 5000 dnat" -> udp("dport", "5000") + "{'dnat':{'addr':'10.5.0.9'}}";
            case "udp dport 5000 redirect" -> udp("dport", "5000") + "{'redirect':{'port':6000}}";
            case "tcp dnat" ->
                "{'match':{'op':'==','left':{'payload':{'protocol':'tcp','field':'dport'}},'right':80}},"
                        + "{'dnat':{'addr':'10.5.0.9'}}";
            case "iptables' own DNAT" -> "{'xt':{'type':'target','name':'DNAT'}}";
            default -> "{'counter':{'packets':0,'bytes':0}}";
        };
        NftRuleset nftables = nftables(
                chain("nat", "nat", "prerouting", "accept"),
                rule("nat", translation),
                chain("f", "filter", "input", "drop"),
                rule("f", LETS_REDIRECTED_IN));
        Collection<FirewallRule> rules = new ArrayList<>(nftables.rules());
        rules.addAll(IptablesSave.parse(
                        "*nat\n:PREROUTING ACCEPT [0:0]\n[0:0] -A PREROUTING " + iptables + "\nCOMMIT\n",
                        "iptables",
                        true)
                .rules());

        RuleGraph graph = new RuleGraph(nftables.chains(), rules, PORTS);

        assertThat(graph.sure().stream()
                        .anyMatch(drops -> drops.scope()
                                .takes(FilteredPacket.between(CAMERA, new InetSocketAddress("10.5.0.1", 5_000)))))
                .isEqualTo(sure);
    }

    @ParameterizedTest(name = "{0}, the camera reports {1}: {2}")
    @CsvSource({"output, false, taken", "output, true, perhaps", "prerouting, false, none"})
    void isKnownWhereItIsForWhatThisHostSends(String hook, boolean reports, String expected) throws IOException {
        NftRuleset nftables = nftables(
                chain("nat", "nat", hook, "accept"),
                rule(
                        "nat",
                        udp("dport", "5007")
                                + "{'counter':{'packets':1,'bytes':9}},{'dnat':{'addr':'10.5.0.9','port':5007}}"));

        Collection<Redirection> redirects = new RuleGraph(nftables.chains(), nftables.rules(), PORTS).redirects();

        assertThat(redirects.stream().map(Redirection::scope).map(scope -> kind(scope, reports)))
                .isEqualTo(expected.equals("none") ? List.of() : List.of(expected));
    }

    /** Behind the routing it is for the source: it is a translation as {@code MASQUERADE} is. */
    @ParameterizedTest(name = "{0}, by a jump {1}: {2}")
    @CsvSource({
        "OUTPUT, false, taken",
        "OUTPUT, true, taken",
        "POSTROUTING, false, none",
        "POSTROUTING, true, none",
        "PREROUTING, true, none"
    })
    void ofANetworkIsOneOnlyBeforeTheRouting(String hook, boolean jump, String expected) {
        String netmap = "[0:0] -A " + (jump ? "own" : hook) + " -s 10.5.0.0/24 -j NETMAP --to 10.9.0.0/24\n";
        IptablesSave saved = IptablesSave.parse(
                "*nat\n:" + hook + " ACCEPT [0:0]\n:own - [0:0]\n" + (jump ? "[0:0] -A " + hook + " -j own\n" : "")
                        + netmap + "COMMIT\n",
                "iptables",
                true);

        Collection<Redirection> redirects = new RuleGraph(saved.chains(), saved.rules(), PORTS).redirects();

        assertThat(redirects.stream().map(redirect -> kind(redirect.scope(), /* answered= */ false)))
                .isEqualTo(expected.equals("none") ? List.of() : List.of(expected));
    }

    @ParameterizedTest(name = "{0}: the drop is certain {1}")
    @CsvSource({"prerouting, false", "output, false", "postrouting, true"})
    void ofANetworkLeavesADoubtOnlyBeforeTheRouting(String hook, boolean sure) throws IOException {
        NftRuleset nftables = nftables(
                chain("nat", "nat", hook, "accept"),
                rule("nat", "{'xt':{'type':'target','name':'NETMAP'}}"),
                chain("f", "filter", "input", "drop"),
                rule("f", LETS_REDIRECTED_IN));

        RuleGraph graph = new RuleGraph(nftables.chains(), nftables.rules(), PORTS);

        assertThat(graph.sure().stream()
                        .anyMatch(drops -> drops.scope()
                                .takes(FilteredPacket.between(CAMERA, new InetSocketAddress("10.5.0.1", 5_000)))))
                .isEqualTo(sure);
    }

    /** As Docker publishes a port: only what is for an address of this host. */
    @ParameterizedTest(name = "{0}, sent by {1}: {2}")
    @CsvSource({
        "-m addrtype --dst-type LOCAL, eth0, not taken",
        "-m addrtype --dst-type LOCAL, lo, perhaps",
        "-m addrtype --dst-type LOCAL, '', perhaps",
        "-m addrtype ! --dst-type LOCAL, eth0, taken",
        "-m addrtype ! --dst-type LOCAL, lo, perhaps",
        "-m addrtype --dst-type UNICAST, eth0, perhaps",
        "-m addrtype --dst-type BROADCAST, eth0, not taken",
        "-m pkttype --pkt-type unicast, eth0, perhaps",
    })
    void forThisHostTakesNothingThatLeavesByAnotherLink(String asked, String leavesBy, String expected) {
        IptablesSave saved = IptablesSave.parse(
                "*nat\n:OUTPUT ACCEPT [0:0]\n:DOCKER - [0:0]\n[0:0] -A OUTPUT ! -d 127.0.0.0/8 " + asked
                        + " -j DOCKER\n[0:0] -A DOCKER -p udp -m udp --dport 5007 -j DNAT --to-destination"
                        + " 172.17.0.2:5007\nCOMMIT\n",
                "iptables",
                true);
        Set<String> links = leavesBy.isEmpty() ? Set.of() : Set.of(leavesBy);
        FilteredPacket sent = new FilteredPacket(SERVER, CAMERA, Set.of(), links, /* mayBeAnswered= */ false);

        assertThat(new RuleGraph(saved.chains(), saved.rules(), PORTS).redirects())
                .singleElement()
                .satisfies(rule -> assertThat(kind(rule.scope(), sent)).isEqualTo(expected));
    }

    private static String kind(DropScope scope, boolean answered) {
        return kind(scope, new FilteredPacket(SERVER, CAMERA, Set.of(), Set.of(), answered));
    }

    private static String kind(DropScope scope, FilteredPacket packet) {
        return scope.takes(packet) ? "taken" : scope.admits(packet) ? "perhaps" : "not taken";
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp dport 22", "tcp"})
    void isNotKnownWhereItIsForNoMedia(String what) throws IOException {
        String match = what.equals("tcp")
                ? "{'match':{'op':'==','left':{'payload':{'protocol':'tcp','field':'dport'}},'right':80}},"
                : udp("sport", "22");
        NftRuleset nftables =
                nftables(chain("nat", "nat", "output", "accept"), rule("nat", match + "{'dnat':{'addr':'10.5.0.9'}}"));

        assertThat(new RuleGraph(nftables.chains(), nftables.rules(), PORTS).redirects())
                .isEmpty();
    }

    @Test
    void takesNothingThatWasAcceptedBeforeIt() throws IOException {
        NftRuleset nftables = nftables(
                chain("nat", "nat", "output", "accept"),
                rule("nat", udp("dport", "5007") + "{'accept':null}"),
                rule("nat", udp("dport", "{'range':[5006,5007]}") + "{'dnat':{'addr':'10.5.0.9'}}"));

        assertThat(new RuleGraph(nftables.chains(), nftables.rules(), PORTS).redirects())
                .singleElement()
                .satisfies(redirect -> assertThat(kind(redirect.scope(), false)).isEqualTo("not taken"));
    }

    /** What is let in unless it was given another destination is all, where nothing is. */
    @Test
    void leavesNothingToADropBehindWhatIsLetInWithoutItWhereThereIsNone() throws IOException {
        NftRuleset nftables =
                nftables(chain("f", "filter", "input", "drop"), rule("f", LETS_REDIRECTED_IN.replace("'in'", "'!='")));

        assertThat(new RuleGraph(nftables.chains(), nftables.rules(), PORTS).sure())
                .isEmpty();
    }
}
