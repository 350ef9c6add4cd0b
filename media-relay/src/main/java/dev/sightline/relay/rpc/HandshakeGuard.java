package dev.sightline.relay.rpc;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.NetUtil;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Lets only a media client's WebSocket upgrade through. Whoever comes through controls all media, so a web page must never reach it.
 *
 * <p>A browser always sends its page's {@code Origin} (RFC 6455, 10.2), so an origin is refused unless it is this very
 * server, which serves no page: Netty's WebSocket client, and with it Kurento's, sends that. A name that was rebound to
 * this address would pass so far, but it shows in {@code Host}.
 */
final class HandshakeGuard extends ChannelInboundHandlerAdapter {
    static final String PATH = "/kurento";
    static final String TOKEN = "token=";

    private static final Pattern PORT = Pattern.compile("(:[0-9]{1,5})?");
    private static final String BEARER = "bearer ";

    private final Set<String> hostNames;
    private final String origin;
    private final Optional<byte[]> token;
    private final Places places;

    HandshakeGuard(RpcAccess access, Places places) {
        this.hostNames = access.hostNames();
        this.origin = access.originScheme() + "://";
        this.token = access.token().map(HandshakeGuard::bytes);
        this.places = places;
    }

    private record Refusal(HttpResponseStatus status, String reason) {}

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof FullHttpRequest request)) {
            ctx.fireChannelRead(message);
            return;
        }
        Optional<Refusal> refusal = refusalOf(request).or(() -> noPlace(ctx));
        if (refusal.isEmpty()) {
            request.setUri(PATH);
            ctx.pipeline().remove(this);
            ctx.fireChannelRead(request);
            return;
        }
        ReferenceCountUtil.release(request);
        refuse(ctx, refusal.get());
    }

    private Optional<Refusal> refusalOf(FullHttpRequest request) {
        if (request.decoderResult().isFailure()) {
            return refusal(HttpResponseStatus.BAD_REQUEST, "this is not an HTTP/1.1 request");
        }
        List<String> hosts = request.headers().getAll(HttpHeaderNames.HOST);
        if (hosts.size() != 1 || !isOurs(hosts.get(0).toLowerCase(Locale.ROOT))) {
            return refusal(
                    HttpResponseStatus.FORBIDDEN,
                    "Host is no name of this server: call it by its address, or configure the name");
        }
        for (String told : request.headers().getAll(HttpHeaderNames.ORIGIN)) {
            if (!told.equalsIgnoreCase(origin + hosts.get(0))) {
                return refusal(
                        HttpResponseStatus.FORBIDDEN,
                        "Origin is foreign: a web page must not control media, only a media client may");
            }
        }
        if (!request.method().equals(HttpMethod.GET)) {
            return refusal(HttpResponseStatus.METHOD_NOT_ALLOWED, "expected a WebSocket upgrade by GET");
        }
        if (!path(request.uri()).equals(PATH)) {
            return refusal(HttpResponseStatus.NOT_FOUND, "the RPC is at " + PATH);
        }
        if (token.isPresent() && !MessageDigest.isEqual(token.get(), bytes(shown(request)))) {
            return refusal(HttpResponseStatus.UNAUTHORIZED, "the token is missing or wrong");
        }
        if (!request.headers().containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)) {
            return refusal(HttpResponseStatus.UPGRADE_REQUIRED, "expected Upgrade: websocket");
        }
        return Optional.empty();
    }

    private Optional<Refusal> noPlace(ChannelHandlerContext ctx) {
        return places.admit(ctx.channel())
                ? Optional.empty()
                : refusal(HttpResponseStatus.SERVICE_UNAVAILABLE, "too many clients are connected (rpc.connections)");
    }

    private static Optional<Refusal> refusal(HttpResponseStatus status, String reason) {
        return Optional.of(new Refusal(status, reason));
    }

    private static String path(String uri) {
        int query = uri.indexOf('?');
        return query < 0 ? uri : uri.substring(0, query);
    }

    /** The token of {@code Authorization} (RFC 6750, 2.1); without that header the URI's, as Kurento's client can send none. */
    private static String shown(FullHttpRequest request) {
        List<String> told = request.headers().getAll(HttpHeaderNames.AUTHORIZATION);
        if (told.isEmpty()) {
            return after(TOKEN, query(request.uri()));
        }
        return told.size() == 1 ? after(BEARER, told.get(0)) : "";
    }

    private static String after(String prefix, String text) {
        return text.regionMatches(true, 0, prefix, 0, prefix.length()) ? text.substring(prefix.length()) : "";
    }

    private static String query(String uri) {
        return uri.substring(Math.min(uri.length(), path(uri).length() + 1));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private boolean isOurs(String host) {
        if (host.startsWith("[")) {
            int end = host.indexOf(']');
            return end > 0 && NetUtil.isValidIpV6Address(host.substring(1, end)) && isPort(host.substring(end + 1));
        }
        int colon = host.indexOf(':');
        String name = colon < 0 ? host : host.substring(0, colon);
        boolean known = name.equals("localhost") || NetUtil.isValidIpV4Address(name) || hostNames.contains(name);
        return known && isPort(colon < 0 ? "" : host.substring(colon));
    }

    /** Nothing, or a colon with digits. */
    private static boolean isPort(String rest) {
        return PORT.matcher(rest).matches();
    }

    private void refuse(ChannelHandlerContext ctx, Refusal refusal) {
        places.refused(ctx.channel(), refusal.reason());
        ByteBuf text = ByteBufUtil.writeUtf8(ctx.alloc(), refusal.reason() + "\n");
        var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, refusal.status(), text);
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8")
                .set(HttpHeaderNames.CONTENT_LENGTH, text.readableBytes())
                .set("X-Content-Type-Options", "nosniff")
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        if (refusal.status().equals(HttpResponseStatus.UPGRADE_REQUIRED)) {
            response.headers().set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET);
        }
        if (refusal.status().equals(HttpResponseStatus.UNAUTHORIZED)) {
            response.headers().set(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer");
        }
        if (refusal.status().equals(HttpResponseStatus.METHOD_NOT_ALLOWED)) {
            response.headers().set(HttpHeaderNames.ALLOW, HttpMethod.GET);
        }
        ctx.channel().config().setAutoRead(false);
        ctx.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }
}
