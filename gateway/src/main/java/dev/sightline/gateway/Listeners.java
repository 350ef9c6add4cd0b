package dev.sightline.gateway;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import dev.sightline.gateway.config.LimitsConfig;
import dev.sightline.gateway.config.ListenersConfig.Listener;
import dev.sightline.gateway.http.Foreseen;
import dev.sightline.gateway.http.Problem;
import dev.sightline.gateway.security.SocketFile;
import dev.sightline.gateway.security.limits.ConnectionLimits;
import dev.sightline.gateway.security.limits.FirstRequestDeadline;
import dev.sightline.gateway.security.limits.Http2Deadlines;
import dev.sightline.gateway.security.limits.LogPace;
import dev.sightline.gateway.security.limits.NextRequestDeadline;
import dev.sightline.gateway.security.limits.Sources;
import dev.sightline.gateway.security.limits.UnreadDeadline;
import dev.sightline.gateway.security.tls.PlainOrTls;
import dev.sightline.gateway.security.tls.TlsContexts;
import io.netty.channel.Channel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.netty.ChannelBindException;
import reactor.netty.Connection;
import reactor.netty.DisposableServer;
import reactor.netty.NettyInbound;
import reactor.netty.NettyOutbound;
import reactor.netty.channel.AbortedException;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.HttpServerRoutes;
import reactor.netty.http.server.HttpServerState;
import reactor.netty.resources.LoopResources;
import reactor.netty.tcp.TcpServer;

