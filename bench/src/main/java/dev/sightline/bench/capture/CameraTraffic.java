package dev.sightline.bench.capture;

import dev.sightline.rtp.ReceiverReport;
import dev.sightline.rtp.Remb;
import dev.sightline.rtp.ReportBlock;
import dev.sightline.rtp.RtcpCompound;
import dev.sightline.rtp.RtpPackets;
import dev.sightline.rtp.SenderReport;
import dev.sightline.rtp.SourceDescription;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.List;
import java.util.Random;

/** What one camera and the media server send each other. */
final class CameraTraffic {
    private static final int PACKETS_PER_FRAME = 9;
    private static final int TICKS_PER_FRAME = 3_000;
    private static final int VIDEO = 96;
    private static final int SERVER = 0x0a4d0001;
    private static final int CAMERA_PORT = 5_006;
    private static final int FIRST_SERVER_PORT = 40_000;

    private final int number;
    private final int rate;
    private final int address;
    private final int serverPort;
    private final long ssrc;
    private final long serverSsrc;
    private final int firstSequence;
    private final ByteBuf payload;
    private final ByteBuf packet = Unpooled.buffer(2_048);
    private long sent;

    /**
     * @param size octets of an RTP packet
     * @param rate turns in a second
     */
    CameraTraffic(int number, int size, int rate) {
        this.rate = rate;
        this.number = number;
        Random random = new Random(number);
        address = 0x0a4e0000 + ((number / 250) << 8) + number % 250 + 1;
        serverPort = FIRST_SERVER_PORT + 2 * number;
        ssrc = random.nextInt() & 0xffff_ffffL;
        serverSsrc = random.nextInt() & 0xffff_ffffL;
        firstSequence = random.nextInt(65_536);
        byte[] content = new byte[size - RtpPackets.FIXED_HEADER_LENGTH];
        random.nextBytes(content);
        payload = Unpooled.wrappedBuffer(content);
    }

    /**
     * Writes what is sent in one turn.
     *
     * @param most how many frames may be written
     * @return how many were
     */
    int send(PcapWriter out, long at, long round, long most) throws IOException {
        int written = 1;
        rtp(out, at);
        if (written < most && CaptureGenerator.reportIsDue(round, number, rate)) {
            senderReport(out, at + 20);
            written++;
        }
        if (written < most && CaptureGenerator.feedbackIsDue(round, number, rate)) {
            feedback(out, at + 40);
            written++;
        }
        return written;
    }

    private void rtp(PcapWriter out, long at) throws IOException {
        boolean lastOfFrame = sent % PACKETS_PER_FRAME == PACKETS_PER_FRAME - 1;
        int sequence = (int) (firstSequence + sent) & 0xffff;
        packet.clear();
        RtpPackets.writeHeader(packet, lastOfFrame, VIDEO, sequence, timestamp(), ssrc)
                .writeBytes(payload.duplicate());
        out.received(at, address, CAMERA_PORT, SERVER, serverPort, packet);
        sent++;
    }

    private long timestamp() {
        return sent / PACKETS_PER_FRAME * TICKS_PER_FRAME;
    }

    private void senderReport(PcapWriter out, long at) throws IOException {
        SenderReport report =
                new SenderReport(ssrc, at, timestamp() & 0xffff_ffffL, sent, sent * payload.readableBytes(), List.of());
        packet.clear();
        RtcpCompound.write(packet, List.of(report, SourceDescription.ofCname(ssrc, "camera" + number)));
        out.received(at, address, CAMERA_PORT + 1, SERVER, serverPort + 1, packet);
    }

    private void feedback(PcapWriter out, long at) throws IOException {
        ReportBlock block = new ReportBlock(ssrc, 0, 0, (firstSequence + sent) & 0xffff, 0, 0, 0);
        packet.clear();
        RtcpCompound.write(
                packet,
                List.of(
                        new ReceiverReport(serverSsrc, List.of(block)),
                        SourceDescription.ofCname(serverSsrc, "server"),
                        new Remb(serverSsrc, 2_000_000, List.of(ssrc))));
        out.sent(at, SERVER, serverPort + 1, address, CAMERA_PORT + 1, packet);
    }
}
