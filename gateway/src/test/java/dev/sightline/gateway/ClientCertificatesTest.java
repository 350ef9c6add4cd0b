package dev.sightline.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sightline.gateway.TlsCamera.Answer;
import dev.sightline.gateway.security.tls.TestAuthority;
import dev.sightline.gateway.security.tls.TestAuthority.Issued;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may be a camera by its certificate: over real sockets, with authorities of a test. */
class ClientCertificatesTest {
    private static final TestAuthority AUTHORITY = new TestAuthority();
    private static final Issued CAM = AUTHORITY.issueCamera("cam");
    private static final Issued OTHER = AUTHORITY.issueCamera("other");
    private static final Issued PINNED = AUTHORITY.issueCamera("model 7");
    private static final Issued REVOKED = AUTHORITY.issueCamera("cam");
    private static final Issued EXPIRED = AUTHORITY.issueCamera("cam", before());
    private static final Issued FOREIGN = new TestAuthority().issueCamera("cam");
    private static final Issued SERVER = AUTHORITY.issue("cam");
    private static final List<String> ALL = List.of(
            "none",
            "another authority's",
            "another camera's",
            "an expired one",
            "a revoked one",
            "a server's",
            "its own",
            "the pinned camera's");
    private static final String OFFER =
            "{\"address\": \"127.0.0.1\", \"video\": {\"port\": 40000, \"codec\": \"H264\", \"payloadType\": 103}}";

    @TempDir
    static Path directory;

    private static RunningGateway openssl;
    private static RunningGateway jdk;

    @BeforeAll
    static void start() throws Exception {
        Path authority = Files.writeString(directory.resolve("ca.pem"), AUTHORITY.pem());
        Path crl = Files.writeString(directory.resolve("crl.pem"), AUTHORITY.revoked(later(), REVOKED.certificate()));
        String cameras = """
                  clientCertificates: {authority: '%s', crl: '%s', required: true}
                  list:
                    - {id: cam, addresses: [127.0.0.1]}
                    - {id: other}
                    - {id: 7.model}
                    - {id: open, requiresCertificate: false}
                    - {id: both, secret: 0123456789abcdef}
                    - {id: pinned, certificateSha256: '%s'}
                """.formatted(authority, crl, sha256(PINNED.certificate()));
        openssl = gateway("openssl", cameras);
        jdk = gateway("jdk", cameras);
    }

    @AfterAll
    static void stop() {
        openssl.close();
        jdk.close();
    }

    private static RunningGateway by(String provider) {
        return provider.equals("jdk") ? jdk : openssl;
    }

    private static Optional<Issued> shown(String certificate) {
        return switch (certificate) {
            case "another authority's" -> Optional.of(FOREIGN);
            case "another camera's" -> Optional.of(OTHER);
            case "an expired one" -> Optional.of(EXPIRED);
            case "a revoked one" -> Optional.of(REVOKED);
            case "a server's" -> Optional.of(SERVER);
            case "its own" -> Optional.of(CAM);
            case "the pinned camera's" -> Optional.of(PINNED);
            default -> Optional.empty();
        };
    }

    private static RunningGateway gateway(String provider, String cameras) throws Exception {
        return RunningGateway.with(RunningGateway.LOOPBACK_RELAY + """
                tls: {provider: %s, lookSeconds: 0.1}
                limits: {rates: {strangers: {count: 100000, seconds: 1}, cameraRequests: {count: 100000, seconds: 1}, cameraSessions: {count: 100000, seconds: 1}}}
                cameras:
                """.formatted(provider) + cameras);
    }

