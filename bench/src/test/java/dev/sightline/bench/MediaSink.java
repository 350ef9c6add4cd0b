package dev.sightline.bench;

import dev.sightline.rtp.MalformedPacketException;
import dev.sightline.rtp.RtcpCompound;
import dev.sightline.rtp.RtcpPacket;
import dev.sightline.rtp.RtpPackets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** One UDP socket of a media server: keeps what comes and can send RTCP back. Takes RTP and RTCP on the same port. */
final class MediaSink implements AutoCloseable {
    private final DatagramSocket socket;
    private final Thread reader;
    final List<ByteBuf> rtp = new CopyOnWriteArrayList<>();
    final List<Rtcp> rtcp = new CopyOnWriteArrayList<>();
    private volatile @Nullable SocketAddress camera;

    record Rtcp(List<RtcpPacket> packets, SocketAddress source, long nanos) {}

    MediaSink() throws SocketException {
        socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        socket.setReceiveBufferSize(1 << 20);
        reader = new Thread(this::read, "media-sink");
        reader.start();
    }

    int port() {
        return socket.getLocalPort();
    }

    private void read() {
        byte[] buffer = new byte[2048];
        while (!socket.isClosed()) {
            try {
                DatagramPacket datagram = new DatagramPacket(buffer, buffer.length);
                socket.receive(datagram);
                ByteBuf packet = Unpooled.wrappedBuffer(Arrays.copyOf(buffer, datagram.getLength()));
                if (RtpPackets.isRtcp(packet)) {
                    rtcp.add(new Rtcp(RtcpCompound.read(packet), datagram.getSocketAddress(), System.nanoTime()));
                } else {
                    camera = datagram.getSocketAddress();
                    rtp.add(packet);
                }
            } catch (IOException | MalformedPacketException e) {
                if (!socket.isClosed()) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }

    /** Sends RTCP to where the camera's RTP came from. */
    void send(RtcpPacket... packets) throws IOException {
        ByteBuf out = Unpooled.buffer();
        RtcpCompound.write(out, List.of(packets));
        send(ByteBufUtil.getBytes(out));
    }

    void send(byte[] bytes) throws IOException {
        SocketAddress to = camera;
        if (to == null) {
            throw new IllegalStateException("no RTP has come yet");
        }
        socket.send(new DatagramPacket(bytes, bytes.length, to));
    }

    @Override
    public void close() throws InterruptedException {
        socket.close();
        reader.join();
    }
}