/** The gateway's HTTP servers, all on the same event loops, each with bounds on connections, sizes and times. */
final class Listeners implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Listeners.class);
    /** Ports below it need a right (Linux: net.ipv4.ip_unprivileged_port_start). */
    private static final int UNPRIVILEGED = 1024;

    private static final Duration BINDING = Duration.ofSeconds(10);
    private static final Duration CLOSING = Duration.ofSeconds(5);
    private static final int MAX_REQUEST_LINE = 4096;
    /** Of one HTTP/2 connection; a browser's page needs a dozen. */
    private static final int MAX_STREAMS = 100;

    private static final Set<String> HTTPS = Set.of("dashboard", "signaling");

    private final LoopResources loops;
    private final LimitsConfig limits;
    private final Sources sources;
    private final TlsContexts tls;
    private final Counting counting;
    private final LogPace unforeseen = new LogPace();
    private final List<DisposableServer> servers = new ArrayList<>();

    /** Is told of connections that were closed for a bound. */
    interface Counting {
        void refused(String listener, String why);
    }

    Listeners(LimitsConfig limits, Sources sources, TlsContexts tls, Counting counting) {
        this.limits = limits;
        this.sources = sources;
        this.tls = tls;
        this.counting = counting;
        this.loops = LoopResources.create("gateway", LoopResources.DEFAULT_IO_WORKER_COUNT, true);
    }

    /** For cameras: plain HTTP/1.1 and TLS on the same port. */
    int cameras(Listener listener, Consumer<HttpServerRoutes> routes) {
        SslContext context = tls.cameras();
        return start(
                "config",
                listener,
                server -> server.protocol(HttpProtocol.HTTP11),
                channel -> channel.pipeline()
                        .addFirst(new PlainOrTls(context, tls.shown(), limits.firstBytes(), limits.handshake())),
                routes);
    }

    /** For browsers: HTTPS with HTTP/2 and HTTP/1.1, WebSocket over the latter. */
    int page(Listener listener, Consumer<HttpServerRoutes> routes) {
        return start(
                "dashboard",
                listener,
                server -> server.protocol(HttpProtocol.H2, HttpProtocol.HTTP11)
                        .http2Settings(settings ->
                                settings.maxConcurrentStreams(MAX_STREAMS).maxHeaderListSize(limits.maxHeaderBytes()))
                        .secure(spec -> spec.sslContext(tls.http2()).handshakeTimeout(limits.handshake())),
                channel -> channel.pipeline()
                        .addLast(Http2Deadlines.onceNegotiated(
                                limits.requestRead(),
                                limits.idle(),
                                () -> counting.refused("dashboard", "request too slow"),
                                () -> counting.refused("dashboard", "too many frames")))
                        .addLast(new LostConnection(() -> counting.refused("dashboard", "malformed request"))),
                routes);
    }

    /** For viewers: WSS. */
    int signaling(Listener listener, Consumer<HttpServerRoutes> routes) {
        return start(
                "signaling",
                listener,
                server -> server.protocol(HttpProtocol.HTTP11)
                        .secure(spec -> spec.sslContext(tls.http11()).handshakeTimeout(limits.handshake())),
                channel -> {},
                routes);
    }

    /** For those who run the gateway: plain HTTP. */
    int management(Listener listener, Consumer<HttpServerRoutes> routes) {
        return start("management", listener, server -> server.protocol(HttpProtocol.HTTP11), channel -> {}, routes);
    }

    /** For probe agents of other hosts: WSS. */
    int agents(Listener listener, Consumer<HttpServerRoutes> routes) {
        return start(
                "probe",
                listener,
                server -> server.protocol(HttpProtocol.HTTP11)
                        .secure(spec -> spec.sslContext(tls.http11()).handshakeTimeout(limits.handshake())),
                channel -> {},
                routes);
    }

    /** For the probe agent of this host: lines over a Unix socket. */
    void agent(
            SocketFile socket,
            Consumer<Channel> first,
            BiFunction<NettyInbound, NettyOutbound, Publisher<Void>> handler) {
        TcpServer server = TcpServer.create()
                .bindAddress(() -> new DomainSocketAddress(socket.path().toFile()))
                .runOn(loops)
                .doOnChannelInit((observer, channel, remote) -> first.accept(channel))
                .handle(handler);
        try {
            servers.add(server.bindNow(BINDING));
            socket.restrict();
        } catch (RuntimeException | IOException e) {
            throw new IllegalStateException("probe.socket: cannot listen on " + socket.path() + ": " + reason(e), e);
        }
    }

    /** Whether every loop does what it is asked within {@code patience}. */
    boolean answer(Duration patience) {
        List<Future<?>> asked = new ArrayList<>();
        loops.onServer(true).forEach(loop -> asked.add(loop.submit(() -> {})));
        long deadline = System.nanoTime() + patience.toNanos();
        return asked.stream()
                .allMatch(answer -> answer.awaitUninterruptibly(deadline - System.nanoTime(), NANOSECONDS));
    }

    /** Takes no more connections; those that are open go on. */
    void stopListening() {
        List<DisposableServer> reversed = new ArrayList<>(servers);
        Collections.reverse(reversed);
        reversed.forEach(server -> server.disposeNow(CLOSING));
    }

    /** Ends the loops, and with them what is still open. */
    @Override
    public void close() {
        loops.disposeLater(Duration.ofMillis(100), CLOSING)
                .timeout(CLOSING.plusSeconds(1), Mono.empty())
                .block();
    }

    private LoopResources loops(InetAddress address) {
        return address.isAnyLocalAddress() && address instanceof Inet4Address ? new Ipv4Loops(loops) : loops;
    }

    private int start(
            String name,
            Listener listener,
            UnaryOperator<HttpServer> protocol,
            Consumer<Channel> first,
            Consumer<HttpServerRoutes> routes) {
        ConnectionLimits connections =
                new ConnectionLimits(limits, sources, () -> counting.refused(name, "connections"));
        HttpServer server = protocol.apply(HttpServer.create()
                        .bindAddress(listener::socketAddress)
                        .runOn(loops(listener.address()))
                        .idleTimeout(limits.idle())
                        .requestTimeout(limits.requestRead())
                        .httpRequestDecoder(spec -> spec.maxInitialLineLength(MAX_REQUEST_LINE)
                                .maxHeaderSize(limits.maxHeaderBytes())
                                .h2cMaxContentLength(limits.maxBodyBytes())))
                .doOnChannelInit((observer, channel, remote) -> {
                    first.accept(channel);
                    channel.pipeline().addFirst(connections);
                    channel.pipeline().addFirst(unread(name));
                    channel.pipeline()
                            .addLast(new FirstRequestDeadline(
                                    limits.handshake().plus(limits.requestRead()),
                                    () -> counting.refused(name, "first request too late")));
                })
                .childObserve((connection, state) -> {
                    if (state == HttpServerState.REQUEST_RECEIVED) {
                        FirstRequestDeadline.met(connection.channel());
                        NextRequestDeadline.met(connection.channel());
                        if (connection.channel() instanceof Http2StreamChannel stream) {
                            stream.pipeline().addFirst(unread(name));
                        }
                        strictTransportSecurity(name, connection);
                    } else if (state == HttpServerState.REQUEST_DECODING_FAILED) {
                        counting.refused(name, "malformed request");
                    } else if (state == HttpServerState.DISCONNECTING) {
                        NextRequestDeadline.await(
                                connection.channel(),
                                limits.requestRead(),
                                () -> counting.refused(name, "request too slow"));
                    }
                })
                .handle(ofOneHost(routes));
        try {
            DisposableServer bound = server.bindNow(BINDING);
            servers.add(bound);
            return bound.port();
        } catch (ChannelBindException e) {
            throw new IllegalStateException(
                    "listeners." + name + ": cannot listen on "
                            + listener.address().getHostAddress() + ":"
                            + listener.port() + ": " + reason(e)
                            + cure(listener),
                    e);
        }
    }

    private static String cure(Listener listener) {
        try (ServerSocket any = new ServerSocket(0, 1, listener.address())) {
            return listener.port() < UNPRIVILEGED
                    ? ". End the process that uses it (ss -ltnp shows it), choose another port, or give this process the"
                            + " right to ports below " + UNPRIVILEGED + " (CAP_NET_BIND_SERVICE)"
                    : ". End the process that uses it (ss -ltnp shows it), or choose another port (0 takes a free one)";
        } catch (IOException notOfThisHost) {
            return ". Name an address of this host (ip addr lists them), or 0.0.0.0 for all of them";
        }
    }

    /** Two names would let each reader of a request choose another (RFC 9112, section 3.2). */
    private BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> ofOneHost(
            Consumer<HttpServerRoutes> routes) {
        HttpServerRoutes known = HttpServerRoutes.newRoutes();
        routes.accept(known);
        return (request, response) ->
                request.requestHeaders().getAll(HttpHeaderNames.HOST).size() > 1
                        ? new Problem(400, "bad-request", "The request names two hosts", "send one Host header")
                                .sendTo(response.keepAlive(false))
                        : Mono.defer(() -> Mono.from(known.apply(request, response)))
                                .doOnError(this::unforeseen);
    }

    /** The HTTP server's own log is off, since whoever resets a stream writes into it. A refusal may come after an answer. */
    private void unforeseen(Throwable error) {
        if (!(error instanceof AbortedException) && !(error instanceof IOException) && !(error instanceof Foreseen)) {
            unforeseen.say(others -> log.error("a request failed for a reason that nobody foresaw{}", others, error));
        }
    }

    private UnreadDeadline unread(String name) {
        return new UnreadDeadline(limits.idle(), () -> counting.refused(name, "does not read"));
    }

    /** On the port of the cameras it would mean nothing: browsers heed it over HTTPS only (RFC 6797, section 7.2). */
    private void strictTransportSecurity(String name, Connection connection) {
        if (HTTPS.contains(name) && connection instanceof HttpServerResponse response) {
            tls.strictTransportSecurity().ifPresent(value -> response.header("strict-transport-security", value));
        }
    }

    private static String reason(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }
}
