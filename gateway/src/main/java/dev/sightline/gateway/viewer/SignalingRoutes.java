package dev.sightline.gateway.viewer;

import dev.sightline.gateway.access.door.Gate;
import dev.sightline.gateway.access.door.Refusal;
import dev.sightline.gateway.access.door.Visitor;
import dev.sightline.gateway.config.GatewayConfig;
import dev.sightline.gateway.config.RateRule;
import dev.sightline.gateway.http.Problem;
import dev.sightline.gateway.http.SecurityHeaders;
import dev.sightline.gateway.security.TrustedHosts;
import dev.sightline.gateway.security.limits.RateLimits;
import dev.sightline.gateway.security.limits.TooMany;
import dev.sightline.gateway.security.limits.Unfinished;
import dev.sightline.gateway.stream.StreamRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpServerCodec;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Consumer;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.HttpServerRoutes;
import reactor.netty.http.server.WebsocketServerSpec;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.http.websocket.WebsocketOutbound;

/**
 * The viewers' door: a WebSocket (RFC 6455) at whatever path, since pages that exist ask for different ones; {@code /signaling}
 * is ours. A page of another host is refused before the conversation begins (its {@code Origin} tells), and so is a request
 * by a name that is not the gateway's.
 */
public final class SignalingRoutes implements Consumer<HttpServerRoutes> {
    private static final Logger log = LoggerFactory.getLogger(SignalingRoutes.class);
    private static final String PATH = "/signaling";
    private static final String VERSION = "13";

    private final Room room;
    private final TrustedHosts hosts;
    private final Gate gate;
    private final WebsocketServerSpec spec;
    /** For those who name the subprotocol: Reactor Netty begins no conversation with others then. */
    private final WebsocketServerSpec named;

    /** What all conversations share. */
    record Room(
            StreamRegistry streams,
            SignalingLimits limits,
            RateLimits rates,
            SignalingCodec codec,
            SignalingMetrics metrics,
            Unfinished unfinished) {}

    public SignalingRoutes(
            StreamRegistry streams,
            GatewayConfig config,
            RateLimits rates,
            TrustedHosts hosts,
            Gate gate,
            Unfinished unfinished,
            MeterRegistry registry) {
        this(streams, SignalingLimits.of(config), rates, hosts, gate, unfinished, registry);
    }

    SignalingRoutes(
            StreamRegistry streams,
            SignalingLimits limits,
            RateLimits rates,
            TrustedHosts hosts,
            Gate gate,
            Unfinished unfinished,
            MeterRegistry registry) {
        this.room = new Room(
                streams,
                limits,
                rates,
                new SignalingCodec(limits.maxMessageBytes()),
                new SignalingMetrics(registry),
                unfinished);
        this.hosts = hosts;
        this.gate = gate;
        this.spec = specification(limits).build();
        this.named = specification(limits).protocols(Gate.protocol()).build();
    }

    private static WebsocketServerSpec.Builder specification(SignalingLimits limits) {
        return WebsocketServerSpec.builder()
                .maxFramePayloadLength(limits.maxMessageBytes())
                .handlePing(true); // answered by the bounded outbox
    }

    /** Beside other routes: takes WebSockets, and whatever asks for {@code /signaling}. */
    @Override
    public void accept(HttpServerRoutes routes) {
        routes.route(request -> isWebSocket(request) || path(request).equals(PATH), this::open);
    }

    /** On a listener of its own: takes everything. */
    public Consumer<HttpServerRoutes> alone() {
        return routes -> routes.route(request -> true, this::open);
    }

