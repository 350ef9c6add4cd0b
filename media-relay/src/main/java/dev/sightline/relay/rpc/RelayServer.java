package dev.sightline.relay.rpc;

import dev.sightline.relay.MediaEngine;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves an engine to Kurento clients: JSON-RPC 2.0 over WebSocket at {@code /kurento}.
 *
 * <p>As with Kurento there is no access control but a token: whoever reaches the port, and knows it, controls all media. On
 * loopback it is optional; beyond, the server starts only with both a token and TLS. Requests with a foreign {@code Origin},
 * as web pages send it, or a foreign {@code Host} are refused.
 */
public final class RelayServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RelayServer.class);

    private static final int MAX_REQUEST_LINE = 4096;
    private static final int MAX_HEADERS = 8192;
    private static final int MAX_CHUNK = 8192;
    private static final int MAX_BODY = 1024;
    private static final int BACKLOG = 128;
    private static final long CLOSE_SECONDS = 5;

    private final MultiThreadIoEventLoopGroup group;
    private final RpcService service;
    private final ChannelGroup connections;
    private final Channel listener;
    private final RpcAccess access;
    private final Places places;

    private RelayServer(
            MultiThreadIoEventLoopGroup group,
            RpcService service,
            ChannelGroup connections,
            Channel listener,
            RpcAccess access,
            Places places) {
        this.group = group;
        this.service = service;
        this.connections = connections;
        this.listener = listener;
        this.access = access;
        this.places = places;
    }

    /**
     * Starts serving on loopback for whoever reaches it; blocks until the port is bound.
     *
     * @param engine stays its owner's to close, after this server
     * @param bind where to listen; port 0 picks a free one
     * @throws IllegalArgumentException when the address is not loopback
     * @throws UncheckedIOException when the address cannot be bound
     */
    public static RelayServer start(MediaEngine engine, InetSocketAddress bind, RpcLimits limits) {
        return start(engine, bind, limits, RpcAccess.OPEN);
    }

    /**
     * The same for clients that know a secret; {@link #uri()} shows it, so no log may show that.
     *
     * @param token in letters that need no quoting in a URI
     */
    public static RelayServer start(MediaEngine engine, InetSocketAddress bind, RpcLimits limits, String token) {
        return start(engine, bind, limits, RpcAccess.OPEN.withToken(token));
    }

    /**
     * The same, beyond loopback too where access has both token and TLS.
     *
     * @throws IllegalArgumentException when it lacks one of them and the address is not loopback
     */
    public static RelayServer start(MediaEngine engine, InetSocketAddress bind, RpcLimits limits, RpcAccess access) {
        if (bind.isUnresolved()) {
            throw new UncheckedIOException(new IOException("the RPC's address " + bind.getHostString()
                    + " cannot be resolved: give an address of this machine"));
        }
        if (!bind.getAddress().isLoopbackAddress() && !access.isGuarded()) {
            throw new IllegalArgumentException("the RPC must not listen on " + bind.getHostString()
                    + " without both a token and TLS: every host that reaches it would control all media. Give both, or"
                    + " listen on 127.0.0.1");
        }
        var group = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("relay-rpc", true), NioIoHandler.newFactory());
        EventLoop loop = group.next();
        JsonText json = new JsonText(limits.frameBytes());
        RpcService service = new RpcService(engine, limits, json, loop);
        Places places = new Places(limits);
        ChannelGroup connections = new DefaultChannelGroup(loop, true);
        Connector connector = new Connector(service, json, limits, access, places, connections);
        var bound = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(
                        ChannelOption.WRITE_BUFFER_WATER_MARK,
                        new WriteBufferWaterMark(limits.outboundBytes() / 2, limits.outboundBytes()))
                .childHandler(connector)
                .bind(bind)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            var unused = group.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS);
            String message = "the RPC cannot listen on " + bind.getHostString() + ":" + bind.getPort()
                    + ": choose a free port and an address of this machine";
            throw new UncheckedIOException(message, new IOException(bound.cause()));
        }
        long sweep = Math.max(10, Math.min(limits.sessionIdle().toMillis() / 4, 30_000));
        var unused = loop.scheduleWithFixedDelay(service::expireIdleSessions, sweep, sweep, TimeUnit.MILLISECONDS);
        RelayServer server = new RelayServer(group, service, connections, bound.channel(), access, places);
        LOG.info(
                "Kurento clients connect to {}{}",
                server.address(),
                access.token().isPresent() ? " with a token" : "");
        return server;
    }

    /** The port that was bound. */
    public int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    /** How many sockets were closed because there were too many, or refused in the handshake. */
    public long refused() {
        return places.refused();
    }

    /** What a Kurento client on this machine connects to. */
    public URI uri() {
        return uri(access.token()
                .map(secret -> "?" + HandshakeGuard.TOKEN + secret)
                .orElse(""));
    }

    /** The same without the token, for people. */
    public URI address() {
        return uri("");
    }

    private URI uri(String query) {
        InetAddress address = ((InetSocketAddress) listener.localAddress()).getAddress();
        InetAddress reachable = address.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : address;
        String literal = NetUtil.toAddressString(reachable);
        String host = literal.indexOf(':') < 0 ? literal : "[" + literal + "]";
        return URI.create(access.webSocketScheme() + "://" + host + ":" + port() + HandshakeGuard.PATH + query);
    }

    /** Closes all sockets and releases what was created through them; waits a few seconds at most. */
    @Override
    public void close() {
        listener.close().awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
        connections.close().awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
        CompletableFuture<Void> released = new CompletableFuture<>();
        group.execute(() -> {
            var unused = service.releaseAll().whenComplete((done, failure) -> released.complete(null));
        });
        try {
            released.get(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("Not all media was released when the RPC closed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        group.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS)
                .awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
    }

    /** Sets up each socket. */
    private static final class Connector extends ChannelInitializer<Channel> {
        private final RpcService service;
        private final JsonText json;
        private final RpcLimits limits;
        private final RpcAccess access;
        private final Places places;
        private final ChannelGroup connections;

        Connector(
                RpcService service,
                JsonText json,
                RpcLimits limits,
                RpcAccess access,
                Places places,
                ChannelGroup connections) {
            this.service = service;
            this.json = json;
            this.limits = limits;
            this.access = access;
            this.places = places;
            this.connections = connections;
        }

        @Override
        protected void initChannel(Channel channel) {
            connections.add(channel);
            places.enter(channel);
            WebSocketServerProtocolConfig webSocket = WebSocketServerProtocolConfig.newBuilder()
                    .websocketPath(HandshakeGuard.PATH)
                    .maxFramePayloadLength(limits.frameBytes())
                    .handshakeTimeoutMillis(limits.handshake().toMillis())
                    .build();
            access.tls().ifPresent(context -> {
                SslHandler tls = context.newHandler(channel.alloc());
                tls.setHandshakeTimeoutMillis(limits.handshake().toMillis());
                channel.pipeline().addLast(tls);
            });
            channel.pipeline()
                    .addLast(new HttpServerCodec(MAX_REQUEST_LINE, MAX_HEADERS, MAX_CHUNK))
                    .addLast(new HttpObjectAggregator(MAX_BODY, true))
                    .addLast(new HandshakeGuard(access, places))
                    .addLast(new WebSocketServerProtocolHandler(webSocket))
                    .addLast(new WebSocketFrameAggregator(limits.frameBytes()))
                    .addLast(new RpcConnection(channel, service, json, limits));
        }
    }
}
