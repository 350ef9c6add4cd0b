package dev.sightline.rtp;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/**
 * A compound packet: RTCP packets one behind the other in one datagram.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc3550#section-6.1">RFC 3550, 6.1</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5506">RFC 5506: reduced-size RTCP</a>
 */
public final class RtcpCompound {
    /** More packets than this, which fill the largest datagram of an Ethernet with headers alone, are refused. */
    static final int MAX_PACKETS = 368;

    private RtcpCompound() {}

    /**
     * Reads every packet from the reader index to the writer index. Moves no index, takes no ownership, keeps no
     * reference to {@code in}. A compound that does not begin with a report is accepted (RFC 5506), an empty one
     * is not. One malformed packet condemns the whole datagram.
     */
    public static List<RtcpPacket> read(ByteBuf in) throws MalformedPacketException {
        List<RtcpPacket> packets = new ArrayList<>(4);
        int index = in.readerIndex();
        do {
            if (packets.size() == MAX_PACKETS) {
                throw new MalformedPacketException("RTCP: more than " + MAX_PACKETS + " packets in one datagram");
            }
            RtcpHeader header = RtcpHeader.read(in, index);
            int end = index + RtcpHeader.LENGTH + header.bodyLength();
            int padding = padding(in, header, end);
            packets.add(read(header, in.slice(index + RtcpHeader.LENGTH, header.bodyLength() - padding)));
            index = end;
        } while (index < in.writerIndex());
        return List.copyOf(packets);
    }

    /** Appends the packets in their order; ownership of {@code out} stays with the caller. */
    public static void write(ByteBuf out, List<? extends RtcpPacket> packets) {
        for (RtcpPacket packet : packets) {
            packet.write(out);
        }
    }

    private static int padding(ByteBuf in, RtcpHeader header, int end) throws MalformedPacketException {
        if (!header.padded()) {
            return 0;
        }
        if (end != in.writerIndex()) {
            throw new MalformedPacketException("RTCP: only the last packet of a compound may be padded");
        }
        int padding = header.bodyLength() == 0 ? 0 : in.getUnsignedByte(end - 1);
        if (padding == 0 || padding % 4 != 0 || padding > header.bodyLength()) {
            throw new MalformedPacketException("RTCP: padding is " + padding + " octets in a body of "
                    + header.bodyLength() + ", expected a multiple of 4 that fits");
        }
        return padding;
    }

    private static RtcpPacket read(RtcpHeader header, ByteBuf body) throws MalformedPacketException {
        return switch (header.packetType()) {
            case SenderReport.PACKET_TYPE -> SenderReport.read(header.count(), body);
            case ReceiverReport.PACKET_TYPE -> ReceiverReport.read(header.count(), body);
            case SourceDescription.PACKET_TYPE -> SourceDescription.read(header.count(), body);
            case Bye.PACKET_TYPE -> Bye.read(header.count(), body);
            case Feedback.TRANSPORT, Feedback.PAYLOAD -> Feedback.read(header, body);
            default -> UnknownRtcp.read(header, body);
        };
    }
}
