package dev.sightline.probe.selftest;

import dev.sightline.rtp.ReceiverReport;
import dev.sightline.rtp.Remb;
import dev.sightline.rtp.ReportBlock;
import dev.sightline.rtp.RtcpCompound;
import dev.sightline.rtp.RtcpPacket;
import dev.sightline.rtp.RtpPackets;
import dev.sightline.rtp.SenderReport;
import dev.sightline.rtp.SourceDescription;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.util.List;

/** The packets of the self test, as a camera and a media server send them. */
final class MediaPackets {
    private static final long SERVER = 0x5e1f7e57L;
    private static final int PAYLOAD_TYPE = 96;
    private static final int PAYLOAD_OCTETS = 200;
    private static final int TICKS_OF_50_HZ = 90_000 / 50;

    private MediaPackets() {}

    static byte[] rtp(long ssrc, int sequence) {
        ByteBuf out = Unpooled.buffer();
        RtpPackets.writeHeader(
                out, false, PAYLOAD_TYPE, sequence & 0xffff, (long) TICKS_OF_50_HZ * sequence & 0xffff_ffffL, ssrc);
        return ByteBufUtil.getBytes(out.writeZero(PAYLOAD_OCTETS));
    }

    static byte[] senderReport(long ssrc) {
        return compound(List.of(
                new SenderReport(ssrc, 0, 0, 1, PAYLOAD_OCTETS, List.of()),
                SourceDescription.ofCname(ssrc, "sightline self test")));
    }

    /** What Kurento sends: a receiver report, a description and REMB. */
    static byte[] feedback(long ssrc) {
        return compound(List.of(
                new ReceiverReport(SERVER, List.of(new ReportBlock(ssrc, 0, 0, 1, 0, 0, 0))),
                SourceDescription.ofCname(SERVER, "sightline self test"),
                new Remb(SERVER, 1_000_000, List.of(ssrc))));
    }

    /** A receiver report about nothing: what may be sent to somebody else's device. */
    static byte[] emptyReport(long ssrc) {
        return compound(
                List.of(new ReceiverReport(ssrc, List.of()), SourceDescription.ofCname(ssrc, "sightline self test")));
    }

    private static byte[] compound(List<RtcpPacket> packets) {
        ByteBuf out = Unpooled.buffer();
        RtcpCompound.write(out, packets);
        return ByteBufUtil.getBytes(out);
    }

    /** Sends one; whether the kernel took it. */
    static boolean send(DatagramSocket socket, byte[] packet, InetSocketAddress to) {
        try {
            socket.send(new DatagramPacket(packet, packet.length, to));
            return true;
        } catch (IOException refused) {
            return false; // a closed port's answer to an earlier packet, or the kernel's own refusal
        }
    }
}
