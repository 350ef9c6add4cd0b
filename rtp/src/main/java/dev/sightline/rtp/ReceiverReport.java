package dev.sightline.rtp;

import io.netty.buffer.ByteBuf;
import java.util.List;

/**
 * RR: what a receiver that sends no media has seen of its sources.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |V=2|P|    RC   |   PT=RR=201   |             length            |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                     SSRC of packet sender                     |
 * +=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+
 * |                    RC report blocks of 24                     |
 * </pre>
 *
 * A profile-specific extension behind the blocks is ignored when read.
 *
 * @param ssrc of the receiver
 * @param reports at most 31; none at all is a valid report
 * @see <a href="https://www.rfc-editor.org/rfc/rfc3550#section-6.4.2">RFC 3550, 6.4.2</a>
 */
public record ReceiverReport(long ssrc, List<ReportBlock> reports) implements RtcpPacket {
    static final int PACKET_TYPE = 201;

    public ReceiverReport {
        UnsignedField.check32(ssrc, "SSRC of a receiver report");
        reports = ReportBlock.checked(reports);
    }

    static ReceiverReport read(int count, ByteBuf body) throws MalformedPacketException {
        if (body.readableBytes() < 4) {
            throw new MalformedPacketException(
                    "RR: a body of " + body.readableBytes() + " octets, expected at least 4");
        }
        return new ReceiverReport(body.readUnsignedInt(), ReportBlock.read(count, body, "RR"));
    }

    @Override
    public void write(ByteBuf out) {
        RtcpHeader.write(out, reports.size(), PACKET_TYPE, 4 + ReportBlock.LENGTH * reports.size());
        out.writeInt((int) ssrc);
        reports.forEach(report -> report.write(out));
    }
}
