package dev.sightline.webrtc;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One loop's sockets, one for each local address, and its work arrays. Once the port is open everything but {@link #loop}
 * is for the loop only.
 */
final class LoopSockets {
    static final int MAX_DATAGRAM = 2048;

    private static final Logger LOG = LoggerFactory.getLogger(LoopSockets.class);
    private static final long WARNING_INTERVAL_NANOS = Duration.ofSeconds(10).toNanos();

    private final EventLoop loop;
    private final Demultiplexer demultiplexer;
    private final PortCounters counters;
    private final StunBudget stunBudget;
    private final List<Channel> channels = new ArrayList<>();
    // Two, since who is handed a packet may send one before it has read the first to its end.
    private final byte[] inbound = new byte[MAX_DATAGRAM + SrtpTransform.MAX_EXPANSION];
    private final byte[] outbound = new byte[MAX_DATAGRAM + SrtpTransform.MAX_EXPANSION];

    LoopSockets(EventLoop loop, Demultiplexer demultiplexer, PortCounters counters, StunBudget stunBudget) {
        this.loop = loop;
        this.demultiplexer = demultiplexer;
        this.counters = counters;
        this.stunBudget = stunBudget;
    }

    /** Of this loop. */
    StunBudget stunBudget() {
        return stunBudget;
    }

    EventLoop loop() {
        return loop;
    }

    /** For the next socket, before it is bound. */
    ChannelHandler receiver() {
        return new Receiver(channels.size());
    }

    /** While the port is opened, in the order of the local addresses. */
    void add(Channel channel) {
        channels.add(channel);
    }

    /** For one packet that came in. */
    byte[] inbound() {
        return inbound;
    }

    /** For one packet that goes out. */
    byte[] outbound() {
        return outbound;
    }

    boolean isWritable(Tuple tuple) {
        return channels.get(tuple.local()).isWritable();
    }

    /**
     * Whether the outbound buffer holds one and a half times its high mark (Netty counts the excess from the low mark, half
     * the high one): somebody does not ask {@link #isWritable}.
     */
    boolean isOverfull(Tuple tuple) {
        Channel channel = channels.get(tuple.local());
        return channel.bytesBeforeWritable()
                > channel.config().getWriteBufferWaterMark().high();
    }

    /** Queues a copy of the first {@code length} bytes. */
    @SuppressWarnings("FutureReturnValueIgnored") // a void promise: failures come to exceptionCaught
    void write(byte[] bytes, int length, Tuple tuple) {
        Channel channel = channels.get(tuple.local());
        ByteBuf out = channel.alloc().directBuffer(length).writeBytes(bytes, 0, length);
        channel.write(new DatagramPacket(out, tuple.remote()), channel.voidPromise());
    }

    void flush() {
        for (Channel channel : channels) {
            channel.flush();
        }
    }

    List<Channel> channels() {
        return channels;
    }

    private final class Receiver extends ChannelInboundHandlerAdapter {
        private final int local;
        private boolean warned;
        private long warnedAt;
        private long unlogged;

        Receiver(int local) {
            this.local = local;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            try {
                DatagramPacket datagram = (DatagramPacket) message;
                demultiplexer.received(datagram.content(), new Tuple(local, datagram.sender()), LoopSockets.this);
            } finally {
                ReferenceCountUtil.release(message);
            }
        }

        /** A datagram that the kernel refuses (no route, a firewall's EPERM) concerns one peer, never the socket. */
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            if (cause instanceof IOException) {
                counters.sendErrors.increment();
            } else {
                warn(cause);
            }
        }

        /** A fault of ours, which any datagram may provoke again: one in a while is enough for the log. */
        private void warn(Throwable cause) {
            long now = System.nanoTime();
            if (warned && now - warnedAt < WARNING_INTERVAL_NANOS) {
                unlogged++;
                return;
            }
            LOG.warn(
                    "a datagram to or from a viewer was not handled ({} more since the last warning)", unlogged, cause);
            warned = true;
            warnedAt = now;
            unlogged = 0;
        }
    }
}
