package dev.sightline.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sightline.gateway.config.CameraProfile.SpeaksFirst;
import dev.sightline.gateway.config.CamerasConfig.CameraConfig;
import dev.sightline.sdp.ReturnPathPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GatewayConfigTest {
    private static final Path EXAMPLE = Path.of("..", "config", "gateway.yaml");

    @Test
    void theExampleHoldsAllDefaults() throws Exception {
        assertThat(GatewayConfig.load(EXAMPLE)).isEqualTo(GatewayConfig.parse("", "nothing"));
    }

    @Test
    void theExampleNamesEveryKey() throws Exception {
        String active = Files.readString(EXAMPLE).replaceAll("(?m)^(\\s*)#( *)([A-Za-z]+:.*)$", "$1 $3");
        for (String key : new String[] {
            "announcedAddress",
            "mediaAddress",
            "mediaPorts",
            "serverAddress",
            "selfSignedDirectory",
            "certificate",
            "socket",
            "listener",
            "token"
        }) {
            assertThat(active).contains(key + ":");
        }
    }

    @Test
    void theExamplesCommentedCameraIsUnderstood() throws Exception {
        String example = Files.readString(EXAMPLE);
        int cameras = example.indexOf("  clientCertificates: {}");
        String text = example.substring(0, cameras)
                + example.substring(cameras)
                        .replace("  clientCertificates: {}\n", "  clientCertificates:\n")
                        .replace("  profiles: {}\n", "  profiles:\n")
                        .replace("  list: []\n", "  list:\n")
                        .replaceAll("(?m)^  #  ", "    ");
        GatewayConfig config = GatewayConfig.parse(text, "example");

        CameraConfig camera = config.cameras().list().values().iterator().next();
        assertThat(camera.profile().speaksFirst()).isEqualTo(SpeaksFirst.GATEWAY);
        assertThat(camera.profile().requiresPassive()).isTrue();
        assertThat(camera.profile().policy()).contains(ReturnPathPolicy.COMEDIA);
        assertThat(camera.profile().vendorLines()).hasSize(3);
        assertThat(camera.addresses()).hasSize(1);
        assertThat(camera.pinAddress()).isTrue();
        assertThat(config.cameras().clientCertificates()).isPresent();
        assertThat(camera.certificate().required()).isTrue();
        assertThat(camera.certificate().sha256()).hasSize(1);
        assertThat(camera.toString()).doesNotContain("0123456789abcdef");
    }

    @ParameterizedTest(name = "{0} → line {1}: {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    `listeners:\n  config: {port: 70000}`                         | 2 | listeners.config.port: '70000' was found, expected a whole number from 0 to 65535
                    `listeners:\n  config:\n    prot: 80`                         | 3 | listeners.config.prot: there is no such key; did you mean 'port'?
                    `medja: {}`                                                   | 1 | medja: there is no such key; did you mean 'media'?
                    `access: {required: false}\nlisteners:\n  signaling: {address: 0.0.0.0}` | 3 | listeners.signaling: 0.0.0.0 can be reached by others
                    `dashboard:\n  exposeWithoutAccessControl: 'no'`              | 2 | is no more: people sign in now
                    `access:\n  directory: state`                                | 2 | expected an absolute path
                    `listeners:\n  config: {address: example.com}`                | 2 | names are not looked up
                    `media:\n  kurento: {uri: 'http://x'}`                        | 2 | media.kurento.uri: 'http://x' was found, expected 'embedded'
                    `media:\n  kurento: {uri: 'ws://x:70000'}`                   | 2 | media.kurento.uri: 'ws://x:70000' was found, expected 'embedded'
                    `media:\n  kurento:\n    tokenFile: t`                      | 3 | media.kurento.tokenFile: is for a media server at ws:// or wss://
                    `media:\n  kurento:\n    uri: ws://kms:8888/kurento\n    tokenFile: t` | 4 | everyone on the way would read the token
                    `media:\n  kurento:\n    uri: ws://127.0.0.1:8888/kurento\n    trust: t` | 4 | media.kurento.trust: counts for a media server at wss:// only
                    `media:\n  bandwidth: {minKbps: 900, maxKbps: 800}`           | 2 | 900 is more than maxKbps, 800
                    `media:\n  relay: {mediaPorts: 30000-20000}`                  | 2 | expected a range such as
                    `cameras:\n  registration: ajar`                              | 2 | expected one of open, closed
                    `cameras:\n  list:\n    - name: x`                            | 3 | cameras.list[0].id: is missing
                    `cameras:\n  list:\n    - id: a b`                            | 3 | 'a b' was found, expected 1 to 64 letters
                    `cameras:\n  list:\n    - id: a\n    - id: a`                 | 4 | 'a' stands in the list twice
                    `cameras:\n  list:\n    - id: a\n      profile: x`            | 4 | one of the profiles: default
                    `cameras:\n  list:\n    - id: a\n      secret: short`         | 4 | 16 to 200 visible ASCII characters
                    `cameras:\n  list:\n    - id: a\n      requiresPassive: true` | 4 | can never give it. Write 'returnPath: {policy: comedia}'
                    `cameras:\n  list:\n    - id: a\n      speaksFirst: gateway`  | 4 | the gateway cannot know where
                    `cameras:\n  list:\n    - id: a\n      vendorLines: [x]`      | 4 | expected an SDP line such as
                    `cameras:\n  list:\n    - id: a\n      vendorLines: ["a=direction:passive"]` | 4 | only the media server can promise that
                    `cameras:\n  networks: [10.0.0.0/8]\n  profiles:\n    p: {networks: 192.0.2.0/24}` | 4 | 192.0.2.0/24 lies in none of cameras.networks
                    `cameras:\n  networks: [10.0.0.0/8]\n  list:\n    - id: a\n      networks: [10.0.0.0/7]` | 5 | 10.0.0.0/7 lies in none of cameras.networks
                    `cameras:\n  list:\n    - id: a\n      networks: [10.0.0.0/33]` | 4 | expected a network such as
                    `cameras:\n  clientCertificates:\n    required: true`              | 3 | needs 'authority' beside it
                    `cameras:\n  clientCertificates:\n    crl: c.pem`                  | 3 | cameras.clientCertificates.crl: needs 'authority' beside it
                    `cameras:\n  clientCertificates:\n    authorities: c.pem`          | 3 | there is no such key; did you mean 'authority'?
                    `cameras:\n  list:\n    - id: a\n      requiresCertificate: true` | 4 | needs cameras.clientCertificates.authority
                    `cameras:\n  clientCertificates: {authority: c}\n  list:\n    - id: a\n      certificateSha256: ab:cd` | 5 | 'ab:cd' was found, expected 64 hexadecimal digits
                    `cameras:\n  clientCertificates: {authority: c}\n  list:\n    - id: a\n      requiresCertificate: false\n      certificateSha256: 0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF` | 5 | certificateSha256 beside it says which it has to show
                    `cameras:\n  clientCertificates: {authority: c}\n  list:\n    - {id: a, certificateSha256: 0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF}\n    - id: b\n      certificateSha256: 0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF` | 6 | is the certificate of 'a' too
                    `cameras:\n  keepaliveSeconds: 0.01`                          | 2 | 0.01 seconds were found, expected 0.2 to 60
                    `returnPath:\n  policy: server-address`                       | 2 | returnPath.serverAddress: is needed by the policy server-address
                    `returnPath:\n  order: [comedia, comedia]`                    | 2 | 'comedia' stands there twice
                    `probe:\n  socket: agent.sock`                                | 2 | probe.socket: 'agent.sock' was found, expected an absolute path
                    `probe:\n  listener: {address: 192.0.2.1, port: 8790}`        | 2 | probe.listener: needs probe.token
                    `probe:\n  token: 0123456789012345678901234567890`            | 2 | probe.token: 31 characters can be guessed; expected at least 32
                    `probe:\n  listener:\n    address: 192.0.2.1\n  token: x`     | 3 | probe.listener.port: is missing
                    `probe:\n  silentSeconds: 1`                                  | 2 | expected 2 to 60
                    `probe:\n  maxAgents: 0`                                      | 2 | a whole number from 1 to 64
                    `tls:\n  key: k.pem`                                          | 2 | certificate and key are needed together
                    `limits: 5`                                                   | 1 | limits: expected keys with values, found '5'
                    `limits:\n  idleSeconds: 90\n  idleSeconds: 91`               | 3 | stands here a second time; first on line 2
                    `a: b\n  c`                                                   | 1 | there is no such key
                    `tls: [`                                                      | 1 | not YAML: expected
                    `tls: &x {}\nlimits: *x`                                      | 2 | aliases
                    """)
    void aProblemIsToldWithItsLine(String yaml, int line, String detail) {
        ConfigException problems =
                catchThrowableOfType(ConfigException.class, () -> GatewayConfig.parse(yaml, "gateway.yaml"));

        assertThat(problems).isNotNull();
        assertThat(problems.problems()).anySatisfy(problem -> {
            assertThat(problem.line()).isEqualTo(line);
            assertThat(problem.toString()).contains(detail);
        });
        assertThat(problems).hasMessageContaining("gateway.yaml:" + line + ": ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "wss://user:secret@kms.example/kurento",
                "wss://secret@kms.example/kurento",
                "wss://kms.example/kurento?token=secret",
                "ws://127.0.0.1:8888/kurento?secret",
                "wss://kms.example/kurento#secret",
                "http://kms.example/?secret",
            })
    void secretsInTheMediaServersAddressAreRefusedAndNotRepeated(String uri) {
        ConfigException problems = catchThrowableOfType(
                ConfigException.class,
                () -> GatewayConfig.parse("media: {kurento: {uri: '" + uri + "', tokenFile: t}}", "g"));

        assertThat(problems.problems()).hasSize(1);
        assertThat(problems)
                .hasMessageContainingAll(
                        "media.kurento.uri: user, password, query and fragment are not taken", "tokenFile")
                .message()
                .doesNotContain("secret");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "embedded, false",
        "ws://127.0.0.1:8888/kurento, false",
        "'ws://[::1]:8888/kurento', false",
        "ws://localhost:8888/kurento, false",
        "wss://kms.example/kurento, false",
        "ws://192.0.2.1:8888/kurento, true",
        "'ws://[2001:db8::1]:8888/kurento', true",
        "ws://kms.example/kurento, true",
        "ws://127.0.0.1.evil.example/kurento, true",
    })
    void aMediaServerBeyondThisHostThatIsNotEncryptedIsWarnedOf(String uri, boolean warned) throws Exception {
        GatewayConfig config = GatewayConfig.parse("media: {kurento: {uri: '" + uri + "'}}", "g");

        assertThat(config.warnings()).hasSize(warned ? 1 : 0);
        assertThat(config.warnings()).allSatisfy(warning -> assertThat(warning).contains(uri, "wss://"));
    }

    @Test
    void whatIsNoYamlIsToldByWhatIsWrongAndNotByWhereItBegan() {
        ConfigException brace = catchThrowableOfType(
                ConfigException.class, () -> GatewayConfig.parse("media: {\n  relay: {webRtcPort: 0\ntls: {}\n", "g"));
        ConfigException tab =
                catchThrowableOfType(ConfigException.class, () -> GatewayConfig.parse("media: {}\n\ttls: {}\n", "g"));

        assertThat(brace).hasMessageContaining("g:3: not YAML: expected ',' or '}'");
        assertThat(tab).hasMessageContaining("g:2: not YAML: found character '\\t(TAB)'");
    }

    @Test
    void allProblemsAreToldAtOnce() {
        String yaml = "listeners:\n  config: {port: x}\ncameras:\n  registration: y\n  maxCameras: z\nlimts: {}\n";

        ConfigException problems = catchThrowableOfType(ConfigException.class, () -> GatewayConfig.parse(yaml, "g"));

        assertThat(problems.problems())
                .extracting(ConfigException.Problem::line)
                .containsExactly(2, 4, 5, 6);
    }

    @Test
    void pageAndViewersAreReachedFromElsewhereOnlyWherePeopleSignIn() throws Exception {
        GatewayConfig signIn = GatewayConfig.parse("access: {directory: /nowhere}", "g");
        GatewayConfig open = GatewayConfig.parse("access: {required: false}", "g");

        assertThat(signIn.listeners().dashboard().address().isAnyLocalAddress()).isTrue();
        assertThat(signIn.listeners().signaling().address().isAnyLocalAddress()).isTrue();
        assertThat(open.listeners().dashboard().address().isLoopbackAddress()).isTrue();
        assertThat(open.listeners().signaling().address().isLoopbackAddress()).isTrue();
    }

    @Test
    void aTokenIsNeverShown() throws Exception {
        String token = "0123456789abcdef".repeat(2);
        String yaml = "probe: {listener: {address: 192.0.2.1, port: 8790}, token: " + token + "}";

        assertThat(GatewayConfig.parse(yaml, "g").probe().token()).contains(token);
        assertThat(GatewayConfig.parse(yaml, "g").toString()).doesNotContain(token);
        assertThatThrownBy(() -> GatewayConfig.parse("probe: {token: 'a b" + token + "'}", "g"))
                .message()
                .doesNotContain(token);
    }

    @Test
    void aFileThatCannotBeReadIsNamed(@TempDir Path directory) {
        Path missing = directory.resolve("missing.yaml");

        assertThatThrownBy(() -> GatewayConfig.load(missing))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(missing + " does not exist")
                .matches(problem -> ((ConfigException) problem).isUnreadable());
        assertThatThrownBy(() -> GatewayConfig.load(directory))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(directory + " cannot be read")
                .matches(problem -> ((ConfigException) problem).isUnreadable());
    }

    @Test
    void whatNeverEndsIsNotRead(@TempDir Path directory) throws Exception {
        Path pipe = directory.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        for (Path endless : List.of(Path.of("/dev/zero"), pipe)) {
            assertThatThrownBy(() -> GatewayConfig.load(endless))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("a regular file was expected")
                    .matches(problem -> ((ConfigException) problem).isUnreadable());
        }
    }

    @Test
    void whateverTheTextIsItIsReadOrRefused() throws Exception {
        String example = Files.readString(EXAMPLE);
        Random random = new Random(7);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
        for (int i = 0; i < 2000 && System.nanoTime() < end; i++) {
            StringBuilder text = new StringBuilder(example);
            for (int change = random.nextInt(6); change >= 0; change--) {
                text.setCharAt(random.nextInt(text.length()), (char) (random.nextInt(95) + 32));
            }
            try {
                GatewayConfig.parse(text.toString(), "fuzz");
            } catch (ConfigException e) {
                assertThat(e.problems()).isNotEmpty();
            }
        }
    }
}
