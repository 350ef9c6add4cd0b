package dev.sightline.relay;

import dev.sightline.rtp.RtcpCompound;
import dev.sightline.rtp.RtcpPacket;
import dev.sightline.rtp.RtpPackets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A camera of two real sockets that sends what the test says and reads the RTCP that comes back. */
final class TestCamera implements AutoCloseable {
    static final long SSRC = 1_607_797_317L;

    final DatagramSocket rtp;
    final DatagramSocket rtcp;
    private int sequence = 100;
    private long timestamp = 9_000;

    private TestCamera(DatagramSocket rtp, DatagramSocket rtcp) {
        this.rtp = rtp;
        this.rtcp = rtcp;
    }

    /** RTCP is expected at the port after the RTP one. */
    static TestCamera on(InetAddress address) {
        for (int attempt = 0; attempt < 100; attempt++) {
            try {
                DatagramSocket rtp = new DatagramSocket(new InetSocketAddress(address, 0));
                try {
                    return new TestCamera(
                            rtp, new DatagramSocket(new InetSocketAddress(address, rtp.getLocalPort() + 1)));
                } catch (IOException | IllegalArgumentException e) {
                    rtp.close();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        throw new IllegalStateException("no two ports in a row are free");
    }

    static TestCamera onLoopback() {
        return on(InetAddress.getLoopbackAddress());
    }

    /** An offer of H264 at {@code address} and these ports, with {@code more} lines for its section. */
    static String offer(String address, int port, String... more) {
        return "v=0\r\no=- 1 1 IN IP4 " + address + "\r\ns=Camera\r\nc=IN IP4 " + address + "\r\nt=0 0\r\n"
                + "m=video " + port + " RTP/AVPF 103\r\na=rtpmap:103 H264/90000\r\n"
                + "a=fmtp:103 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f\r\n"
                + (more.length == 0 ? "" : String.join("\r\n", more) + "\r\n") + "a=sendonly\r\n";
    }

    String offer(String... more) {
        return offer(rtp.getLocalAddress().getHostAddress(), rtp.getLocalPort(), more);
    }

    /** The port of the first {@code m=} line of that type. */
    static int port(String answer, String type) {
        return answer.lines()
                .filter(line -> line.startsWith("m=" + type + " "))
                .map(line -> Integer.parseInt(line.split(" ", -1)[1]))
                .findFirst()
                .orElseThrow();
    }

    /** One frame of one packet; {@code nalUnit} is its payload's first octet. */
    void sendFrame(int port, int nalUnit) {
        sendRtp(port, 103, true, sequence++, timestamp, SSRC, nalUnit);
        timestamp += 3_600;
    }

    void sendKeyframe(int port) {
        sendFrame(port, 0x65);
    }

    void sendDelta(int port) {
        sendFrame(port, 0x41);
    }

    void sendRtp(int port, int payloadType, boolean marker, int number, long time, long ssrc, int nalUnit) {
        ByteBuf packet = RtpPackets.writeHeader(Unpooled.buffer(64), marker, payloadType, number, time, ssrc);
        packet.writeByte(nalUnit).writeZero(20);
        send(rtp, packet, port);
    }

    void sendRtcp(int port, List<? extends RtcpPacket> compound) {
        ByteBuf packet = Unpooled.buffer(256);
        RtcpCompound.write(packet, compound);
        send(rtcp, packet, port);
    }

    static void send(DatagramSocket from, ByteBuf packet, int port) {
        byte[] octets = new byte[packet.readableBytes()];
        packet.readBytes(octets);
        try {
            from.send(new DatagramPacket(octets, octets.length, InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next RTCP datagram at the RTCP port; empty when none comes in time. */
    Optional<List<RtcpPacket>> receiveRtcp(Duration patience) {
        return receive(rtcp, patience);
    }

    static Optional<List<RtcpPacket>> receive(DatagramSocket socket, Duration patience) {
        try {
            DatagramPacket packet = new DatagramPacket(new byte[2_048], 2_048);
            socket.setSoTimeout((int) patience.toMillis());
            socket.receive(packet);
            return Optional.of(RtcpCompound.read(Unpooled.wrappedBuffer(packet.getData(), 0, packet.getLength())));
        } catch (SocketTimeoutException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (dev.sightline.rtp.MalformedPacketException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        rtp.close();
        rtcp.close();
    }
}