    static Stream<Arguments> everything() {
        List<Arguments> all = new ArrayList<>();
        for (String provider : List.of("openssl", "jdk")) {
            for (String protocol : List.of("TLSv1.2", "TLSv1.3")) {
                for (String request : List.of("config", "session", "keepalive", "poll")) {
                    for (Map.Entry<String, String> one : Map.of(
                                    "none", "403 certificate-required",
                                    "another authority's", "closed",
                                    "another camera's", "403 foreign-certificate",
                                    "an expired one", "closed",
                                    "a revoked one", "closed",
                                    "a server's", "closed",
                                    "its own", "good")
                            .entrySet()) {
                        all.add(Arguments.of(provider, protocol, request, one.getKey(), one.getValue()));
                    }
                }
            }
        }
        return all.stream();
    }

    @ParameterizedTest(name = "{0}, {1}: {2} with {3} → {4}")
    @MethodSource("everything")
    void aCameraIsWhoHasItsCertificate(
            String provider, String protocol, String request, String certificate, String expected) throws Exception {
        RunningGateway gateway = by(provider);
        String session = request.equals("keepalive") ? session(gateway) : "";

        String found;
        try (TlsCamera camera = new TlsCamera(port(gateway), shown(certificate), protocol)) {
            Answer answer = switch (request) {
                case "config" -> camera.ask("GET", "/cameras/cam/config");
                case "session" -> camera.ask("POST", "/cameras/cam/session", OFFER);
                case "keepalive" -> camera.ask("PUT", session + "/keepalive");
                default -> camera.ask("GET", "/cameras/cam/commands?wait=1");
            };
            found = answer.status() < 300 ? "good" : answer.status() + " " + type(answer);
        } catch (IOException e) {
            found = "closed";
        }

        assertThat(found).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0} with {1} → {2}")
    @CsvSource({
        "open,    none,                200",
        "open,    another camera's,    403 foreign-certificate",
        "pinned,  none,                403 certificate-required",
        "pinned,  its own,             403 foreign-certificate",
        "pinned,  the pinned camera's, 200",
        "7.model, the pinned camera's, 403 foreign-certificate",
        "no-such, its own,             404 unknown-camera",
    })
    void theConfigurationSaysWhoseCertificateItIs(String id, String certificate, String expected) throws Exception {
        for (RunningGateway gateway : List.of(openssl, jdk)) {
            assertThat(config(gateway, id, shown(certificate))).isEqualTo(expected);
        }
    }

    @Test
    void anotherOfTheSameAuthorityWithThePinnedCamerasNameIsNotIt() throws Exception {
        Optional<Issued> sameName = Optional.of(AUTHORITY.issueCamera("pinned"));

        assertThat(config(openssl, "pinned", sameName)).isEqualTo("403 foreign-certificate");
    }

