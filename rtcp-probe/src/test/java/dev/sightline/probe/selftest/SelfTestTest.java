package dev.sightline.probe.selftest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.Obstacle;
import dev.sightline.probe.Verdict;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@DisplayName("The self test")
class SelfTestTest {
    private static final TrialResult GOOD = new TrialResult(
            "camera-address",
            "198.18.0.14, the camera's",
            "198.18.0.14",
            List.of("media0 for 198.18.0.14:5007"),
            List.of("media0"),
            Verdict.DELIVERED,
            "reason",
            "media0",
            Verdict.DELIVERED);
    private static final TrialResult BAD = new TrialResult(
            "server-address",
            "0.0.0.0",
            "198.18.0.11",
            List.of(),
            List.of(),
            Verdict.SILENT,
            "no RTCP leaves",
            "lo",
            Verdict.TRAPPED);

    @Test
    @Tag("root")
    void showsWhereRtcpLeavesForEveryWayToNameTheCamera() throws Exception {
        ip("netns", "add", "sightline-selftest-999999999-server");

        SelfTestReport report = SelfTest.run(Duration.ofSeconds(40), Duration.ofSeconds(60));

        assertThat(report.obstacle()).isEmpty();
        assertThat(report.results())
                .hasSize(Trial.ALL.size())
                .allSatisfy(result ->
                        assertThat(result.asExpected()).as("%s", result).isTrue());
        assertThat(report.allAsExpected()).isTrue();
        assertThat(ip("netns", "list"))
                .doesNotContain("sightline-selftest-999999999")
                .doesNotContain("sightline-selftest-" + ProcessHandle.current().pid());
    }

    @Test
    @Tag("root")
    void sendsToOneGivenAddressAndShowsThatItStaysHere() throws Exception {
        SelfTestReport report = AddressTest.run(InetAddress.getLoopbackAddress(), 5_007);

        assertThat(report.results()).singleElement().satisfies(result -> {
            assertThat(result.verdict()).isEqualTo(Verdict.TRAPPED);
            assertThat(result.interfaces()).containsExactly("lo");
        });
        assertThat(report.allAsExpected()).isFalse();
        assertThat(report.toText()).contains("RTCP sent there never leaves this host", "lo for 127.0.0.1:5007");
    }

    @Test
    void saysWhatIsNotAsExpected() {
        SelfTestReport report =
                new SelfTestReport(Duration.ofMillis(3_210), List.of(GOOD, BAD), List.of("a note"), Optional.empty());

        assertThat(report.allAsExpected()).isFalse();
        assertThat(report.toText().lines())
                .anyMatch(line -> line.startsWith("camera-address") && line.endsWith("DELIVERED  as expected"))
                .anyMatch(line -> line.startsWith("server-address") && line.endsWith("NOT as expected: TRAPPED by lo"))
                .contains("  no RTCP leaves", "a note", "1 of 2 as expected, in 3.2 s");
        assertThat(report.toJson()).contains("\"asExpected\" : false", "\"seconds\" : 3.21");
    }

    @Test
    void provesNothingWithoutATrial() {
        SelfTestReport report = new SelfTestReport(
                Duration.ZERO, List.of(), List.of(), Optional.of(new Obstacle("no right", "take one")));

        assertThat(report.allAsExpected()).isFalse();
        assertThat(report.toText()).isEqualTo("""
                        UNPROVEN  no right
                          cure: take one
                        """);
        assertThat(report.toJson()).contains("\"verdict\" : \"UNPROVEN\"", "\"cure\" : \"take one\"");
    }

    @Test
    void resultsCrossFromOneProcessToAnother() {
        assertThat(TrialJson.read(TrialJson.line(BAD))).isEqualTo(BAD);
    }

    private static String ip(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return text;
    }
}
