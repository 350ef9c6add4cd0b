package dev.sightline.relay;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands each datagram of one socket on; the datagram is released afterwards. */
final class DatagramReader extends SimpleChannelInboundHandler<DatagramPacket> {
    private static final Logger LOG = LoggerFactory.getLogger(DatagramReader.class);

    private static final Duration WARNING_INTERVAL = Duration.ofSeconds(10);

    private final EventInterval warnings = new EventInterval(WARNING_INTERVAL);
    private final Consumer<DatagramPacket> reader;

    DatagramReader(Consumer<DatagramPacket> reader) {
        this.reader = reader;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramPacket datagram) {
        reader.accept(datagram);
    }

    /** One bad datagram, or an ICMP answer to one of ours, is no reason to close a camera's port; what is no I/O is our fault. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof IOException) {
            LOG.debug("Reading from {} failed", context.channel(), cause);
        } else if (warnings.passes(MediaTime.now())) {
            LOG.warn("A datagram at {} could not be dealt with and was dropped", context.channel(), cause);
        }
    }
}