    @Test
    void aPinnedCertificateIsNoOtherCamerasWhateverItsName() throws Exception {
        Issued ofOther = AUTHORITY.issueCamera("other");
        try (RunningGateway gateway =
                gateway("auto", """
                  clientCertificates: {authority: '%s'}
                  list: [{id: other}, {id: pinned, certificateSha256: '%s'}]
                """.formatted(directory.resolve("ca.pem"), sha256(ofOther.certificate())))) {
            assertThat(config(gateway, "other", Optional.of(ofOther))).isEqualTo("403 foreign-certificate");
            assertThat(config(gateway, "other", Optional.of(OTHER))).isEqualTo("200");
            assertThat(config(gateway, "pinned", Optional.of(ofOther))).isEqualTo("200");
        }
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "2, cam, 200",
        "2, CAM, 403 foreign-certificate",
        "6, urn:sightline:camera:cam, 200",
        "6, urn:sightline:camera:cam2, 403 foreign-certificate",
        "6, https://cam, 403 foreign-certificate",
        "1, cam, 403 foreign-certificate",
    })
    void aNameBesidesTheSubjectsCounts(int kind, String name, String expected) throws Exception {
        Issued issued = AUTHORITY.issueCamera("serial 17", later(), new GeneralName(kind, name));

        assertThat(config(openssl, "cam", Optional.of(issued))).isEqualTo(expected);
    }

    @Test
    void aSecretIsWantedBesidesTheCertificate() throws Exception {
        Optional<Issued> both = Optional.of(AUTHORITY.issueCamera("both"));
        try (TlsCamera camera = new TlsCamera(port(openssl), both, "TLSv1.3")) {
            assertThat(camera.ask("GET", "/cameras/both/config").status()).isEqualTo(401);
            assertThat(camera.ask("GET", "/cameras/both/config", "", "Authorization: Bearer 0123456789abcdef")
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void withoutTlsACameraThatNeedsACertificateIsToldWhatToDo() throws Exception {
        RunningGateway gateway = openssl;

        HttpResponse<String> answer = gateway.get("/cameras/cam/config");

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body())
                .contains("certificate-required")
                .contains("https")
                .contains("issued for cam by an authority");
        assertThat(gateway.get("/cameras/open/config").statusCode()).isEqualTo(200);
        assertThat(gateway.get("/health").statusCode()).isEqualTo(200);
    }

    @Test
    void whatIsRefusedIsCountedByItsReason() throws Exception {
        RunningGateway gateway = jdk;
        for (String certificate : ALL) {
            try {
                config(gateway, "cam", shown(certificate));
            } catch (IOException closed) {
                // Counted all the same.
            }
        }

        assertThat(gateway.management("/metrics").body())
                .contains("sightline_connections_refused_total{listener=\"config\",why=\"certificate expired\"}")
                .contains("sightline_connections_refused_total{listener=\"config\",why=\"certificate revoked\"}")
                .contains("sightline_connections_refused_total{listener=\"config\",why=\"certificate not trusted\"}")
                .contains("sightline_cameras_refused_total{why=\"certificate-required\"}")
                .contains("sightline_cameras_refused_total{why=\"foreign-certificate\"}");
    }

    @Test
    void whereRegistrationIsOpenACameraMakesItselfKnownByItsOwnCertificateOnly() throws Exception {
        try (RunningGateway gateway = gateway("auto", """
                  registration: open
                  maxCameras: 1
                  clientCertificates: {authority: '%s', required: true}
                """.formatted(directory.resolve("ca.pem")))) {
            assertThat(config(gateway, "cam", Optional.empty())).isEqualTo("403 certificate-required");
            assertThat(config(gateway, "stranger", Optional.of(CAM))).isEqualTo("403 foreign-certificate");
            assertThat(config(gateway, "cam", Optional.of(CAM))).isEqualTo("200");
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"openssl", "jdk"})
    void whatIsRevokedIsRefusedOnOpenConnectionsTooAndABadListChangesNothing(String provider) throws Exception {
        Path crl = Files.writeString(directory.resolve(provider + "-crl.pem"), AUTHORITY.revoked(later()));
        try (RunningGateway gateway = gateway(provider, """
                  clientCertificates: {authority: '%s', crl: '%s', required: true}
                  list: [{id: cam}]
                """.formatted(directory.resolve("ca.pem"), crl));
                TlsCamera camera = new TlsCamera(port(gateway), Optional.of(CAM), "TLSv1.3")) {
            assertThat(camera.ask("GET", "/cameras/cam/config").status()).isEqualTo(200);

            replace(crl, new TestAuthority().revoked(later()));
            await().untilAsserted(() ->
                    assertThat(metrics(gateway)).contains("sightline_tls_reloads_total{result=\"refused\"} 1.0"));
            assertThat(camera.ask("GET", "/cameras/cam/config").status()).isEqualTo(200);

            replace(crl, AUTHORITY.revoked(later(), CAM.certificate()));
            await().untilAsserted(() ->
                    assertThat(metrics(gateway)).contains("sightline_tls_reloads_total{result=\"loaded\"} 1.0"));
            Answer answer = camera.ask("GET", "/cameras/cam/config");
            assertThat(answer.status()).isEqualTo(403);
            assertThat(type(answer)).isEqualTo("certificate-not-good");
            assertThatThrownBy(() -> config(gateway, "cam", Optional.of(CAM))).isInstanceOf(IOException.class);
        }
    }

    @Test
    void anotherAuthorityIsBelievedAsSoonAsItsFileSaysSo() throws Exception {
        TestAuthority next = new TestAuthority();
        Path authority = Files.writeString(directory.resolve("next.pem"), AUTHORITY.pem());
        try (RunningGateway gateway = gateway("auto", """
                  clientCertificates: {authority: '%s', required: true}
                  list: [{id: cam}]
                """.formatted(authority))) {
            assertThat(config(gateway, "cam", Optional.of(CAM))).isEqualTo("200");

            replace(authority, next.pem());
            await().untilAsserted(() ->
                    assertThat(metrics(gateway)).contains("sightline_tls_reloads_total{result=\"loaded\"} 1.0"));

            assertThat(config(gateway, "cam", Optional.of(next.issueCamera("cam"))))
                    .isEqualTo("200");
            assertThatThrownBy(() -> config(gateway, "cam", Optional.of(CAM))).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aRevocationListThatIsOverLetsNobodyIn() throws Exception {
        Path crl = Files.writeString(directory.resolve("over.pem"), AUTHORITY.revoked(before()));
        try (RunningGateway gateway = gateway("auto", """
                  clientCertificates: {authority: '%s', crl: '%s'}
                  list: [{id: cam}]
                """.formatted(directory.resolve("ca.pem"), crl))) {
            assertThatThrownBy(() -> config(gateway, "cam", Optional.of(CAM))).isInstanceOf(IOException.class);
            assertThat(metrics(gateway)).contains("why=\"certificate without a valid revocation list\"");
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        missing.pem | does not exist
        leaf.pem    | may issue no certificates
        open.pem    | chmod go-w
        text.pem    | holds what is no certificate
        """)
    void anAuthorityThatCannotBeUsedIsNamedAtTheStart(String name, String expected) throws Exception {
        Files.writeString(directory.resolve("leaf.pem"), CAM.chain());
        Files.writeString(directory.resolve("text.pem"), "nothing");
        Path open = Files.writeString(directory.resolve("open.pem"), AUTHORITY.pem());
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-rw-rw-"));

        assertThatThrownBy(
                        () -> gateway("auto", "  clientCertificates: {authority: '" + directory.resolve(name) + "'}\n")
                                .close())
                .hasMessageContaining("cameras.clientCertificates.authority: ")
                .hasMessageContaining(expected);
    }

    private static Instant later() {
        return Instant.now().plus(Duration.ofDays(20));
    }

    private static Instant before() {
        return Instant.now().minus(Duration.ofHours(1));
    }

    private static String session(RunningGateway gateway) throws Exception {
        try (TlsCamera camera = new TlsCamera(port(gateway), Optional.of(CAM), "TLSv1.3")) {
            return camera.ask("POST", "/cameras/cam/session", OFFER).location();
        }
    }

    /** The status, and with a refusal its stable word. */
    private static String config(RunningGateway gateway, String id, Optional<Issued> certificate) throws Exception {
        try (TlsCamera camera = new TlsCamera(port(gateway), certificate, "TLSv1.3")) {
            Answer answer = camera.ask("GET", "/cameras/" + id + "/config");
            return answer.status() == 200 ? "200" : answer.status() + " " + type(answer);
        }
    }

    private static String type(Answer answer) {
        return answer.body().replaceAll("(?s).*\"type\":\"([^\"]*)\".*", "$1");
    }

    private static String metrics(RunningGateway gateway) throws Exception {
        return gateway.management("/metrics").body();
    }

    private static int port(RunningGateway gateway) {
        return gateway.gateway().configPort();
    }

    private static void replace(Path file, String text) throws IOException {
        Path next = Files.writeString(file.resolveSibling(file.getFileName() + ".next"), text);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String sha256(X509Certificate certificate) throws Exception {
        return HexFormat.ofDelimiter(":")
                .withUpperCase()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
    }
}
