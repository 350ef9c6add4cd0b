package dev.sightline.gateway;

import dev.sightline.gateway.config.GatewayConfig;
import dev.sightline.gateway.config.IpLiteral;
import dev.sightline.gateway.config.MediaConfig;
import dev.sightline.gateway.config.MediaConfig.RelayReturnPath;
import dev.sightline.gateway.media.KurentoAccess;
import dev.sightline.gateway.media.KurentoMediaServer;
import dev.sightline.gateway.media.MediaServer;
import dev.sightline.gateway.media.MediaServer.Availability;
import dev.sightline.gateway.negotiations.Explainer;
import dev.sightline.gateway.observe.Metrics;
import dev.sightline.gateway.security.tls.TlsException;
import dev.sightline.probe.PortRange;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import reactor.core.publisher.Mono;

/** The media server, one of elsewhere or the embedded relay, and what is known of it from the configuration and this host. */
final class MediaSide {
    private static final Duration RELAY_START = Duration.ofSeconds(10);

    private final MediaConfig config;
    private final HostAddresses host;
    private final Optional<EmbeddedRelay> relay;
    private final MediaServer server;

    private MediaSide(MediaConfig config, HostAddresses host, Optional<EmbeddedRelay> relay, MediaServer server) {
        this.config = config;
        this.host = host;
        this.relay = relay;
        this.server = server;
    }

    /** Waits for the embedded relay until it can be used; one of elsewhere may come later. */
    static MediaSide open(GatewayConfig config, HostAddresses host, Metrics metrics, OpenParts open)
            throws TlsException {
        MediaConfig media = config.media();
        Optional<EmbeddedRelay> relay = media.kurento().embedded()
                ? Optional.of(open.opened(EmbeddedRelay.start(media.relay(), config.limits(), host)))
                : Optional.empty();
        relay.ifPresent(running -> running.register(metrics.registry()));
        MediaServer server = open.opened(KurentoMediaServer.connect(
                relay.isPresent() ? relay.get().access() : elsewhere(config), media.kurento(), metrics::dropped));
        if (relay.isPresent()) {
            awaitUp(server);
        }
        return new MediaSide(media, host, relay, server);
    }

    private static KurentoAccess elsewhere(GatewayConfig config) throws TlsException {
        return new KurentoAccess(config.media().kurento().uri().orElseThrow(), false, MediaServerSecrets.of(config));
    }

    private static void awaitUp(MediaServer server) {
        server.availability()
                .filter(Availability.Up.class::isInstance)
                .next()
                .timeout(
                        RELAY_START,
                        Mono.error(() -> new IllegalStateException("the embedded relay did not start within "
                                + RELAY_START.toSeconds() + " seconds; the log says why")))
                .block();
    }

    MediaServer server() {
        return server;
    }

    /** Where cameras send to, unless an answer says otherwise. */
    Optional<InetAddress> address() {
        return config.announcedAddress()
                .or(() -> relay.map(EmbeddedRelay::mediaAddress))
                .or(() -> config.kurento()
                        .uri()
                        .map(URI::getHost)
                        .flatMap(IpLiteral::parse)
                        // A media server that this host reaches by loopback is one that cameras reach by its main
                        // address.
                        .map(address -> address.isLoopbackAddress() ? host.main() : address));
    }

    /** The ports to which cameras send; empty where they are not known. */
    Optional<PortRange> ports() {
        return config.kurento().embedded() && config.relay().minPort() > 0
                ? Optional.of(
                        new PortRange(config.relay().minPort(), config.relay().maxPort()))
                : Optional.empty();
    }

    Explainer explainer() {
        boolean learns = config.kurento().embedded() && config.relay().returnPath() == RelayReturnPath.LEARN;
        return new Explainer(
                learns ? dev.sightline.sdp.lint.MediaServer.EMBEDDED : dev.sightline.sdp.lint.MediaServer.KURENTO,
                host.ofServerAt(config.kurento().uri()));
    }
}
