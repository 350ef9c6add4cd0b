package dev.sightline.gateway.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sightline.gateway.config.GatewayConfig;
import dev.sightline.probe.Negotiation;
import io.netty.channel.unix.DomainSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import reactor.netty.DisposableServer;
import reactor.netty.tcp.TcpServer;

@Timeout(30)
class AgentListenersTest {
    private static final int MAX_CAMERAS = 2;
    private static final Duration SOON = Duration.ofSeconds(20);

    @Test
    void anAgentThatDoesNotReadIsCut(@TempDir Path directory) throws Exception {
        Path socket = directory.resolve("agent.sock");
        try (Metrics metrics = new Metrics();
                RtcpWatch watch = new RtcpWatch(
                        GatewayConfig.parse("probe: {silentSeconds: 60}", "test")
                                .probe(),
                        MAX_CAMERAS,
                        "test",
                        Optional.empty(),
                        metrics)) {
            AgentListeners agents = new AgentListeners(watch, MAX_CAMERAS);
            DisposableServer server = TcpServer.create()
                    .bindAddress(() -> new DomainSocketAddress(socket.toFile()))
                    .doOnChannelInit((observer, channel, remote) -> AgentListeners.lines(channel))
                    .handle(agents::onThisHost)
                    .bindNow();
            try (SocketChannel agent = SocketChannel.open(StandardProtocolFamily.UNIX)) {
                agent.connect(UnixDomainSocketAddress.of(socket));
                agent.write(ByteBuffer.wrap("{\"type\":\"hello\",\"version\":\"test\",\"host\":\"slow\"}\n"
                        .getBytes(StandardCharsets.UTF_8)));
                await().atMost(SOON).until(() -> metrics.scrape().contains("sightline_probe_agents 1.0"));

                for (int number = 0; number < 2_000; number++) {
                    watch.negotiated(new Negotiation("cam", number, Optional.empty(), "x".repeat(30_000), ""));
                }

                await().atMost(SOON)
                        .untilAsserted(() -> assertThat(metrics.scrape()).contains("sightline_probe_agents 0.0"));
            } finally {
                server.disposeNow();
            }
        }
    }
}
