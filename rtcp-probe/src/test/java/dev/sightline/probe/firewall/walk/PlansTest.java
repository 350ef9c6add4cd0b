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
            })
    void saysWhichLineOfAPlanIsNotUnderstood(String plan, String complaint) {
        assertThatThrownBy(() -> NftPlan.parse(plan.replace("/", "\n")))
                .isInstanceOf(PlanException.class)
                .hasMessageContaining(complaint);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ufw reset | expected ufw default, allow",
                "rm -rf / | expected ufw default, allow",
                "ufw allow 22; reboot | is not understood",
                "ufw allow $(reboot) | is not understood",
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
