package dev.sightline.gateway.security.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSessionContext;

/** Whichever context is the present one when a connection begins: those that are open keep theirs. */
final class PresentContext extends SslContext {
    private final Supplier<ServerContexts> present;
    private final Function<ServerContexts, SslContext> which;
    private final Staples staples;

    PresentContext(Supplier<ServerContexts> present, Function<ServerContexts, SslContext> which, Staples staples) {
        this.present = present;
        this.which = which;
        this.staples = staples;
    }

    @Override
    public boolean isClient() {
        return false;
    }

    @Override
    public List<String> cipherSuites() {
        return which.apply(present.get()).cipherSuites();
    }

    @Override
    @SuppressWarnings("deprecation") // every context has to
    public io.netty.handler.ssl.ApplicationProtocolNegotiator applicationProtocolNegotiator() {
        return which.apply(present.get()).applicationProtocolNegotiator();
    }

    @Override
    public SSLSessionContext sessionContext() {
        return which.apply(present.get()).sessionContext();
    }

    @Override
    public SSLEngine newEngine(ByteBufAllocator allocator) {
        return newEngine(context -> context.newEngine(allocator));
    }

    @Override
    public SSLEngine newEngine(ByteBufAllocator allocator, String peerHost, int peerPort) {
        return newEngine(context -> context.newEngine(allocator, peerHost, peerPort));
    }

    @Override
    protected SslHandler newHandler(ByteBufAllocator allocator, boolean startTls) {
        return newHandler(context -> context.newHandler(allocator));
    }

    @Override
    protected SslHandler newHandler(ByteBufAllocator allocator, boolean startTls, Executor tasks) {
        return newHandler(context -> context.newHandler(allocator, tasks));
    }

    @Override
    protected SslHandler newHandler(ByteBufAllocator allocator, String peerHost, int peerPort, boolean startTls) {
        return newHandler(context -> context.newHandler(allocator, peerHost, peerPort));
    }

    @Override
    protected SslHandler newHandler(
            ByteBufAllocator allocator, String peerHost, int peerPort, boolean startTls, Executor tasks) {
        return newHandler(context -> context.newHandler(allocator, peerHost, peerPort, tasks));
    }

    private SSLEngine newEngine(Function<SslContext, SSLEngine> made) {
        ServerContexts contexts = present.get();
        SSLEngine engine = made.apply(which.apply(contexts));
        staples.show(contexts.identity(), engine);
        return engine;
    }

    private SslHandler newHandler(Function<SslContext, SslHandler> made) {
        ServerContexts contexts = present.get();
        SslHandler handler = made.apply(which.apply(contexts));
        staples.show(contexts.identity(), handler.engine());
        return handler;
    }
}
