package dev.sightline.gateway.security.limits;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameTypes;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The times of an HTTP/2 connection (RFC 9113): a frame that was begun, or the fields of a request with all their frames, have
 * to arrive in time; and who asks for nothing is let go, whatever else is sent to seem alive. Frames that ask for nothing have a
 * rate. It stands before the codec, and counts the frames' octets as they pass (section 4.1).
 */
public final class Http2Deadlines extends ChannelInboundHandlerAdapter {
    private static final int PREFACE = 24;
    private static final int LAST_OF_LENGTH = 2;
    private static final int TYPE = 3;
    private static final int FLAGS = 4;
    private static final int LAST_OF_HEADER = 8;
    /** So many frames that ask for nothing in so long; a browser sends a few with each request. */
    private static final int MOST_ASIDE = 2000;

    private static final long ASIDE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Http2Connection connection;
    private final Duration time;
    private final Duration idle;
    private final Runnable slow;
    private final Runnable tooMany;
    private @Nullable ScheduledFuture<?> deadline;
    private @Nullable ScheduledFuture<?> looking;
    private long askedAt = System.nanoTime();
    private long left = PREFACE;
    private int headerRead;
    private int length;
    private int type;
    private int flags;
    private boolean preface = true;
    private boolean fieldsOpen;
    private boolean ended;
    private long asideSince = System.nanoTime();
    private int aside;
    private boolean calmed;

    private Http2Deadlines(Http2Connection connection, Duration time, Duration idle, Runnable slow, Runnable tooMany) {
        this.connection = connection;
        this.time = time;
        this.idle = idle;
        this.slow = slow;
        this.tooMany = tooMany;
    }

    /**
     * Comes behind the handler that negotiates the protocol, and sets the times where that becomes HTTP/2.
     *
     * @param time for a frame, or for the fields of a request
     * @param idle without any request
     * @param slow is told of each connection that was closed for {@code time}
     * @param tooMany is told of each that was closed for frames that ask for nothing
     */
    public static ChannelInboundHandlerAdapter onceNegotiated(
            Duration time, Duration idle, Runnable slow, Runnable tooMany) {
        return new ChannelInboundHandlerAdapter() {
            @Override
            public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
                if (event instanceof SslHandshakeCompletionEvent) {
                    Http2FrameCodec codec = ctx.pipeline().get(Http2FrameCodec.class);
                    if (codec != null) {
                        ctx.pipeline()
                                .addBefore(
                                        ctx.pipeline().context(codec).name(),
                                        Http2Deadlines.class.getName(),
                                        new Http2Deadlines(codec.connection(), time, idle, slow, tooMany));
                    }
                }
                ctx.fireUserEventTriggered(event);
            }
        };
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        connection.addListener(new Http2ConnectionAdapter() {
            @Override
            public void onStreamActive(Http2Stream stream) {
                askedAt = System.nanoTime();
            }

            @Override
            public void onStreamClosed(Http2Stream stream) {
                askedAt = System.nanoTime();
            }
        });
        lookAgain(ctx, idle.toNanos());
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        cancel(deadline);
        cancel(looking);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (calmed) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (message instanceof ByteBuf bytes) {
            ended = false;
            pass(bytes);
            if (aside > MOST_ASIDE) {
                ReferenceCountUtil.release(message);
                calm(ctx);
                return;
            }
            boolean midway = left > 0 || headerRead > 0 || fieldsOpen;
            if (ended || !midway) {
                cancel(deadline);
                deadline = null;
            }
            if (midway && deadline == null) {
                deadline = ctx.executor().schedule(() -> tooSlow(ctx), time.toNanos(), TimeUnit.NANOSECONDS);
            }
        }
        ctx.fireChannelRead(message);
    }

    private void pass(ByteBuf bytes) {
        int at = bytes.readerIndex();
        while (at < bytes.writerIndex()) {
            if (left > 0) {
                int passed = (int) Math.min(left, bytes.writerIndex() - at);
                at += passed;
                left -= passed;
            } else {
                header(bytes.getUnsignedByte(at++));
            }
            if (left == 0 && headerRead == 0) {
                frameEnded();
            }
        }
    }

    private void header(int octet) {
        if (headerRead <= LAST_OF_LENGTH) {
            length = (headerRead == 0 ? 0 : length << Byte.SIZE) | octet;
        } else if (headerRead == TYPE) {
            type = octet;
        } else if (headerRead == FLAGS) {
            flags = octet;
        }
        if (headerRead == LAST_OF_HEADER) {
            headerRead = 0;
            left = length;
        } else {
            headerRead++;
        }
    }

    private void frameEnded() {
        if (preface) {
            preface = false;
            return;
        }
        countAside();
        if (type == Http2FrameTypes.HEADERS || type == Http2FrameTypes.CONTINUATION) {
            fieldsOpen = !new Http2Flags((short) flags).endOfHeaders();
        }
        ended |= !fieldsOpen;
    }

    /** Netty bounds resets, empty frames, and what it has to answer and cannot; of these there would be no end. */
    private void countAside() {
        if (type == Http2FrameTypes.PRIORITY
                || type == Http2FrameTypes.SETTINGS
                || type > Http2FrameTypes.CONTINUATION) {
            if (System.nanoTime() - asideSince > ASIDE_NANOS) {
                asideSince = System.nanoTime();
                aside = 0;
            }
            aside++;
        }
    }

    private void calm(ChannelHandlerContext ctx) {
        calmed = true;
        tooMany.run();
        Http2FrameCodec codec = ctx.pipeline().get(Http2FrameCodec.class);
        ChannelHandlerContext ofCodec = ctx.pipeline().context(Http2FrameCodec.class);
        if (codec != null && ofCodec != null) {
            var unused = codec.goAway(
                    ofCodec,
                    connection.remote().lastStreamCreated(),
                    Http2Error.ENHANCE_YOUR_CALM.code(),
                    Unpooled.EMPTY_BUFFER,
                    ofCodec.newPromise());
            ofCodec.flush();
        }
        var unused = ctx.close();
    }

    private void tooSlow(ChannelHandlerContext ctx) {
        slow.run();
        var unused = ctx.close();
    }

    private void lookAgain(ChannelHandlerContext ctx, long nanos) {
        looking = ctx.executor().schedule(() -> look(ctx), nanos, TimeUnit.NANOSECONDS);
    }

    private void look(ChannelHandlerContext ctx) {
        long quiet = connection.numActiveStreams() > 0 ? 0 : System.nanoTime() - askedAt;
        if (quiet >= idle.toNanos()) {
            var unused = ctx.close();
        } else {
            lookAgain(ctx, idle.toNanos() - quiet);
        }
    }

    private static void cancel(@Nullable ScheduledFuture<?> running) {
        if (running != null) {
            running.cancel(false);
        }
    }
}
