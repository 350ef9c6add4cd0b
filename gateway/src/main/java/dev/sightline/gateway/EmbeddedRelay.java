package dev.sightline.gateway;

import dev.sightline.gateway.config.LimitsConfig;
import dev.sightline.gateway.config.LimitsConfig.WebRtcLimits;
import dev.sightline.gateway.config.MediaConfig.Relay;
import dev.sightline.gateway.config.MediaConfig.RelayReturnPath;
import dev.sightline.gateway.media.KurentoAccess;
import dev.sightline.gateway.media.KurentoSecrets;
import dev.sightline.relay.EngineConfig;
import dev.sightline.relay.EngineLimits;
import dev.sightline.relay.EngineStatistics;
import dev.sightline.relay.MediaEngine;
import dev.sightline.relay.ReturnPathMode;
import dev.sightline.relay.TransportLimits;
import dev.sightline.relay.rpc.RelayServer;
import dev.sightline.relay.rpc.RpcLimits;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The media server of this process: an engine, and Kurento's protocol in front of it on a free port of loopback. */
final class EmbeddedRelay implements AutoCloseable {
    private static final int TOKEN_BYTES = 32;

    private final MediaEngine engine;
    private final RelayServer server;
    private final String token;

    private EmbeddedRelay(MediaEngine engine, RelayServer server, String token) {
        this.engine = engine;
        this.server = server;
        this.token = token;
    }

    static EmbeddedRelay start(Relay config, LimitsConfig limits, HostAddresses host) {
        InetAddress media = config.mediaAddress().orElseGet(host::main);
        List<InetAddress> candidates =
                config.candidateAddresses().isEmpty() ? host.candidates(media) : config.candidateAddresses();
        MediaEngine engine = MediaEngine.start(EngineConfig.onLoopback()
                .withMediaAddress(media)
                .withCandidateAddresses(candidates)
                .withLimits(EngineLimits.DEFAULT.withTransport(transport(limits.webRtc())))
                .withWebRtcPort(config.webRtcPort())
                .withMediaPorts(config.minPort(), config.maxPort())
                .withReturnPath(returnPath(config.returnPath())));
        try {
            String token = newToken();
            InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            return new EmbeddedRelay(engine, RelayServer.start(engine, anyPort, RpcLimits.DEFAULT, token), token);
        } catch (RuntimeException e) {
            engine.close();
            throw e;
        }
    }

    private static ReturnPathMode returnPath(RelayReturnPath configured) {
        return switch (configured) {
            case BOUND -> ReturnPathMode.BOUND;
            case LEARN -> ReturnPathMode.LEARN;
            case KURENTO -> ReturnPathMode.KURENTO;
        };
    }

    private static TransportLimits transport(WebRtcLimits limits) {
        return new TransportLimits(
                limits.handshakes(),
                limits.handshakesPerAddress(),
                limits.waitingHandshakes(),
                limits.waitingHandshakesPerAddress(),
                limits.stunPerSecond());
    }

    /** Another one at each start: every user of this host reaches loopback. */
    private static String newToken() {
        byte[] random = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    /** How this process reaches it. */
    KurentoAccess access() {
        return new KurentoAccess(server.address(), true, KurentoSecrets.token(token));
    }

    InetAddress mediaAddress() {
        return engine.config().mediaAddress();
    }

    /** Shows whom its protocol refused as {@code sightline.relay.refused}, what its ports dropped as {@code sightline.relay.dropped}. */
    void register(MeterRegistry registry) {
        FunctionCounter.builder("sightline.relay.refused", server, RelayServer::refused)
                .description("Sockets that the embedded relay's protocol refused")
                .register(registry);
        dropped(
                registry,
                "cameras",
                "foreign",
                statistics -> statistics.cameras().foreign());
        dropped(
                registry,
                "cameras",
                "refused",
                statistics -> statistics.cameras().refused());
        dropped(
                registry,
                "cameras",
                "malformed",
                statistics -> statistics.cameras().malformed());
        dropped(
                registry,
                "viewers",
                "malformed",
                statistics -> statistics.viewers().malformed());
        dropped(registry, "viewers", "stun", statistics -> statistics.viewers().stunRejected());
        dropped(
                registry,
                "viewers",
                "limited",
                statistics -> statistics.viewers().stunLimited());
        dropped(registry, "viewers", "dtls", statistics -> statistics.viewers().dtlsRefused());
        dropped(
                registry,
                "viewers",
                "unmatched",
                statistics -> statistics.viewers().unmatched());
        dropped(
                registry,
                "viewers",
                "overflowed",
                statistics -> statistics.viewers().overflowed());
    }

    private void dropped(MeterRegistry registry, String port, String why, ToDoubleFunction<EngineStatistics> count) {
        FunctionCounter.builder("sightline.relay.dropped", engine, relay -> count.applyAsDouble(relay.statistics()))
                .description("Datagrams that the embedded relay received and dropped")
                .tag("port", port)
                .tag("why", why)
                .register(registry);
    }

    @Override
    public void close() {
        server.close();
        engine.close();
    }
}
