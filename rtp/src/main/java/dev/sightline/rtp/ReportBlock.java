package dev.sightline.rtp;

import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a receiver saw of one source; part of sender and receiver reports.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                         SSRC of source                        |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * | fraction lost |       cumulative number of packets lost       |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |           extended highest sequence number received           |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                      interarrival jitter                      |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                         last SR (LSR)                         |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                   delay since last SR (DLSR)                  |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * @param fractionLost packets lost since the previous report, in 1/256 of those expected, 0 to 255
 * @param cumulativeLost packets lost since the beginning; negative when there were more duplicates than losses
 * @param highestSequence low 16 bits: highest sequence number received, high 16 bits: how often it wrapped
 * @param jitter in units of the source's RTP clock
 * @param lastSr the middle 32 bits of the last sender report's NTP time; 0 when there was none
 * @param delaySinceLastSr in 1/65536 s; 0 when there was no sender report
 * @see <a href="https://www.rfc-editor.org/rfc/rfc3550#section-6.4.1">RFC 3550, 6.4.1</a>
 */
public record ReportBlock(
        long ssrc,
        int fractionLost,
        int cumulativeLost,
        long highestSequence,
        long jitter,
        long lastSr,
        long delaySinceLastSr) {
    static final int LENGTH = 24;
    static final int MAX_LOST = 0x7f_ffff;
    static final int MIN_LOST = -0x80_0000;

    public ReportBlock {
        UnsignedField.check32(ssrc, "SSRC of a report block");
        UnsignedField.check(fractionLost, 255, "fraction lost");
        if (cumulativeLost < MIN_LOST || cumulativeLost > MAX_LOST) {
            throw new IllegalArgumentException("cumulative number of packets lost is " + cumulativeLost + ", expected "
                    + MIN_LOST + " to " + MAX_LOST + " (24 bits)");
        }
        UnsignedField.check32(highestSequence, "extended highest sequence number");
        UnsignedField.check32(jitter, "interarrival jitter");
        UnsignedField.check32(lastSr, "last SR");
        UnsignedField.check32(delaySinceLastSr, "delay since last SR");
    }

    /**
     * Round-trip time to the receiver: arrival minus LSR minus DLSR. Empty when the receiver has had no sender
     * report, or when its delay is longer than the time passed (a wrong or restarted clock).
     *
     * @param arrivalNtp when the report arrived, 64-bit NTP time of the clock that made the sender reports
     */
    public Optional<Duration> roundTrip(long arrivalNtp) {
        if (lastSr == 0) {
            return Optional.empty();
        }
        int units = (int) (NtpTime.middle32(arrivalNtp) - lastSr - delaySinceLastSr);
        return units < 0 ? Optional.empty() : Optional.of(NtpTime.fromShort(units));
    }

    static List<ReportBlock> read(int count, ByteBuf body, String packet) throws MalformedPacketException {
        if (body.readableBytes() < count * LENGTH) {
            throw new MalformedPacketException(
                    packet + ": " + count + " report blocks do not fit into " + body.readableBytes() + " octets");
        }
        List<ReportBlock> blocks = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            blocks.add(new ReportBlock(
                    body.readUnsignedInt(),
                    body.readUnsignedByte(),
                    body.readMedium(),
                    body.readUnsignedInt(),
                    body.readUnsignedInt(),
                    body.readUnsignedInt(),
                    body.readUnsignedInt()));
        }
        return blocks;
    }

    static List<ReportBlock> checked(List<ReportBlock> blocks) {
        UnsignedField.check(blocks.size(), RtcpHeader.MAX_COUNT, "number of report blocks");
        return List.copyOf(blocks);
    }

    void write(ByteBuf out) {
        out.writeInt((int) ssrc)
                .writeByte(fractionLost)
                .writeMedium(cumulativeLost)
                .writeInt((int) highestSequence)
                .writeInt((int) jitter)
                .writeInt((int) lastSr)
                .writeInt((int) delaySinceLastSr);
    }
}
