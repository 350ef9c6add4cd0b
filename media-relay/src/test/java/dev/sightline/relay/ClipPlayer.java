package dev.sightline.relay;

import dev.sightline.rtp.Fir;
import dev.sightline.rtp.NtpTime;
import dev.sightline.rtp.Pli;
import dev.sightline.rtp.RtcpPacket;
import dev.sightline.rtp.RtpPackets;
import dev.sightline.rtp.SenderReport;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A camera that sends a real H.264 clip again and again, 25 frames a second, with sender reports, and a keyframe when it is asked for one.
 * Every NAL unit of the clip fits one packet.
 */
final class ClipPlayer implements AutoCloseable {
    private static final int IDR = 5;
    private static final int SLICE = 1;

    final TestCamera camera = TestCamera.onLoopback();
    final AtomicInteger keyframeRequests = new AtomicInteger();
    private final List<byte[]> units = clip();
    private final long ssrc;
    private final Thread sender;
    private volatile boolean stopped;
    private int sequence;
    private long packets;

    ClipPlayer(int port, long ssrc, int firstSequence) {
        this.ssrc = ssrc;
        this.sequence = firstSequence;
        this.sender = new Thread(() -> play(port), "clip");
        sender.start();
    }

    private void play(int port) {
        int unit = 0;
        for (int frame = 0; !stopped; frame++) {
            long timestamp = frame * 3_600L;
            if (frame % 25 == 1) {
                long ntp = NtpTime.fromMillis(System.currentTimeMillis());
                camera.sendRtcp(port + 1, List.of(new SenderReport(ssrc, ntp, timestamp, packets, 0, List.of())));
            }
            boolean ended = false;
            while (!ended) {
                byte[] octets = units.get(unit % units.size());
                ended = type(octets) == IDR || type(octets) == SLICE;
                send(port, octets, ended, timestamp);
                unit++;
            }
            Optional<List<RtcpPacket>> feedback = camera.receiveRtcp(Duration.ofMillis(40));
            if (feedback.isPresent() && feedback.get().stream().anyMatch(ClipPlayer::asksForKeyframe)) {
                keyframeRequests.incrementAndGet();
                unit = 0; // the clip begins with one
            }
        }
    }

    private void send(int port, byte[] octets, boolean marker, long timestamp) {
        ByteBuf packet =
                RtpPackets.writeHeader(Unpooled.buffer(1_500), marker, 103, sequence++ & 0xffff, timestamp, ssrc);
        TestCamera.send(camera.rtp, packet.writeBytes(octets), port);
        packets++;
    }

    private static boolean asksForKeyframe(RtcpPacket packet) {
        return packet instanceof Pli || packet instanceof Fir;
    }

    private static int type(byte[] unit) {
        return unit[0] & 0x1f;
    }

    /** The NAL units between the start codes (ITU-T H.264, annex B). */
    private static List<byte[]> clip() {
        try (InputStream in = Objects.requireNonNull(ClipPlayer.class.getResourceAsStream("/clip.h264"))) {
            byte[] all = in.readAllBytes();
            List<byte[]> units = new ArrayList<>();
            int start = -1;
            for (int i = 0; i + 2 < all.length; i++) {
                if (all[i] == 0 && all[i + 1] == 0 && all[i + 2] == 1) {
                    if (start >= 0) {
                        units.add(java.util.Arrays.copyOfRange(all, start, all[i - 1] == 0 ? i - 1 : i));
                    }
                    start = i + 3;
                }
            }
            units.add(java.util.Arrays.copyOfRange(all, start, all.length));
            return units;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws InterruptedException {
        stopped = true;
        sender.join();
        camera.close();
    }
}