    private Publisher<Void> open(HttpServerRequest request, HttpServerResponse response) {
        SecurityHeaders.onData(response);
        Optional<TooMany> tooMany =
                sourceOf(request).flatMap(source -> room.rates().take(RateRule.WEBSOCKETS, source));
        tooMany.ifPresent(found -> response.header(HttpHeaderNames.RETRY_AFTER, found.retryAfter()));
        Optional<Problem> objection = tooMany.map(TooMany::problem).or(() -> objection(request));
        if (objection.isPresent()) {
            room.metrics().refused(objection.get().type());
            if (objection.get().status() == 426) {
                response.header(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET)
                        .header(HttpHeaderNames.SEC_WEBSOCKET_VERSION, VERSION)
                        .header(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
            }
            return objection.get().sendTo(response);
        }
        Visitor visitor;
        try {
            visitor = gate.visitor(request);
        } catch (Refusal refusal) {
            room.metrics().refused(refusal.problem().type());
            return refusal.sendTo(response);
        }
        // The clocks for reading a request stop at its end, which an upgrade would swallow: then they close the
        // conversation.
        InetAddress source = sourceOf(request).orElseGet(InetAddress::getLoopbackAddress);
        WebsocketServerSpec chosen = gate.namesProtocol(request) ? named : spec;
        return request.receive().then(Mono.defer(() -> {
            ArrivingMessage arriving = arriving(request, visitor);
            return Mono.from(response.sendWebsocket((in, out) -> converse(source, visitor, arriving, in, out), chosen));
        }));
    }

    /** Before the upgrade puts its decoder there, so that no octet passes uncounted. */
    private ArrivingMessage arriving(HttpServerRequest request, Visitor visitor) {
        ArrivingMessage arriving =
                new ArrivingMessage(room.limits().maxStrangerMessageBytes(), visitor, room.unfinished());
        request.withConnection(connection -> {
            ChannelPipeline pipeline = connection.channel().pipeline();
            Optional.ofNullable(pipeline.context(HttpServerCodec.class))
                    .ifPresent(codec -> pipeline.addBefore(codec.name(), ArrivingMessage.class.getName(), arriving));
        });
        return arriving;
    }

    private Optional<Problem> objection(HttpServerRequest request) {
        HttpHeaders headers = request.requestHeaders();
        String host = headers.get(HttpHeaderNames.HOST, "");
        if (!hosts.isMeant(host)) {
            return Optional.of(hosts.misdirected(host));
        }
        if (!isWebSocket(request)) {
            return Optional.of(new Problem(
                    426,
                    "websocket-expected",
                    "A WebSocket was expected",
                    "Signaling speaks WebSocket (RFC 6455) here"));
        }
        if (!headers.contains(HttpHeaderNames.SEC_WEBSOCKET_VERSION, VERSION, false)) {
            return Optional.of(new Problem(
                    426,
                    "websocket-version",
                    "The WebSocket is of another version",
                    "Sec-WebSocket-Version " + VERSION + " was expected (RFC 6455, section 4.1)"));
        }
        if (!headers.contains(HttpHeaderNames.SEC_WEBSOCKET_KEY)) {
            return Optional.of(new Problem(
                    400,
                    "bad-handshake",
                    "The WebSocket's handshake is incomplete",
                    "Sec-WebSocket-Key is missing (RFC 6455, section 4.1)"));
        }
        for (String origin : headers.getAll(HttpHeaderNames.ORIGIN)) {
            if (!hosts.mayTalk(origin, host)) {
                return Optional.of(new Problem(
                        403,
                        "foreign-origin",
                        "The page is of another host",
                        "The origin '" + SignalingCodec.shown(origin)
                                + "' may not use this gateway; an operator can list it under"
                                + " dashboard.allowedOrigins"));
            }
        }
        return Optional.empty();
    }

    private Publisher<Void> converse(
            InetAddress source, Visitor visitor, ArrivingMessage arriving, WebsocketInbound in, WebsocketOutbound out) {
        Channel[] channel = new Channel[1];
        in.withConnection(connection -> channel[0] = connection.channel());
        ViewerConnection viewer = new ViewerConnection(room, source, visitor, channel[0].eventLoop(), () -> {
            var unused = channel[0].close();
        });
        arriving.whenRefused(viewer::refuse);
        Mono<Void> sending = out.sendObject(viewer.outbox().frames(), frame -> true)
                .then()
                .then(Mono.defer(() -> out.sendClose(
                        viewer.outbox().closeStatus().code(),
                        viewer.outbox().closeStatus().reasonText())));
        Mono<Void> receiving = in.receiveFrames().doOnNext(viewer::received).then();
        return Mono.firstWithSignal(sending, receiving)
                .onErrorResume(error -> {
                    log.debug("a viewer's connection broke: {}", error.toString());
                    return Mono.empty();
                })
                .doFinally(signal -> viewer.over());
    }

    private static Optional<InetAddress> sourceOf(HttpServerRequest request) {
        return Optional.ofNullable(request.remoteAddress()).map(InetSocketAddress::getAddress);
    }

    private static boolean isWebSocket(HttpServerRequest request) {
        return request.method().equals(HttpMethod.GET)
                && request.requestHeaders().containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true);
    }

    private static String path(HttpServerRequest request) {
        String uri = request.uri();
        int query = uri.indexOf('?');
        return query < 0 ? uri : uri.substring(0, query);
    }
}
