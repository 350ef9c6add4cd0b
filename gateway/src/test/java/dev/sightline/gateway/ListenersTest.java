package dev.sightline.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sightline.gateway.config.GatewayConfig;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListenersTest {
    private static final String YAML = RunningGateway.LOOPBACK_RELAY + """
        cameras: {list: [{id: cam, addresses: [127.0.0.1]}]}
        limits:
          requestReadSeconds: 1
          maxConnectionsPerAddress: 20
        """;
    private static final String HASTY = YAML + """
          firstBytesSeconds: 0.3
          handshakeSeconds: 1
        """;

    private static final Duration REQUEST_READ = Duration.ofSeconds(1);

    private static RunningGateway gateway;
    /** It waits for nobody. */
    private static RunningGateway hasty;

    @BeforeAll
    static void start() throws Exception {
        gateway = RunningGateway.with(YAML);
        hasty = RunningGateway.with(HASTY);
    }

    @AfterAll
    static void stop() {
        gateway.close();
        hasty.close();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void camerasMaySpeakTlsOnThePortOfPlainHttp(String protocol) throws Exception {
        SSLParameters parameters = new SSLParameters();
        parameters.setProtocols(new String[] {protocol});
        HttpClient https = HttpClient.newBuilder()
                .sslContext(trusting())
                .sslParameters(parameters)
                .build();

        HttpResponse<String> response = https.send(
                HttpRequest.newBuilder(URI.create(
                                "https://127.0.0.1:" + gateway.gateway().configPort() + "/cameras/cam/config"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(gateway.get("/cameras/cam/config").statusCode()).isEqualTo(200);
    }

    @Test
    void thePageSpeaksHttp2() throws Exception {
        HttpResponse<String> response = HttpClient.newBuilder()
                .sslContext(trusting())
                .build()
                .send(
                        HttpRequest.newBuilder(URI.create(
                                        "https://127.0.0.1:" + gateway.gateway().dashboardPort() + "/"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());

        assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(response.statusCode()).isEqualTo(200);
    }

    @ParameterizedTest(name = "[{0}]")
    @ValueSource(strings = {"", "GE", "GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ", "\u0016\u0003\u0001"})
    void whoBeginsAndDoesNotGoOnIsLetGo(String beginning) throws Exception {
        try (Socket socket = connected(hasty)) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            out.write(beginning.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();

            assertThat(socket.getInputStream().readAllBytes()).isEmpty();
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"page", "signaling"})
    void aViewerMayBeSilentForLongerThanARequestMayTake(String listener) throws Exception {
        int port = listener.equals("page")
                ? gateway.gateway().dashboardPort()
                : gateway.gateway().signalingPort();
        try (TestViewer viewer = new TestViewer(port)) {
            Thread.sleep(REQUEST_READ.multipliedBy(3).toMillis());
            viewer.watch("no-such-camera");

            assertThat(viewer.next().path("type").asText()).isEqualTo("error");
        }
    }

    @Test
    void aPollMayLastLongerThanTheFirstRequestMayTake() throws Exception {
        HttpResponse<String> response = gateway.get("/cameras/cam/commands?wait=3");

        assertThat(response.statusCode()).isEqualTo(204);
    }

    @Test
    void connectionsBeyondTheBoundOfOneAddressAreClosed() throws Exception {
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < 40; i++) {
                sockets.add(connected(gateway));
            }
            await().untilAsserted(() -> assertThat(
                            gateway.management("/metrics").body())
                    .contains("sightline_connections_refused_total{listener=\"config\",why=\"connections\"}"));
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
        await().ignoreExceptions()
                .untilAsserted(
                        () -> assertThat(gateway.get("/health").statusCode()).isEqualTo(200));
    }

    @Test
    void garbageIsAnsweredOrClosedAndOthersGoOn() throws Exception {
        Random random = new Random(3);
        for (int i = 0; i < 60; i++) {
            byte[] garbage = new byte[random.nextInt(600) + 6];
            random.nextBytes(garbage);
            try (Socket socket = connected(gateway)) {
                socket.getOutputStream().write(garbage);
                socket.shutdownOutput();
                socket.setSoTimeout(20_000);
                socket.getInputStream().readAllBytes();
            } catch (java.net.SocketException reset) {
                assertThat(reset).isNotNull();
            }
        }
        await().ignoreExceptions()
                .untilAsserted(
                        () -> assertThat(gateway.get("/health").statusCode()).isEqualTo(200));
    }

    @Test
    void aPortThatIsTakenIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String yaml = RunningGateway.LISTENERS.replace(
                            "config: {address: 127.0.0.1, port: 0}",
                            "config: {address: 127.0.0.1, port: " + taken.getLocalPort() + "}")
                    + RunningGateway.LOOPBACK_RELAY
                    + RunningGateway.OPEN;

            assertThatThrownBy(() -> Gateway.start(GatewayConfig.parse(yaml, "test")))
                    .isInstanceOf(GatewayException.class)
                    .hasMessageContaining("listeners.config: cannot listen on 127.0.0.1:" + taken.getLocalPort())
                    .hasMessageContaining("End the process that uses it (ss -ltnp shows it), or choose another port");
        }
    }

    @Test
    void anAddressOfAnotherHostIsNamedWithItsOwnCure() {
        String yaml = RunningGateway.LISTENERS.replace(
                        "config: {address: 127.0.0.1, port: 0}", "config: {address: 192.0.2.77, port: 0}")
                + RunningGateway.LOOPBACK_RELAY
                + RunningGateway.OPEN;

        assertThatThrownBy(() -> Gateway.start(GatewayConfig.parse(yaml, "test")))
                .isInstanceOf(GatewayException.class)
                .hasMessageContaining("listeners.config: cannot listen on 192.0.2.77:0")
                .hasMessageContaining("Name an address of this host (ip addr lists them)")
                .hasMessageNotContaining("another port");
    }

    private static Socket connected(RunningGateway to) throws Exception {
        return new Socket(InetAddress.getLoopbackAddress(), to.gateway().configPort());
    }

    private static SSLContext trusting() throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), new SecureRandom());
        return context;
    }
}
