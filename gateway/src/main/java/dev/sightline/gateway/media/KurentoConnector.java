package dev.sightline.gateway.media;

import dev.sightline.gateway.config.MediaConfig.Kurento;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Opens WebSockets to the media server (RFC 6455), on one event loop of their own. Neither proxies nor redirects are followed,
 * and nothing is compressed.
 */
final class KurentoConnector implements AutoCloseable {
    private static final int MOST_LINE = 4096;
    private static final int MOST_HEADERS = 8192;
    private static final int MOST_BODY = 8192;
    private static final WriteBufferWaterMark OUTBOUND = new WriteBufferWaterMark(128 * 1024, 256 * 1024);
    private static final long CLOSING_MILLIS = 500;
    private static final long LOOP_CLOSING_SECONDS = 3;

    private final KurentoAccess access;
    private final Kurento config;
    private final MultiThreadIoEventLoopGroup loop = new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("media-socket", true), NioIoHandler.newFactory());

    KurentoConnector(KurentoAccess access, Kurento config) {
        this.access = access;
        this.config = config;
    }

    KurentoAccess access() {
        return access;
    }

    int maxMessageBytes() {
        return config.maxMessageBytes();
    }

    /**
     * Waits until the WebSocket is open: not for event loops. Reading files and looking up the name come first, and have the
     * host's own time.
     *
     * @throws UnreachableException when it cannot be opened in time; nothing is left open
     */
    Channel open(KurentoFrames frames) throws UnreachableException, InterruptedException {
        Duration patience = config.connectTimeout();
        Optional<String> token;
        Optional<SslContext> tls;
        try {
            token = access.secrets().token();
            tls = access.secrets().tls();
        } catch (IOException e) {
            throw new UnreachableException(String.valueOf(e.getMessage()), e);
        }
        ConnectingErrors errors = new ConnectingErrors(access, token.isPresent(), patience);
        long begun = System.nanoTime();
        ChannelFuture connecting = bootstrap(frames, token, tls).connect(address(errors));
        boolean opened = false;
        try {
            connecting.await(); // CONNECT_TIMEOUT_MILLIS bounds it
            if (!connecting.isSuccess()) {
                throw errors.explain(connecting.cause());
            }
            frames.opening().get(patience.toNanos() - (System.nanoTime() - begun), TimeUnit.NANOSECONDS);
            opened = true;
            return connecting.channel();
        } catch (ExecutionException e) {
            throw errors.explain(e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            throw errors.explain(e);
        } finally {
            if (!opened) {
                connecting.cancel(true);
                var unused = connecting.channel().close();
            }
        }
    }

    private InetSocketAddress address(ConnectingErrors errors) throws UnreachableException {
        try {
            return new InetSocketAddress(InetAddress.getByName(access.host()), access.port());
        } catch (UnknownHostException e) {
            throw errors.explain(e);
        }
    }

    private Bootstrap bootstrap(KurentoFrames frames, Optional<String> token, Optional<SslContext> tls) {
        int millis = Math.toIntExact(config.connectTimeout().toMillis());
        return new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, millis)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, OUTBOUND)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        tls.ifPresent(context -> {
                            SslHandler handler = context.newHandler(channel.alloc(), access.host(), access.port());
                            handler.setHandshakeTimeoutMillis(millis);
                            channel.pipeline().addLast(handler);
                        });
                        channel.pipeline()
                                .addLast(new HttpClientCodec(MOST_LINE, MOST_HEADERS, MOST_BODY))
                                .addLast(new HttpObjectAggregator(MOST_BODY))
                                .addLast(new WebSocketClientProtocolHandler(upgrade(token, millis)))
                                .addLast(new WebSocketFrameAggregator(config.maxMessageBytes()))
                                .addLast(frames);
                    }
                });
    }

    /** The token is sent only once TLS has shown who the server is. */
    private WebSocketClientProtocolConfig upgrade(Optional<String> token, int millis) {
        HttpHeaders headers = new DefaultHttpHeaders();
        token.ifPresent(secret -> headers.set(HttpHeaderNames.AUTHORIZATION, "Bearer " + secret));
        return WebSocketClientProtocolConfig.newBuilder()
                .webSocketUri(access.uri())
                .customHeaders(headers)
                .generateOriginHeader(false) // that is for pages (RFC 6455, 10.2)
                .maxFramePayloadLength(config.maxMessageBytes())
                .handleCloseFrames(false)
                .handshakeTimeoutMillis(millis)
                .forceCloseTimeoutMillis(CLOSING_MILLIS)
                .build();
    }

    /** Waits a bounded time: not for event loops. */
    @Override
    public void close() {
        loop.shutdownGracefully(0, LOOP_CLOSING_SECONDS, TimeUnit.SECONDS)
                .awaitUninterruptibly(LOOP_CLOSING_SECONDS, TimeUnit.SECONDS);
    }
}
