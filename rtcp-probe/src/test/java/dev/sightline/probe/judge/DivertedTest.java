package dev.sightline.probe.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.Cause;
import dev.sightline.probe.DropScope;
import dev.sightline.probe.Finding;
import dev.sightline.probe.PacketCondition;
import dev.sightline.probe.PortRange;
import dev.sightline.probe.RedirectRule;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.packet.IcmpError;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RTCP to which this host's firewall gives another destination")
class DivertedTest {
    private static final String RULE = "ip nat out: udp dport 5007 counter dnat to 10.77.0.9:5007";

    private final Traffic traffic = new Traffic();

    private void diverts(int port) {
        diverts(List.of(), List.of(new PortRange(port, port)));
    }

    private void divertsFrom(int port) {
        diverts(List.of(new PortRange(port, port)), List.of());
    }

    private void diverts(List<PortRange> from, List<PortRange> to) {
        DropScope scope = new DropScope(
                List.of(),
                from,
                List.of(),
                to,
                List.of(new PacketCondition.Answered(/* negated= */ true)),
                /* whole= */ true,
                /* narrow= */ false,
                List.of());
        traffic.redirects.add(new RedirectRule(RULE, scope));
    }

    private Finding judge() {
        return traffic.judge().finding();
    }

    @Test
    void isNamedWithTheRuleWhereNothingLeaves() {
        diverts(5_007);
        traffic.flow(12, () -> {});

        assertThat(judge().verdict()).isEqualTo(Verdict.SILENT);
        assertThat(judge().causes()).containsExactly(Cause.DIVERTED, Cause.NO_FEEDBACK);
        assertThat(judge().reason()).contains("gives whatever the media server sends it another destination: " + RULE);
        assertThat(judge().cure().orElse("")).contains(RULE, "conntrack -D -p udp -d 10.77.0.2");
    }

    @Test
    void isNamedWithTheRuleWhereItLeavesForAnotherHost() {
        diverts(5_007);
        traffic.flow(12, () -> traffic.feedback("eth0", 40_001, "10.77.0.9", 5_007));

        assertThat(judge().verdict()).isEqualTo(Verdict.SILENT);
        assertThat(judge().causes()).containsExactly(Cause.DIVERTED, Cause.WRONG_HOST);
        assertThat(judge().reason()).contains("for 10.77.0.9:5007", RULE);
        assertThat(judge().cure().orElse("")).contains(RULE);
    }

    /** That the media server may send from the port of the RTP as well does not matter where it is seen that it does not. */
    @Test
    void isNamedWithTheRuleThatTakesThePortFromWhichItLeavesAlone() {
        divertsFrom(40_001);
        traffic.flow(12, () -> traffic.feedback("eth0", 40_001, "10.77.0.9", 5_007));

        assertThat(judge().verdict()).isEqualTo(Verdict.SILENT);
        assertThat(judge().causes()).containsExactly(Cause.DIVERTED, Cause.WRONG_HOST);
        assertThat(judge().reason()).contains("for 10.77.0.9:5007", RULE);
        assertThat(judge().cure().orElse("")).contains(RULE).doesNotContain("negotiate again");
    }

    @Test
    void isNotTakenForThatOfAnotherPortOfTheMediaServer() {
        divertsFrom(40_003);
        traffic.flow(12, () -> traffic.feedback("eth0", 40_001, "10.77.0.9", 5_007));

        assertThat(judge().causes()).containsExactly(Cause.WRONG_HOST);
        assertThat(judge().reason()).doesNotContain(RULE);
    }

    @Test
    void isHintedAtWhereItLeavesForAnotherHostAndTheCameraHasSpokenFirst() {
        divertsFrom(40_001);
        traffic.flow(12, () -> {
            traffic.report(Traffic.CAMERA, 5_007, 40_001, "camera");
            traffic.feedback("eth0", 40_001, "10.77.0.9", 5_007);
        });

        assertThat(judge().verdict()).isEqualTo(Verdict.SILENT);
        assertThat(judge().causes()).containsExactly(Cause.WRONG_HOST);
        assertThat(judge().reason()).contains(RULE, "whether these are among them it does not tell");
    }

    /** Translations are asked only of a connection's first packet, which the camera's report is. */
    @Test
    void isOnlyHintedAtWhereTheCameraMayHaveSpokenFirst() {
        diverts(5_007);
        traffic.flow(12, () -> traffic.report(Traffic.CAMERA, 5_007, 40_001, "camera"));

        assertThat(judge().verdict()).isEqualTo(Verdict.SILENT);
        assertThat(judge().reason()).contains(RULE, "whether these are among them it does not tell");
        assertThat(judge().cure().orElse("")).doesNotContain(RULE);
        assertThat(judge().causes()).doesNotContain(Cause.DIVERTED);
    }

    /** Another offer may have it answered there. */
    @Test
    void isNoCauseByItselfWhereTheCameraReportsFromAnotherPort() {
        diverts(5_007);
        traffic.flow(12, () -> traffic.report(Traffic.CAMERA, 5_010, 40_001, "camera"));

        assertThat(judge().verdict()).isEqualTo(Verdict.SILENT);
        assertThat(judge().causes()).doesNotContain(Cause.DIVERTED);
    }

    @ParameterizedTest
    @ValueSource(ints = {5_008, 22})
    void isNotTakenForThatOfAnotherPort(int port) {
        diverts(port);
        traffic.flow(12, () -> {});

        assertThat(judge().reason()).doesNotContain(RULE);
        assertThat(judge().causes()).contains(Cause.NEVER_LEARNT);
    }

    @Test
    void isNotMadeUpWhereItIsSeenLeaving() {
        diverts(5_007);
        traffic.flow(12, traffic::delivered);

        assertThat(judge().verdict()).isEqualTo(Verdict.DELIVERED);
        assertThat(judge().reason()).doesNotContain(RULE);
    }

    /** No rule that gives packets another destination explains a wrong port of the camera itself. */
    @Test
    void isNotBlamedForAWrongPort() {
        diverts(5_007);
        traffic.flow(12, () -> {
            traffic.feedback("eth0", 40_001, Traffic.CAMERA, 5_017);
            traffic.icmp(IcmpError.Kind.PORT_UNREACHABLE, Traffic.CAMERA, 5_017);
        });

        assertThat(judge().causes()).containsExactly(Cause.WRONG_PORT);
        assertThat(judge().cure().orElse("")).doesNotContain(RULE, "conntrack");
    }
}
