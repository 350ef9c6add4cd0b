package dev.sightline.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sightline.gateway.config.GatewayConfig;
import dev.sightline.gateway.config.ListenersConfig.Listener;
import dev.sightline.gateway.security.limits.Sources;
import dev.sightline.gateway.security.tls.TlsContexts;
import dev.sightline.gateway.security.tls.TlsSource;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/** A viewer whose WebSocket is open, who seems alive, and who takes nothing of what is sent to it. */
class DeafViewerTest {
    private static final String UPGRADE = String.join(
            "\r\n",
            "GET / HTTP/1.1",
            "Host: localhost",
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
            "",
            "");
    /** An empty one, masked with zeros (RFC 6455, section 5.5.3): what nobody asked for may be sent all the same. */
    private static final byte[] PONG = {(byte) 0x8a, (byte) 0x80, 0, 0, 0, 0};

    @Test
    void itIsLetGo() throws Exception {
        GatewayConfig config = GatewayConfig.parse("limits: {idleSeconds: 5}", "test");
        Queue<String> refused = new ConcurrentLinkedQueue<>();
        Flux<String> messages = Flux.just("x".repeat(8192)).repeat();
        try (TlsContexts tls = TlsContexts.of(config.tls(), TlsSource.of(config.tls()), used -> {});
                Listeners listeners = new Listeners(
                        config.limits(),
                        new Sources(config.limits().sharedAddresses()),
                        tls,
                        (listener, why) -> refused.add(listener + ": " + why))) {
            int port = listeners.signaling(
                    new Listener(InetAddress.getLoopbackAddress(), 0),
                    routes -> routes.ws("/", (in, out) -> out.sendString(messages)));
            try (SSLSocket deaf = connected(port)) {
                deaf.getOutputStream().write(UPGRADE.getBytes(StandardCharsets.US_ASCII));
                byte[] line = deaf.getInputStream().readNBytes("HTTP/1.1 101".length());
                assertThat(line).asString(StandardCharsets.US_ASCII).isEqualTo("HTTP/1.1 101");

                // From here on it reads nothing.
                await().atMost(Duration.ofSeconds(40))
                        .pollInterval(Duration.ofMillis(100))
                        .until(() -> refuses(deaf));
                assertThat(refused).containsExactly("signaling: does not read");
            }
            listeners.stopListening();
        }
    }

    private static boolean refuses(SSLSocket socket) {
        try {
            socket.getOutputStream().write(PONG);
            return false;
        } catch (IOException gone) {
            return true;
        }
    }

    private static SSLSocket connected(int port) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), new SecureRandom());
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket();
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5_000);
        socket.startHandshake();
        return socket;
    }
}
