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

    private static String kind(DropScope scope, boolean answered) {
        FilteredPacket packet = new FilteredPacket(SERVER, CAMERA, Set.of(), Set.of(), answered);
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
}
