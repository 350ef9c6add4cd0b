package dev.sightline.cli;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;

/** Someone at another address who sends what he should not, and hears whether anyone answers. */
final class ForgedDatagrams implements AutoCloseable {
    private static final int STUN_COOKIE = 0x2112_A442;
    private static final int STUN_HEADER = 20;

    private final Random random = new Random(5);
    private final DatagramSocket socket;

    ForgedDatagrams() throws IOException {
        this(InetAddress.getByAddress(new byte[] {127, 0, 0, 3}));
    }

    ForgedDatagrams(InetAddress from) throws IOException {
        socket = new DatagramSocket(new InetSocketAddress(from, 0));
        socket.setSoTimeout(300);
    }

    void send(byte[] datagram, InetSocketAddress... to) throws IOException {
        for (InetSocketAddress each : to) {
            socket.send(new DatagramPacket(datagram, datagram.length, each));
        }
    }

    /** Whether anything came back. */
    boolean isAnswered() throws IOException {
        try {
            socket.receive(new DatagramPacket(new byte[2048], 2048));
            return true;
        } catch (SocketTimeoutException nothing) {
            return false;
        }
    }

    /** Random octets, the first as given. */
    byte[] noise(int first, int length) {
        byte[] octets = new byte[length];
        random.nextBytes(octets);
        octets[0] = (byte) first;
        return octets;
    }

    /** A binding request (RFC 8489) that is all right but for its MESSAGE-INTEGRITY, which needs the password. */
    byte[] bindingRequest(String username) {
        byte[] name = username.getBytes(StandardCharsets.US_ASCII);
        int padded = (name.length + 3) & ~3;
        ByteBuffer request = ByteBuffer.allocate(STUN_HEADER + 4 + padded + 8 + 12 + 24 + 8);
        request.putShort((short) 1)
                .putShort((short) (request.capacity() - STUN_HEADER))
                .putInt(STUN_COOKIE)
                .put(noise(7, 12));
        request.putShort((short) 0x0006).putShort((short) name.length).put(Arrays.copyOf(name, padded));
        request.putShort((short) 0x0024).putShort((short) 4).putInt(0x7e00_00ff);
        request.putShort((short) 0x802a).putShort((short) 8).putLong(random.nextLong());
        request.putShort((short) 0x0008).putShort((short) 20).put(noise(1, 20));
        CRC32 crc = new CRC32();
        crc.update(request.array(), 0, request.position());
        return request.putShort((short) 0x8028)
                .putShort((short) 4)
                .putInt((int) crc.getValue() ^ 0x5354_554e)
                .array();
    }

    /** A binding success response to a request that nobody made. */
    byte[] bindingResponse() {
        return ByteBuffer.allocate(STUN_HEADER)
                .putShort((short) 0x0101)
                .putShort((short) 0)
                .putInt(STUN_COOKIE)
                .put(noise(7, 12))
                .array();
    }

    /** RTP in the camera's name (RFC 3550, section 5.1). */
    byte[] rtp(int payloadType, int sequenceNumber, long ssrc) {
        return ByteBuffer.allocate(200)
                .put((byte) 0x80)
                .put((byte) payloadType)
                .putShort((short) sequenceNumber)
                .putInt(90_000)
                .putInt((int) ssrc)
                .put(noise(0x65, 188))
                .array();
    }

    /** A sender report in the camera's name (RFC 3550, section 6.4.1). */
    byte[] senderReport(long ssrc) {
        return ByteBuffer.allocate(28)
                .putInt(0x80c8_0006)
                .putInt((int) ssrc)
                .put(noise(1, 20))
                .array();
    }

    /** A goodbye in the camera's name (RFC 3550, section 6.6), after the empty receiver report that a compound begins with. */
    static byte[] bye(long ssrc) {
        return ByteBuffer.allocate(16)
                .putInt(0x80c9_0001)
                .putInt((int) ssrc)
                .putInt(0x81cb_0001)
                .putInt((int) ssrc)
                .array();
    }

    @Override
    public void close() {
        socket.close();
    }
}
