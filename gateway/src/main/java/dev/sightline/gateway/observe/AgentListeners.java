package dev.sightline.gateway.observe;

import dev.sightline.gateway.http.Problem;
import dev.sightline.gateway.security.BearerToken;
import dev.sightline.gateway.security.limits.LogPace;
import dev.sightline.probe.agent.message.AgentCodec;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.NettyInbound;
import reactor.netty.NettyOutbound;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.HttpServerRoutes;
import reactor.netty.http.server.WebsocketServerSpec;

/** How agents come in: over the Unix socket of this host, and as WebSockets from others. */
public final class AgentListeners {
    private static final String PATH = "/agent";
    private static final String VERSION = "13";

    private static final Logger events = LoggerFactory.getLogger("dev.sightline.events");

    private final LogPace refusals = new LogPace();
    private final RtcpWatch watch;
    private final int bound;
    private final WebsocketServerSpec spec = WebsocketServerSpec.builder()
            .maxFramePayloadLength(AgentCodec.MAX_LINE)
            .build();

    /** @param maxCameras so many negotiations, and their ends, may wait to be told */
    public AgentListeners(RtcpWatch watch, int maxCameras) {
        this.watch = watch;
        this.bound = 2 * maxCameras + 64;
    }

    /** The first handler of a connection to the Unix socket: it takes lines apart, and refuses one that is too long. */
    public static void lines(Channel channel) {
        channel.pipeline().addFirst(new LineBasedFrameDecoder(AgentCodec.MAX_LINE, true, true));
    }

    /** A connection to the Unix socket; who may write to it may speak. */
    public Publisher<Void> onThisHost(NettyInbound in, NettyOutbound out) {
        return connection(in, "this host", line -> Unpooled.copiedBuffer(line + "\n", StandardCharsets.UTF_8))
                .converse(in.receive().asString(StandardCharsets.UTF_8), out);
    }

    /** For the listener of agents on other hosts. */
    public Consumer<HttpServerRoutes> elsewhere(BearerToken token, Runnable refused) {
        return routes -> routes.get(PATH, (request, response) -> open(request, response, token, refused));
    }

    private Publisher<Void> open(
            HttpServerRequest request, HttpServerResponse response, BearerToken token, Runnable refused) {
        if (!token.isShownBy(request.requestHeaders().get(HttpHeaderNames.AUTHORIZATION, ""))) {
            refused.run();
            String stranger = address(request);
            refusals.say(others -> events.warn(
                    "a probe agent from {} was refused: it did not show the secret of probe.token{}",
                    stranger,
                    others));
            response.header(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer");
            return new Problem(
                            401,
                            "token-expected",
                            "The agent must show the token",
                            "send 'Authorization: Bearer …' with the secret that the gateway's configuration holds as probe.token")
                    .sendTo(response);
        }
        if (!asksForAWebSocket(request.requestHeaders())) {
            response.header(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET);
            return new Problem(
                            426,
                            "upgrade-expected",
                            "Agents speak over a WebSocket",
                            "let a probe agent connect here: sightline probe agent --gateway wss://HOST:PORT/agent")
                    .sendTo(response);
        }
        String from = address(request);
        // The clocks for reading a request stop at its end, which an upgrade would swallow.
        return request.receive()
                .then(Mono.defer(() -> Mono.from(response.sendWebsocket(
                        (in, out) -> connection(in, from, TextWebSocketFrame::new)
                                .converse(
                                        in.aggregateFrames(AgentCodec.MAX_LINE)
                                                .receive()
                                                .asString(StandardCharsets.UTF_8),
                                        out),
                        spec))));
    }

    private static String address(HttpServerRequest request) {
        return Optional.ofNullable(request.remoteAddress())
                .map(InetSocketAddress::getAddress)
                .map(address -> address.getHostAddress())
                .orElse("somewhere");
    }

    private static boolean asksForAWebSocket(HttpHeaders headers) {
        return headers.containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)
                && headers.contains(HttpHeaderNames.SEC_WEBSOCKET_VERSION, VERSION, false)
                && headers.contains(HttpHeaderNames.SEC_WEBSOCKET_KEY);
    }

    private AgentConnection connection(
            NettyInbound in, String from, java.util.function.Function<String, Object> frame) {
        Channel[] channel = new Channel[1];
        in.withConnection((Connection connection) -> channel[0] = connection.channel());
        return new AgentConnection(watch, channel[0], bound, from, frame);
    }
}
