package dev.sightline.cli.firewall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.gateway.config.ConfigException;
import dev.sightline.gateway.config.GatewayConfig;
import dev.sightline.probe.PortRange;
import dev.sightline.probe.firewall.Form;
import dev.sightline.probe.firewall.Network;
import dev.sightline.probe.firewall.Opening;
import dev.sightline.probe.firewall.Plan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PlanOfConfigTest {
    private static final Path SHIPPED = Path.of("../config/firewall");

    private final PlanOptions options = new PlanOptions();

    private Plan plan(String yaml) throws ConfigException {
        return new PlanOfConfig(GatewayConfig.parse(yaml, "test"), options, FreePorts.USUAL).plan();
    }

    @ParameterizedTest
    @CsvSource({"NFT, sightline.nft, nft", "UFW, ufw.sh, ufw"})
    void theShippedFilesAreThePlanOfTheDefaults(Form form, String file, String format) throws Exception {
        assertThat(SHIPPED.resolve(file))
                .as("written by: bin/sightline firewall plan --format %s --output config/firewall/%s", format, file)
                .hasContent(plan("").as(form));
    }

    @Test
    void opensWhatListensBeyondLoopbackAndNothingElse() throws Exception {
        options.cameraNetworks = List.of(Network.parse("10.77.0.0/24"), Network.parse("fd77::/64"));
        Plan plan = plan("""
            listeners:
              config: {address: 0.0.0.0, port: 80}
              dashboard: {address: 192.0.2.1, port: 5000}
              signaling: {address: 127.0.0.1, port: 8765}
            media: {relay: {webRtcPort: 20001, mediaPorts: 21000-21999}}
            probe: {listener: {address: 192.0.2.1, port: 8790}, token: 0123456789abcdef0123456789abcdef}
            """);

        assertThat(plan.openings())
                .extracting(opening -> opening.protocol() + " " + opening.ports() + " " + opening.from())
                .containsExactly(
                        "tcp 22-22 []",
                        "tcp 80-80 [10.77.0.0/24, fd77::/64]",
                        "tcp 5000-5000 []",
                        "tcp 8790-8790 []",
                        "udp 21000-21999 [10.77.0.0/24, fd77::/64]",
                        "udp 20001-20001 []");
        assertThat(plan.as(Form.NFT))
                .contains("ip saddr 10.77.0.0/24 tcp dport 80 accept")
                .contains("ip6 saddr fd77::/64 udp dport 21000-21999 accept");
        assertThat(plan.as(Form.UFW)).contains("ufw allow proto udp from fd77::/64 to any port 21000:21999");
    }

    @Test
    void ofAKurentoMediaServerOpensTheGivenPorts() throws Exception {
        String kurento = "media: {kurento: {uri: \"ws://127.0.0.1:8888/kurento\"}}";
        assertThat(plan(kurento).openings()).extracting(Opening::protocol).containsOnly(Opening.Protocol.TCP);
        options.mediaPorts = Optional.of(new PortRange(5_000, 5_050));
        options.viewerPorts = Optional.of(new PortRange(40_000, 49_999));
        options.iceTcp = Optional.of(new PortRange(7_881, 7_881));
        options.turn = Optional.of(new PortRange(3_478, 3_478));
        options.turnPorts = Optional.of(new PortRange(50_000, 50_999));
        assertThat(plan(kurento).as(Form.NFT))
                .contains("udp dport 5000-5050 accept")
                .contains("\tudp dport 40000-49999 accept")
                .contains("\ttcp dport 7881 accept")
                .contains("\tudp dport 3478 accept")
                .contains("\ttcp dport 3478 accept")
                .contains("\tudp dport 50000-50999 accept");
    }

    @Test
    void aPortThatIsAnotherOneAtEachStartIsToldOf() throws Exception {
        assertThat(plan("listeners: {config: {address: 0.0.0.0, port: 0}}").notes())
                .anyMatch(note -> note.startsWith("NOT OPENED: listeners.config"));
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    @Tag("root")
    void theProgramsTakeIt(Form form, @TempDir Path directory) throws Exception {
        options.turn = Optional.of(new PortRange(3_478, 3_478));
        Path file = Files.writeString(directory.resolve("plan"), plan("").as(form));
        // Nothing is loaded: nft checks, and the shell only reads.
        String command = form == Form.NFT ? "nft --check --file " + file : "sh -n " + file;
        assertThat(exitCode("unshare", "--net", "sh", "-c", command)).isZero();
    }

    private static int exitCode(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }
}
