package dev.sightline.bench;

import dev.sightline.bench.CameraMeter.Count;
import dev.sightline.rtp.Bye;
import dev.sightline.rtp.Fir;
import dev.sightline.rtp.MalformedPacketException;
import dev.sightline.rtp.Nack;
import dev.sightline.rtp.Pli;
import dev.sightline.rtp.ReceiverReport;
import dev.sightline.rtp.Remb;
import dev.sightline.rtp.RtcpCompound;
import dev.sightline.rtp.RtcpPacket;
import dev.sightline.rtp.RtpPackets;
import dev.sightline.rtp.SenderReport;
import dev.sightline.rtp.SourceDescription;
import dev.sightline.rtp.UnknownRtcp;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts the RTCP that reaches a camera's sockets and tells the camera what it asks for. */
@Sharable
final class FeedbackReceiver extends SimpleChannelInboundHandler<DatagramPacket> {
    private static final Logger LOG = LoggerFactory.getLogger(FeedbackReceiver.class);

    private final CameraMeter meter;
    private final Listener listener;
    private final Predicate<InetSocketAddress> isExpected;

    /** Called on the camera's event loop. */
    interface Listener {
        /** A datagram of RTCP came, whatever is in it. */
        void feedback();

        void estimated(long bitsPerSecond);

        /** A keyframe is wanted. */
        void keyframeRequested();
    }

    /** @param isExpected whether a datagram's source is the media server of the answer */
    FeedbackReceiver(CameraMeter meter, Predicate<InetSocketAddress> isExpected, Listener listener) {
        this.meter = meter;
        this.isExpected = isExpected;
        this.listener = listener;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramPacket datagram) {
        if (!RtpPackets.isRtcp(datagram.content()) || !isExpected.test(datagram.sender())) {
            meter.increment(Count.STRAY_PACKETS);
            return;
        }
        try {
            List<RtcpPacket> packets = RtcpCompound.read(datagram.content());
            listener.feedback();
            packets.forEach(this::received);
        } catch (MalformedPacketException e) {
            meter.increment(Count.MALFORMED_RTCP);
            LOG.debug("malformed RTCP from {}: {}", datagram.sender(), e.getMessage());
        }
    }

    private void received(RtcpPacket packet) {
        meter.increment(countOf(packet));
        if (packet instanceof Remb remb) {
            listener.estimated(remb.bitrate());
        } else if (packet instanceof Pli || packet instanceof Fir) {
            listener.keyframeRequested();
        }
    }

    private static Count countOf(RtcpPacket packet) {
        if (packet instanceof ReceiverReport) {
            return Count.RECEIVER_REPORTS;
        } else if (packet instanceof SourceDescription) {
            return Count.SOURCE_DESCRIPTIONS;
        } else if (packet instanceof Remb) {
            return Count.REMB;
        } else if (packet instanceof Pli) {
            return Count.PLI;
        } else if (packet instanceof Fir) {
            return Count.FIR;
        } else if (packet instanceof Nack) {
            return Count.NACK;
        } else if (packet instanceof SenderReport) {
            return Count.SENDER_REPORTS;
        } else if (packet instanceof Bye) {
            return Count.BYES;
        } else if (packet instanceof UnknownRtcp) {
            return Count.OTHER_RTCP;
        }
        throw new IllegalStateException("a kind of RTCP that is not counted: " + packet);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        // ICMP errors of an earlier datagram surface here; a camera goes on sending, as real ones do.
        LOG.debug("on {}: {}", context.channel(), cause.toString());
    }
}
