package dev.sightline.gateway.security.tls;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.OptionalSslHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tells TLS from plain text by the first bytes of a connection (a TLS record of a handshake begins with 0x16). It needs
 * five bytes, so it has a time-out of its own: who sends fewer and waits is let go.
 */
public final class PlainOrTls extends OptionalSslHandler {
    private final SslContext context;
    private final ShownCertificates certificates;
    private final Duration firstBytes;
    private final Duration handshake;
    private @Nullable ScheduledFuture<?> deadline;

    /** @param certificates learns by which authorities each connection's certificate is looked at */
    public PlainOrTls(SslContext context, ShownCertificates certificates, Duration firstBytes, Duration handshake) {
        super(context);
        this.context = context;
        this.certificates = certificates;
        this.firstBytes = firstBytes;
        this.handshake = handshake;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        deadline = ctx.executor()
                .schedule(
                        () -> {
                            var unused = ctx.close();
                        },
                        firstBytes.toNanos(),
                        TimeUnit.NANOSECONDS);
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext ctx) {
        ScheduledFuture<?> running = deadline;
        if (running != null) {
            running.cancel(false);
        }
    }

    @Override
    protected SslHandler newSslHandler(ChannelHandlerContext ctx, SslContext unused) {
        certificates.begins(ctx.channel());
        SslHandler handler = context.newHandler(ctx.alloc());
        handler.setHandshakeTimeoutMillis(handshake.toMillis());
        return handler;
    }
}
