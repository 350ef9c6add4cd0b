package dev.sightline.rtp;

import io.netty.buffer.ByteBuf;
import java.util.List;

/**
 * SR: what a sender has sent, and the pair of clocks that ties its media to wall-clock time.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |V=2|P|    RC   |   PT=SR=200   |             length            |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                         SSRC of sender                        |
 * +=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+
 * |              NTP timestamp, most significant word             |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |             NTP timestamp, least significant word             |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                         RTP timestamp                         |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                     sender's packet count                     |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                      sender's octet count                     |
 * +=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+
 * |                    RC report blocks of 24                     |
 * </pre>
 *
 * A profile-specific extension behind the blocks is ignored when read.
 *
 * @param ntp 64-bit NTP time, see {@link NtpTime}
 * @param rtpTimestamp the same instant on the RTP clock of the stream, 32 bits
 * @param packets RTP packets sent so far, modulo 2^32
 * @param octets payload octets sent so far, without headers and padding, modulo 2^32
 * @param reports at most 31
 * @see <a href="https://www.rfc-editor.org/rfc/rfc3550#section-6.4.1">RFC 3550, 6.4.1</a>
 */
public record SenderReport(long ssrc, long ntp, long rtpTimestamp, long packets, long octets, List<ReportBlock> reports)
        implements RtcpPacket {
    static final int PACKET_TYPE = 200;
    private static final int FIXED_BODY = 24;

    public SenderReport {
        UnsignedField.check32(ssrc, "SSRC of a sender report");
        UnsignedField.check32(rtpTimestamp, "RTP timestamp");
        UnsignedField.check32(packets, "sender's packet count");
        UnsignedField.check32(octets, "sender's octet count");
        reports = ReportBlock.checked(reports);
    }

    static SenderReport read(int count, ByteBuf body) throws MalformedPacketException {
        if (body.readableBytes() < FIXED_BODY) {
            throw new MalformedPacketException(
                    "SR: a body of " + body.readableBytes() + " octets, expected at least " + FIXED_BODY);
        }
        return new SenderReport(
                body.readUnsignedInt(),
                body.readLong(),
                body.readUnsignedInt(),
                body.readUnsignedInt(),
                body.readUnsignedInt(),
                ReportBlock.read(count, body, "SR"));
    }

    @Override
    public void write(ByteBuf out) {
        RtcpHeader.write(out, reports.size(), PACKET_TYPE, FIXED_BODY + ReportBlock.LENGTH * reports.size());
        out.writeInt((int) ssrc)
                .writeLong(ntp)
                .writeInt((int) rtpTimestamp)
                .writeInt((int) packets)
                .writeInt((int) octets);
        reports.forEach(report -> report.write(out));
    }
}
