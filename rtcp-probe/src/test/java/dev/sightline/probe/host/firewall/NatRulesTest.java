package dev.sightline.probe.host.firewall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.host.firewall.NatAnswer.State;
import dev.sightline.probe.host.program.Literals;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Network address translation")
class NatRulesTest {
    private static final NatQuestion QUESTION = new NatQuestion(
            Literals.address("10.5.0.1"), Literals.address("10.9.4.1").orElseThrow(), "v0");

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "-j MASQUERADE | REWRITTEN",
                "-s 10.5.0.0/24 -o v0 -j MASQUERADE | REWRITTEN",
                "-s 172.17.0.0/16 ! -o docker0 -j MASQUERADE | NONE",
                "-s 10.0.0.0/8 ! -o docker0 -j SNAT --to-source 192.0.2.1 | REWRITTEN",
                "-o v+ -p udp -j MASQUERADE | REWRITTEN",
                "-o eth0 -j MASQUERADE | NONE",
                "-p tcp -j MASQUERADE | NONE",
                "-m mark --mark 0x1 -j MASQUERADE | POSSIBLE",
                "-p udp -m udp --dport 53 -j MASQUERADE | POSSIBLE",
                "! -d 10.0.0.0/8 -j MASQUERADE | NONE",
                "! -d 10.5.0.0/16 -j MASQUERADE | REWRITTEN",
                "! -p udp -j MASQUERADE | NONE",
                "-p udp -m udp ! --dport 53 -j MASQUERADE | POSSIBLE",
                "-m addrtype --dst-type LOCAL -j DNAT --to-destination 172.17.0.2 | POSSIBLE",
                "-j other | REWRITTEN",
                "-d 10.9.5.0/24 -j other | NONE",
                "-j ACCEPT | NONE"
            })
    void ofIptablesIsFound(String rule, State expected) {
        String saved = "*nat\n:POSTROUTING ACCEPT [0:0]\n:other - [0:0]\n-A POSTROUTING " + rule
                + "\n-A other -j MASQUERADE\nCOMMIT\n";

        assertThat(NatRules.inIptables(saved, QUESTION).state()).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{'match':{'op':'==','left':{'meta':{'key':'oifname'}},'right':'v0'}},{'masquerade':null} | REWRITTEN",
                "{'match':{'op':'!=','left':{'meta':{'key':'oifname'}},'right':'v0'}},{'masquerade':null} | NONE",
                "{'match':{'op':'!=','left':{'payload':{'protocol':'ip','field':'daddr'}},'right':"
                        + "{'prefix':{'addr':'10.0.0.0','len':8}}}},{'masquerade':null} | NONE",
                "{'match':{'op':'!=','left':{'payload':{'protocol':'ip','field':'saddr'}},'right':'10.5.0.2'}},"
                        + "{'masquerade':null} | REWRITTEN",
                "{'match':{'op':'!=','left':{'payload':{'protocol':'tcp','field':'dport'}},'right':22}},"
                        + "{'masquerade':null} | NONE",
                "{'match':{'op':'!=','left':{'payload':{'protocol':'ip','field':'ttl'}},'right':1}},"
                        + "{'masquerade':null} | POSSIBLE",
                "{'match':{'op':'==','left':{'payload':{'protocol':'ip','field':'saddr'}},'right':'10.5.0.1'}},"
                        + "{'snat':{'addr':'192.0.2.1'}} | REWRITTEN",
                "{'match':{'op':'in','left':{'ct':{'key':'state'}},'right':'new'}},{'masquerade':null} | POSSIBLE",
                "{'xt':{'type':'target','name':'MASQUERADE'}} | REWRITTEN",
                "{'xt':{'type':'match','name':'mark'}},{'xt':{'type':'target','name':'SNAT'}} | POSSIBLE",
                "{'accept':null} | NONE"
            })
    void ofNftablesIsFound(String expressions, State expected) throws IOException {
        String ruleset = ("{'nftables':[{'chain':{'family':'ip','table':'nat','name':'post','type':'nat','hook':"
                        + "'postrouting'}},{'rule':{'family':'ip','table':'nat','chain':'post','expr':["
                        + expressions
                        + "]}}]}")
                .replace('\'', '"');

        assertThat(NatRules.inNftables(ruleset, QUESTION).state()).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0} is {1}: {2}")
    @CsvSource({"v0,v0,YES", "v*,v0,YES", "v+,v0,YES", "eth0,v0,NO", "v,v0,NO"})
    void interfacesMayBePrefixes(String pattern, String name, Truth expected) {
        NatQuestion question =
                new NatQuestion(Optional.empty(), Literals.address("10.9.4.1").orElseThrow(), name);
        assertThat(question.isAmong(Conditions.link(/* incoming= */ false, List.of(pattern), /* negated= */ false)))
                .isEqualTo(expected);
    }
}
