package dev.sightline.rtp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

/**
 * An RTCP packet that this package does not read (APP, XR, transport-wide feedback and others), kept as it came.
 *
 * @param count the five bits behind version and padding: a count or a feedback message's format
 * @param packetType 0 to 255
 * @param body what follows the common header, without padding; read-only, on the heap and never pooled, so it needs
 *     no release
 * @see <a href="https://www.iana.org/assignments/rtp-parameters/rtp-parameters.xhtml">IANA: RTCP packet types</a>
 */
public record UnknownRtcp(int count, int packetType, ByteBuf body) implements RtcpPacket {

    public UnknownRtcp {
        UnsignedField.check(count, RtcpHeader.MAX_COUNT, "count of an RTCP packet");
        UnsignedField.check(packetType, 255, "RTCP packet type");
        body = Unpooled.wrappedBuffer(ByteBufUtil.getBytes(body)).asReadOnly();
    }

    static UnknownRtcp read(RtcpHeader header, ByteBuf body) {
        return new UnknownRtcp(header.count(), header.packetType(), body);
    }

    @Override
    public void write(ByteBuf out) {
        RtcpHeader.write(out, count, packetType, body.readableBytes());
        out.writeBytes(body, body.readerIndex(), body.readableBytes());
    }
}
