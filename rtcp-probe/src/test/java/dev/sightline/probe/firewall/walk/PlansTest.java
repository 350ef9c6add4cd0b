package dev.sightline.probe.firewall.walk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sightline.probe.PortRange;
import dev.sightline.probe.firewall.Form;
import dev.sightline.probe.firewall.Network;
import dev.sightline.probe.firewall.Opening;
import dev.sightline.probe.firewall.Opening.Protocol;
import dev.sightline.probe.firewall.Plan;
import dev.sightline.probe.firewall.walk.Step.Kind;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlansTest {
    private static final Plan PLAN = new Plan(
            List.of(
                    Opening.toAnyone("SSH", Protocol.TCP, new PortRange(22, 22)),
                    new Opening(
                            "cameras",
                            Protocol.UDP,
                            new PortRange(5_000, 5_050),
                            List.of(Network.parse("10.77.0.0/24")))),
            List.of("a note"));

    @ParameterizedTest
    @CsvSource({
        "iif \"lo\" accept, BASIC",
        "iifname lo accept, BASIC",
        "'ct state established,related accept comment \"answers\"', BASIC",
        "'icmpv6 type { packet-too-big, echo-request } accept', BASIC",
        "tcp dport 22 accept, ALLOW",
        "udp dport 5000-5050 drop, DENY",
        "tcp dport 23 counter packets 0 bytes 0 reject with tcp reset, DENY",
        "'udp dport vmap { 5000 : drop, 5001 : accept }', DENY",
        "tcp dport 22 accept comment \"never drop this\", ALLOW",
        "ct state invalid drop, DENY",
        "counter, ALLOW",
        "tcp dport vmap @services, DENY",
    })
    void aRuleIsKnownByWhatItDoes(String rule, Kind kind) {
        assertThat(NftPlan.kind(rule)).isEqualTo(kind);
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    @Tag("root")
    void whatIsPlannedCanBeWalked(Form form) throws Exception {
        Walk walk = walk(form, Map.of());
        assertThat(walk.stages()).hasSize(3).first().asString().contains("default");
        assertThat(walk.stages()).last().asString().contains("5000");
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    @Tag("root")
    void theSessionThatItRunsInIsNotCut(Form form) throws Exception {
        assertThat(walk(form, Map.of("SSH_CONNECTION", "192.0.2.7 50000 192.0.2.1 22"))
                        .objections())
                .isEmpty();
        Walk walk = walk(form, Map.of("SSH_CONNECTION", "192.0.2.7 50000 192.0.2.1 2222"));
        assertThat(walk.objections())
                .singleElement()
                .asString()
                .startsWith("the plan would cut the SSH session from 192.0.2.7 at port 2222: no ")
                .containsAnyOf("add: tcp dport 2222 accept", "add: ufw allow 2222/tcp");
        assertThatThrownBy(walk::run).hasMessageContaining("would cut");
    }

    private static Walk walk(Form form, Map<String, String> environment) throws Exception {
        WalkOptions options = new WalkOptions(
                new PortRange(5_000, 5_050), Duration.ofSeconds(10), Duration.ofSeconds(60), Optional.empty());
        return Walk.of(form, PLAN.as(form), options, environment, new Silence());
    }

    private static final class Silence implements WalkView {
        @Override
        public void remark(String sentence) {}

        @Override
        public void seen(
                int number,
                int last,
                String what,
                Map<InetAddress, Look.State> before,
                Map<InetAddress, Look.State> now) {}

        @Override
        public void ended(Outcome outcome) {}

        @Override
        public void restored(Optional<Difference> difference) {}
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "flush ruleset | line 1: \"flush ruleset\": expected one table",
                "table inet a {/} | there is no chain",
                "table inet a {/chain b {/tcp dport 1 drop; tcp dport 2 drop/}/} | line 3: \"tcp dport 1 drop; tcp dport 2 drop\": expected one rule a line",
                "table inet a {/chain b {/type filter hook input priority 0; policy maybe;/}/} | line 3: \"policy maybe;\"",
                "table inet a {/chain b { | the last brace is missing",
                "table inet a {/chain b {/}/}/table inet c {/} | line 5",
                "include \"x\"/table inet a {/chain b {/}/} | line 1: \"include \"x\"\"",
                "table inet a {/include \"x\"/chain b {/}/} | line 2: \"include \"x\"\": expected a chain or a set",
                "table inet a {/chain b {/include \"x\"/}/} | line 3: \"include \"x\"\": \"include\" is not understood",
                "table inet a {/chain b {/iif include \"x\"/}/} | \"include\" is not understood",
                "table inet a {/chain b {/define p = 22/tcp dport $p drop/}/} | line 3: \"define p = 22\": \"define\" is not",
                "table inet a {/chain b {/tcp dport $p drop/}/} | line 3: \"tcp dport $p drop\": \"$p drop\" is not understood",
                "table inet a {/chain b {/redefine p = 22/}/} | \"redefine\" is not understood",
                "table inet a {/chain b {/undefine p/}/} | \"undefine\" is not understood",
                "table inet a {/chain b {/flush ruleset/}/} | \"flush\" is not understood",
                "table inet a {/chain b {/accept }/}/} | it closes a brace that it has not opened",
                "table inet a {/chain b {/tcp dport { 22, 80/} accept/}/} | a brace is not closed in the line",
                "table inet a {/chain b {/accept \\/}/} | \"\\\" is not understood",
                "table inet a {/chain b {/accept comment \"x/}/} | is not understood",
                "table inet a {/chain b {/meta mark set 7/}/} | \"set\" is not understood",
                "table inet a {/chain b {/udp dport 9 dup to 192.0.2.1/}/} | \"dup\" is not understood",
                "table inet a {/chain b {/tcp dport 22 add @s { ip saddr }/}/} | \"add\" is not understood",
                "table inet a {/chain b {/type filter hook input priority 0; policy drop; }; flush ruleset/}/} | line 3",
                "table inet a {/chain b {/type nat hook prerouting priority 0;/}/} | line 3",
                "table inet a {/set s { type inet_service; }; }; flush ruleset; table inet w { set t { type inet_service; };/chain b {/}/} | }; }; flush ruleset; table inet w { set t { type inet_service; };\": expected nothing after the brace",
                "table inet a {/set s {/type inet_service/} }/chain b {/}/} | line 4: \"} }\": expected nothing after the brace",
                "table inet a {/set s {/include \"x\"/}/chain b {/}/} | line 3: \"include \"x\"\": \"include\" is not",
                "table inet a {/set s {/type inet_service; elements = { 1; 2 }/}/chain b {/}/} | no semicolon among the elements",
                "table inet a {/ct helper h {/type \"ftp\" protocol tcp/}/chain b {/}/} | line 2",
            })
    void saysWhichLineOfAPlanIsNotUnderstood(String plan, String complaint) {
        assertThatThrownBy(() -> NftPlan.parse(plan.replace("/", "\n")))
                .isInstanceOf(PlanException.class)
                .hasMessageContaining(complaint);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "iifname { \"eth0\", \"eth1\" } tcp dport 22 accept",
                "ip saddr . tcp dport { 192.0.2.1 . 22, 192.0.2.2 . 23 } accept",
                "ip saddr @peers tcp dport != 22 counter packets 0 bytes 0 drop",
                "ct state vmap { established : accept, related : accept, invalid : drop }",
                "tcp flags & (fin | syn) == syn ct count over 10 reject with tcp reset",
                "udp dport 5001-5050 @th,72,8 200 drop",
                "limit rate over 10/second burst 5 packets log prefix \"flood; } \" level info drop",
                "fib saddr . iif oif missing drop",
                "fib daddr type local meta l4proto { tcp, udp } jump others",
                "ip6 saddr fe80::/10 icmpv6 type nd-neighbor-solicit ip6 hoplimit 255 accept",
                "reject with icmpx admin-prohibited comment \"} include # it's said\"",
                "udp dport vmap @services",
            })
    void takesTheRulesThatMatchCountAndJudge(String rule) throws Exception {
        NftPlan plan = NftPlan.parse(PLAN_WITH_A_SET.formatted(rule + " # handle 7"));
        assertThat(plan.steps()).element(1).extracting(Step::text).isEqualTo(rule);
        assertThat(plan.definitions()).containsExactly("""
                set peers {
                type ipv4_addr
                flags interval
                elements = { 192.0.2.1, 192.0.2.8-192.0.2.9 timeout 1h }
                }
                """, "set one {\ntype inet_service\n}\n");
    }

    private static final String PLAN_WITH_A_SET = """
            table inet sightline {
            \tset peers {
            \t\ttype ipv4_addr; flags interval
            \t\telements = { 192.0.2.1,
            \t\t\t192.0.2.8-192.0.2.9 timeout 1h }
            \t}
            \tset one { type inet_service; }
            \tchain input {
            \t\ttype filter hook input priority filter - 5; policy drop;
            \t\t%s
            \t}
            }
            """;

    @ParameterizedTest
    @ValueSource(strings = {"\u001b[31m", "\u009b2J", "\u0007", "\u007f"})
    void refusesControlCharactersThatAPreviewWouldPrint(String control) {
        assertThatThrownBy(() -> NftPlan.parse(PLAN_WITH_A_SET.formatted("accept comment \"" + control + "\"")))
                .isInstanceOf(PlanException.class)
                .hasMessageContaining("line 10")
                .hasMessageContaining("control character");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ufw reset | expected ufw default, allow",
                "rm -rf / | expected ufw default, allow",
                "ufw allow 22; reboot | is not understood",
                "ufw allow $(reboot) | is not understood",
                "ufw allow --rootdir /tmp 22 | expected no option: --rootdir",
                "# nothing | there is no ufw command",
            })
    void runsNoCommandButUfwsOwn(String plan, String complaint) {
        assertThatThrownBy(() -> UfwPlan.parse(plan))
                .isInstanceOf(PlanException.class)
                .hasMessageContaining(complaint);
    }

    @Test
    void findsTheChainsThatDrop() {
        String ruleset = """
                table inet other {
                \tchain input {
                \t\ttype filter hook input priority filter; policy accept;
                \t\ttcp dport 9 counter packets 0 bytes 0 drop
                \t}
                \tchain quiet {
                \t\ttcp dport 9 accept
                \t}
                }
                table ip filter {
                \tchain INPUT {
                \t\ttype filter hook input priority filter; policy drop;
                \t}
                }
                """;
        assertThat(OtherChains.thatDrop(ruleset)).containsExactly("inet other input", "ip filter INPUT");
    }
}
