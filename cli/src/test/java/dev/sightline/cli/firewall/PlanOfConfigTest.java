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
import java.util.stream.Stream;
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

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                // what all cameras have in common
                "networks: [10.77.0.5/24, 'fd77::/64'] | 10.77.0.0/24, fd77::/64 | 10.77.0.0/24, fd77::/64",
                // proxies speak for cameras, and do not send their media
                "{networks: [10.77.0.0/24], trustedProxies: [192.0.2.9, 10.77.0.9]} | 10.77.0.0/24, 192.0.2.9 | 10.77.0.0/24",
                // a listed address may send, and does not ask
                "{networks: [10.77.0.0/24], list: [{id: a, addresses: [192.0.2.33, 10.77.0.3]}]} | 10.77.0.0/24 | 10.77.0.0/24, 192.0.2.33",
                // cameras' own
                "{networks: [10.0.0.0/8], list: [{id: a, networks: 10.1.0.0/16}, {id: b, networks: [10.1.2.0/24, 10.2.0.0/16]}]} | 10.1.0.0/16, 10.2.0.0/16 | 10.1.0.0/16, 10.2.0.0/16",
                "{networks: [10.0.0.0/8], list: [{id: a, networks: 10.1.0.0/16}, {id: b}]} | 10.0.0.0/8 | 10.0.0.0/8",
                "{registration: open, networks: [10.0.0.0/8], list: [{id: a, networks: 10.1.0.0/16}]} | 10.0.0.0/8 | 10.0.0.0/8",
                "list: [{id: a, networks: 10.1.0.0/16}] | 10.1.0.0/16 | 10.1.0.0/16",
                // one may come from anywhere
                "list: [{id: a, networks: 10.1.0.0/16}, {id: b}] | PRIVATE | PRIVATE",
            })
    void camerasComeFromWhereTheConfigurationSays(String cameras, String requests, String media) throws Exception {
        String section = cameras.startsWith("{") ? cameras : "{" + cameras + "}";
        Plan plan = plan("media: {relay: {webRtcPort: 20001, mediaPorts: 21000-21999}}\ncameras: " + section);

        assertThat(from(plan, "cameras: configuration")).isEqualTo(networks(requests));
        assertThat(from(plan, PlanOfConfig.CAMERA_MEDIA)).isEqualTo(networks(media));
        assertThat(from(plan, "viewers: media")).isEmpty();
        assertThat(plan.notes().stream().anyMatch(note -> note.contains("all private addresses")))
                .isEqualTo(requests.equals("PRIVATE"));
    }

    @Test
    void whatTheCommandNamesCountsBeforeTheConfiguration() throws Exception {
        options.cameraNetworks = List.of(Network.parse("10.0.0.0/8"), Network.parse("10.77.0.0/24"));

        assertThat(from(plan("cameras: {networks: [192.0.2.0/24]}"), "cameras: configuration"))
                .containsExactly(Network.parse("10.0.0.0/8"));
    }

    @Test
    void portsThatViewersShareWithCamerasAreToldOf() throws Exception {
        String kurento =
                "media: {kurento: {uri: \"ws://127.0.0.1:8888/kurento\"}}\ncameras: {networks: [10.77.0.0/24]}";
        options.mediaPorts = Optional.of(new PortRange(5_000, 5_050));
        options.viewerPorts = Optional.of(new PortRange(5_050, 5_100));
        assertThat(plan(kurento).notes()).anyMatch(note -> note.contains("hold nobody off"));

        options.viewerPorts = Optional.of(new PortRange(5_051, 5_100));
        assertThat(plan(kurento).notes()).noneMatch(note -> note.contains("hold nobody off"));
    }

    private static List<Network> from(Plan plan, String purpose) {
        return plan.openings().stream()
                .filter(opening -> opening.purpose().equals(purpose))
                .findFirst()
                .orElseThrow()
                .from();
    }

    private static List<Network> networks(String text) {
        return text.equals("PRIVATE")
                ? Network.PRIVATE
                : Stream.of(text.split(", ", -1)).map(Network::parse).toList();
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
