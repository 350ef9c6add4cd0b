package dev.sightline.probe.packet;

import dev.sightline.rtp.ReceiverReport;
import dev.sightline.rtp.Remb;
import dev.sightline.rtp.ReportBlock;
import dev.sightline.rtp.RtcpCompound;
import dev.sightline.rtp.RtpPackets;
import dev.sightline.rtp.SenderReport;
import dev.sightline.rtp.SourceDescription;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.util.List;

/** Packets as cameras and media servers send them. */
public final class TestPackets {
    static final long SERVER_SSRC = 0x5e12e12eL;

    private TestPackets() {}

    public static byte[] rtp(long ssrc, int sequence) {
        ByteBuf out = Unpooled.buffer();
        RtpPackets.writeHeader(out, false, 96, sequence & 0xffff, 3_000L * sequence, ssrc)
                .writeZero(40);
        return ByteBufUtil.getBytes(out);
    }

    public static byte[] senderReport(long ssrc) {
        ByteBuf out = Unpooled.buffer();
        RtcpCompound.write(
                out,
                List.of(new SenderReport(ssrc, 0, 0, 10, 400, List.of()), SourceDescription.ofCname(ssrc, "camera")));
        return ByteBufUtil.getBytes(out);
    }

    /** What Kurento sends: RR, SDES and REMB. */
    public static byte[] feedback(long mediaSsrc) {
        return feedback(mediaSsrc, 1);
    }

    /** An empty report, and a bitrate for a source. */
    public static byte[] bitrateAlone(long mediaSsrc) {
        ByteBuf out = Unpooled.buffer();
        RtcpCompound.write(
                out,
                List.of(
                        new ReceiverReport(SERVER_SSRC, List.of()),
                        new Remb(SERVER_SSRC, 1_000_000, List.of(mediaSsrc))));
        return ByteBufUtil.getBytes(out);
    }

    /** What a media server sends that gets nothing. */
    public static byte[] emptyReport() {
        ByteBuf out = Unpooled.buffer();
        RtcpCompound.write(
                out,
                List.of(new ReceiverReport(SERVER_SSRC, List.of()), SourceDescription.ofCname(SERVER_SSRC, "server")));
        return ByteBufUtil.getBytes(out);
    }

    /** The same from a media server that got RTP up to this sequence number. */
    public static byte[] feedback(long mediaSsrc, long highestSequence) {
        ByteBuf out = Unpooled.buffer();
        RtcpCompound.write(
                out,
                List.of(
                        new ReceiverReport(
                                SERVER_SSRC, List.of(new ReportBlock(mediaSsrc, 0, 0, highestSequence, 0, 0, 0))),
                        SourceDescription.ofCname(SERVER_SSRC, "server"),
                        new Remb(SERVER_SSRC, 1_000_000, List.of(mediaSsrc))));
        return ByteBufUtil.getBytes(out);
    }

    /** A frame with the given VLAN tags, each a protocol id and a VLAN id; checksums are left out. */
    public static byte[] ethernet(int[] tagProtocols, InetSocketAddress from, InetSocketAddress to, byte[] payload) {
        ByteBuf out = Unpooled.buffer();
        out.writeBytes(new byte[] {-1, -1, -1, -1, -1, -1, 2, 0, 0, 0, 0, 7});
        for (int protocol : tagProtocols) {
            out.writeShort(protocol).writeShort(42);
        }
        boolean ipv4 = from.getAddress() instanceof Inet4Address;
        out.writeShort(ipv4 ? 0x0800 : 0x86dd);
        return ByteBufUtil.getBytes(out.writeBytes(ip(from, to, payload)));
    }

    /** An IP packet without link header. */
    public static byte[] ip(InetSocketAddress from, InetSocketAddress to, byte[] payload) {
        ByteBuf out = Unpooled.buffer();
        int udpLength = 8 + payload.length;
        if (from.getAddress() instanceof Inet4Address) {
            out.writeShort(0x4500)
                    .writeShort(20 + udpLength)
                    .writeInt(0)
                    .writeShort(64 << 8 | 17)
                    .writeShort(0);
            writeIpv4Checksum(out, from, to);
        } else {
            out.writeInt(6 << 28).writeShort(udpLength).writeShort(17 << 8 | 64);
        }
        out.writeBytes(from.getAddress().getAddress())
                .writeBytes(to.getAddress().getAddress());
        out.writeShort(from.getPort())
                .writeShort(to.getPort())
                .writeShort(udpLength)
                .writeShort(0);
        return ByteBufUtil.getBytes(out.writeBytes(payload));
    }

    private static void writeIpv4Checksum(ByteBuf header, InetSocketAddress from, InetSocketAddress to) {
        ByteBuf words = Unpooled.buffer()
                .writeBytes(header.duplicate())
                .writeBytes(from.getAddress().getAddress())
                .writeBytes(to.getAddress().getAddress());
        int sum = 0;
        while (words.isReadable()) {
            sum += words.readUnsignedShort();
        }
        sum = (sum & 0xffff) + (sum >>> 16);
        header.setShort(10, ~(sum + (sum >>> 16)));
    }
}
