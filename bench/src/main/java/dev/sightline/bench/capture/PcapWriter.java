package dev.sightline.bench.capture;

import dev.sightline.bench.capture.CapturePlan.Link;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes UDP datagrams into a pcap file, little-endian, microseconds. Not for several threads. */
final class PcapWriter implements AutoCloseable {
    /** Octets of the headers of IPv4 and UDP. */
    static final int IP_UDP = 28;

    private static final int PACKET_OUTGOING = 4;
    private static final int ARPHRD_ETHER = 1;
    private static final int INTERFACE = 2;
    private static final long MICROS = 1_000_000;

    private final OutputStream out;
    private final Link link;
    private final ByteBuf frame = Unpooled.buffer(2_048);

    PcapWriter(Path file, Link link) throws IOException {
        this.link = link;
        out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20);
        frame.writeIntLE(0xa1b2c3d4)
                .writeShortLE(2)
                .writeShortLE(4)
                .writeZero(8)
                .writeIntLE(262_144)
                .writeIntLE(link.linkType());
        flushFrame();
    }

    /** A datagram that the host received. */
    void received(long micros, int source, int sourcePort, int destination, int destinationPort, ByteBuf payload)
            throws IOException {
        datagram(micros, false, source, sourcePort, destination, destinationPort, payload);
    }

    /** A datagram that the host sent. */
    void sent(long micros, int source, int sourcePort, int destination, int destinationPort, ByteBuf payload)
            throws IOException {
        datagram(micros, true, source, sourcePort, destination, destinationPort, payload);
    }

    private void datagram(
            long micros,
            boolean sent,
            int source,
            int sourcePort,
            int destination,
            int destinationPort,
            ByteBuf payload)
            throws IOException {
        int length = link.header() + IP_UDP + payload.readableBytes();
        frame.writeIntLE((int) (micros / MICROS))
                .writeIntLE((int) (micros % MICROS))
                .writeIntLE(length)
                .writeIntLE(length);
        if (link == Link.ETHERNET) {
            ethernet(sent, source, destination);
        } else {
            cooked(sent, source);
        }
        ip(source, destination, payload.readableBytes());
        frame.writeShort(sourcePort)
                .writeShort(destinationPort)
                .writeShort(8 + payload.readableBytes())
                .writeShort(0)
                .writeBytes(payload);
        flushFrame();
    }

    private void ethernet(boolean sent, int source, int destination) {
        frame.writeShort(0x0200).writeInt(sent ? destination : 1);
        frame.writeShort(0x0200).writeInt(sent ? 1 : source);
        frame.writeShort(0x0800);
    }

    private void cooked(boolean sent, int source) {
        frame.writeShort(0x0800)
                .writeShort(0)
                .writeInt(INTERFACE)
                .writeShort(ARPHRD_ETHER)
                .writeByte(sent ? PACKET_OUTGOING : 0)
                .writeByte(6)
                .writeShort(0x0200)
                .writeInt(source)
                .writeShort(0);
    }

    private void ip(int source, int destination, int payload) {
        int header = frame.writerIndex();
        frame.writeShort(0x4500)
                .writeShort(IP_UDP + payload)
                .writeInt(0x4000)
                .writeShort(64 << 8 | 17)
                .writeShort(0)
                .writeInt(source)
                .writeInt(destination);
        int sum = 0;
        for (int at = header; at < header + 20; at += 2) {
            sum += frame.getUnsignedShort(at);
        }
        sum = (sum & 0xffff) + (sum >>> 16);
        frame.setShort(header + 10, ~(sum + (sum >>> 16)));
    }

    private void flushFrame() throws IOException {
        frame.readBytes(out, frame.readableBytes());
        frame.clear();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
