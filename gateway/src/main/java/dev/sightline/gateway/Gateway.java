package dev.sightline.gateway;

import dev.sightline.gateway.access.door.AccessControl;
import dev.sightline.gateway.camera.CameraRoutes;
import dev.sightline.gateway.config.GatewayConfig;
import dev.sightline.gateway.config.ListenersConfig;
import dev.sightline.gateway.config.ListenersConfig.Listener;
import dev.sightline.gateway.config.RateRule;
import dev.sightline.gateway.dashboard.DashboardRoutes;
import dev.sightline.gateway.dashboard.NegotiationsApi;
import dev.sightline.gateway.media.MediaServer;
import dev.sightline.gateway.negotiations.Negotiations;
import dev.sightline.gateway.observe.AgentListeners;
import dev.sightline.gateway.observe.ManagementRoutes;
import dev.sightline.gateway.observe.Metrics;
import dev.sightline.gateway.observe.RtcpWatch;
import dev.sightline.gateway.observe.StreamGauges;
import dev.sightline.gateway.security.SocketFile;
import dev.sightline.gateway.security.TrustedHosts;
import dev.sightline.gateway.security.limits.Ceilings;
import dev.sightline.gateway.security.limits.RateGate;
import dev.sightline.gateway.security.limits.RateLimits;
import dev.sightline.gateway.security.limits.Sources;
import dev.sightline.gateway.security.limits.Unfinished;
import dev.sightline.gateway.security.tls.TlsContexts;
import dev.sightline.gateway.security.tls.TlsException;
import dev.sightline.gateway.security.tls.TlsMetrics;
import dev.sightline.gateway.security.tls.TlsSource;
import dev.sightline.gateway.stream.SecretIds;
import dev.sightline.gateway.stream.StreamObserver;
import dev.sightline.gateway.stream.StreamRegistry;
import dev.sightline.gateway.stream.Winners;
import dev.sightline.gateway.stream.WinnersFile;
import dev.sightline.gateway.viewer.SignalingRoutes;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.netty.http.server.HttpServerRoutes;

