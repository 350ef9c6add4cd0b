package dev.sightline.relay.rpc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sends H264 keyframes over RTP to whatever port the last answer named, as the recorded cameras did. */
final class ReplayedCamera implements AutoCloseable {
    private static final Pattern VIDEO = Pattern.compile("m=video ([0-9]+) RTP/\\S+ ([0-9]+)");
    private static final byte[] KEYFRAME = {0x65, 1, 2, 3, 4, 5, 6, 7};

    private final DatagramSocket socket;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private volatile Optional<Target> target = Optional.empty();
    private short sequence;
    private int timestamp;

    private record Target(InetSocketAddress address, int payloadType) {}

    ReplayedCamera() {
        try {
            socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var unused = clock.scheduleAtFixedRate(this::frame, 0, 20, TimeUnit.MILLISECONDS);
    }

    int port() {
        return socket.getLocalPort();
    }

    /** From now on media goes where {@code answer} says. */
    void sendTo(String answer) {
        Matcher video = VIDEO.matcher(answer);
        if (video.find()) {
            int port = Integer.parseInt(video.group(1));
            target = Optional.of(new Target(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port), Integer.parseInt(video.group(2))));
        }
    }

    private void frame() {
        target.ifPresent(to -> {
            byte[] packet = ByteBuffer.allocate(12 + KEYFRAME.length)
                    .put((byte) 0x80)
                    .put((byte) (0x80 | to.payloadType()))
                    .putShort(sequence++)
                    .putInt(timestamp += 1800)
                    .putInt(1607797317)
                    .put(KEYFRAME)
                    .array();
            try {
                socket.send(new DatagramPacket(packet, packet.length, to.address()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @Override
    public void close() throws InterruptedException {
        clock.shutdownNow();
        if (!clock.awaitTermination(5, TimeUnit.SECONDS)) {
            throw new AssertionError("the camera does not stop");
        }
        socket.close();
    }
}