/** Wires the rooms: the only class that knows them all. */
public final class Gateway implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Gateway.class);
    private static final Logger events = LoggerFactory.getLogger("dev.sightline.events");
    private static final String VERSION = Optional.ofNullable(
                    Gateway.class.getPackage().getImplementationVersion())
            .orElse("(not packaged)");

    private final OpenParts open = new OpenParts();
    private Optional<Listeners> listeners = Optional.empty();
    private int configPort;
    private int signalingPort;
    private int managementPort;
    private volatile int dashboardPort;
    private int agentPort;
    private Optional<String> setUpLink = Optional.empty();
    private Function<String, Optional<String>> signInLinks = user -> Optional.empty();

    private Gateway() {}

    /**
     * Starts everything; waits until the ports are bound and, with the embedded relay, until it can be used.
     *
     * @throws GatewayException when something cannot start; nothing is left behind then
     */
    public static Gateway start(GatewayConfig config) throws GatewayException {
        try {
            return start(config, TlsSource.of(config.tls()));
        } catch (TlsException e) {
            throw new GatewayException(String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Starts everything, with a certificate that comes from elsewhere than the configuration says.
     *
     * @throws GatewayException when something cannot start; nothing is left behind then
     */
    public static Gateway start(GatewayConfig config, TlsSource certificate) throws GatewayException {
        Gateway gateway = new Gateway();
        try {
            gateway.wire(config, certificate);
            return gateway;
        } catch (TlsException | RuntimeException e) {
            gateway.close();
            throw new GatewayException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Where cameras ask for their configuration. */
    public int configPort() {
        return configPort;
    }

    /** Whether every event loop answers within {@code patience}; waits for it, so it is not to be called on one. */
    public boolean isAlive(Duration patience) {
        return listeners.filter(open -> open.answer(patience)).isPresent();
    }

    /** Where the page is. */
    public int dashboardPort() {
        return dashboardPort;
    }

    /** Where viewers' WebSockets go. */
    public int signalingPort() {
        return signalingPort;
    }

    /** Where metrics and health are. */
    public int managementPort() {
        return managementPort;
    }

    /** Where probe agents of other hosts connect; 0 when they may not. */
    public int agentPort() {
        return agentPort;
    }

    /**
     * The secret of the link that makes the first user, good once and not for long; it is opened as {@code #/setup/SECRET} of
     * the page. Nothing where there is a user, or where nobody has to sign in.
     */
    public Optional<String> setUpLink() {
        return setUpLink;
    }

    /** The secret of a link that signs a user in once, opened as {@code #/enter/SECRET}; nothing where nobody has to. */
    public Optional<String> signInLink(String user) {
        return signInLinks.apply(user);
    }

    private void wire(GatewayConfig config, TlsSource certificate) throws TlsException {
        new Ceilings(config).exceeded(Ceilings.filesOfThisProcess()).forEach(log::warn);
        config.warnings().forEach(log::warn);
        HostAddresses host = HostAddresses.read();
        Metrics metrics = open.opened(new Metrics());
        TlsMetrics ofTls = new TlsMetrics(metrics.registry());
        TlsContexts tls = open.opened(TlsContexts.of(
                config.tls(),
                certificate,
                config.cameras().clientCertificates(),
                ofTls::reloaded,
                why -> metrics.refused("config", why)));
        ofTls.watch(tls);
        Sources sources = new Sources(config.limits().sharedAddresses());
        RateLimits rates = new RateLimits(config.limits(), sources, metrics::rateLimited);
        metrics.show(rates);
        TrustedHosts hosts = new TrustedHosts(config.dashboard(), () -> dashboardPort);
        // What needs a place to write in comes before anything that others see start and end.
        AccessControl access = access(config, hosts, rates, metrics);
        Optional<SocketFile> agentSocket = agentSocket(config);
        MediaSide media = MediaSide.open(config, host, metrics, open);
        MediaServer server = media.server();
        Unfinished unfinished = new Unfinished(config.limits().maxUnfinishedBytes());
        metrics.show(unfinished);
        Listeners listeners = open.opened(new Listeners(config.limits(), sources, tls, metrics::refused));
        this.listeners = Optional.of(listeners);
        Winners winners = config.returnPath()
                .winnersFile()
                .<Winners>map(file -> open.opened(WinnersFile.open(
                        file,
                        config.cameras().maxCameras(),
                        config.cameras().list().keySet())))
                .orElseGet(Winners::forgotten);
        RtcpWatch watch = open.opened(
                new RtcpWatch(config.probe(), config.cameras().maxCameras(), VERSION, media.ports(), metrics));
        Negotiations negotiations = new Negotiations();
        NegotiationsApi explained = open.opened(new NegotiationsApi(negotiations, media.explainer()));
        StreamRegistry streams = open.opened(new StreamRegistry(
                config, server, new SecretIds(), StreamObserver.both(metrics, negotiations), watch, winners));
        streams.whenForgotten(stream -> negotiations.forget(stream.camera().id()));
        streams.whenForgotten(stream -> metrics.forgotten(stream.camera().id()));
        streams.whenForgotten(stream -> watch.forgotten(stream.camera().id()));
        watch.tell(streams);
        StreamGauges.register(metrics.registry(), streams, server);
        // Nobody new comes in first; then the streams say goodbye, for which the loops are still needed.
        open.opened(listeners::stopListening);
        ListenersConfig where = config.listeners();
        CameraRoutes cameras = new CameraRoutes(
                config,
                streams,
                rates,
                unfinished,
                hosts,
                tls.shown()::of,
                metrics::refusedCamera,
                host.all(),
                media::address,
                () -> health(server));
        open.last(cameras); // their connections are refused, too, while the rest ends
        managementPort = listeners.management(where.management(), new ManagementRoutes(metrics, server, hosts));
        configPort = listeners.cameras(where.config(), cameras);
        SignalingRoutes signaling =
                new SignalingRoutes(streams, config, rates, hosts, access.gate(), unfinished, metrics.registry());
        DashboardRoutes page = new DashboardRoutes(
                streams,
                server,
                hosts,
                access.gate(),
                () -> Stream.of(tls.notices(), access.notices())
                        .flatMap(List::stream)
                        .toList(),
                explained);
        Consumer<HttpServerRoutes> door =
                access.routes(camera -> streams.find(camera).isPresent(), unfinished);
        dashboardPort = listeners.page(
                where.dashboard(),
                signaling
                        .andThen(new RateGate(rates, RateRule.API))
                        .andThen(door)
                        .andThen(page));
        signalingPort = listeners.signaling(where.signaling(), signaling.alone());
        // Agents come last: everything that they may speak of is there then.
        AgentListeners agents = new AgentListeners(watch, config.cameras().maxCameras());
        agentPort = new AgentDoors(agents, listeners)
                .open(config.probe(), agentSocket, () -> metrics.refused("probe", "token"));
        events.info(
                "started, version {}: cameras on {}, page on {}, signaling on {}, management on {}",
                VERSION,
                place(where.config(), configPort),
                place(where.dashboard(), dashboardPort),
                place(where.signaling(), signalingPort),
                place(where.management(), managementPort));
        open.last(() -> events.info("stopped"));
        open.opened(() -> events.info("stopping"));
    }

    private static String place(Listener listener, int port) {
        return NetUtil.toSocketAddressString(new InetSocketAddress(listener.address(), port));
    }

    private Optional<SocketFile> agentSocket(GatewayConfig config) {
        Optional<Path> path = config.probe().socket();
        try {
            return path.isPresent()
                    ? Optional.of(open.opened(SocketFile.prepare("probe.socket", path.get())))
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    private AccessControl access(GatewayConfig config, TrustedHosts hosts, RateLimits rates, Metrics metrics) {
        try {
            AccessControl opened = open.opened(AccessControl.open(config.access(), hosts, rates, metrics.registry()));
            signInLinks = opened::signInLink;
            setUpLink = opened.setUpLink();
            return opened;
        } catch (AccessDeniedException e) {
            throw new UncheckedIOException(
                    "access.directory: " + e.getFile()
                            + " may not be read or written by the gateway's user; users, tokens"
                            + " and keys of tickets are kept there. Give the directory to that user (chown), or name"
                            + " another in access.directory",
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException("access: " + e.getMessage(), e);
        }
    }

    /** Ends in the reverse order of the start; waits a bounded time. Not to be called on an event loop. */
    @Override
    public void close() {
        open.close();
    }

    private static CameraRoutes.Health health(MediaServer server) {
        return server.isUp()
                ? new CameraRoutes.Health(true, "")
                : new CameraRoutes.Health(false, "the media server cannot be reached");
    }
}
