package dev.sightline.cli;

import dev.sightline.rtp.ReceiverReport;
import dev.sightline.rtp.Remb;
import dev.sightline.rtp.ReportBlock;
import dev.sightline.rtp.RtcpCompound;
import dev.sightline.rtp.SourceDescription;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.util.List;

/** A media server that costs next to nothing: five times a second it reports to a camera, while the camera's RTP arrives. */
final class FeedbackEnd implements AutoCloseable {
    private static final int PAUSE_MILLIS = 200;
    private static final long SERVER = 0x5e1f7e57L;

    private final DatagramSocket rtp;
    private final DatagramSocket rtcp;
    private final byte[] feedback;
    private final InetSocketAddress camera;

    /** @param port takes RTP; RTCP leaves from the next one */
    FeedbackEnd(Host host, int port, long ssrc, InetSocketAddress cameraRtcp) {
        rtp = host.inside(() -> new DatagramSocket(port));
        rtcp = host.inside(() -> new DatagramSocket(port + 1));
        feedback = feedback(ssrc);
        camera = cameraRtcp;
        Thread thread = new Thread(this::report, "feedback");
        thread.setDaemon(true);
        thread.start();
    }

    private static byte[] feedback(long ssrc) {
        ByteBuf out = Unpooled.buffer();
        RtcpCompound.write(
                out,
                List.of(
                        new ReceiverReport(SERVER, List.of(new ReportBlock(ssrc, 0, 0, 1, 0, 0, 0))),
                        SourceDescription.ofCname(SERVER, "media server"),
                        new Remb(SERVER, 1_000_000, List.of(ssrc))));
        return ByteBufUtil.getBytes(out);
    }

    private void report() {
        DatagramPacket packet = new DatagramPacket(new byte[2_000], 2_000);
        long next = System.nanoTime();
        while (!rtp.isClosed()) {
            if (receive(packet) && System.nanoTime() - next >= 0) {
                next = System.nanoTime() + PAUSE_MILLIS * 1_000_000L;
                send();
            }
        }
    }

    private boolean receive(DatagramPacket packet) {
        try {
            rtp.setSoTimeout(PAUSE_MILLIS);
            rtp.receive(packet);
            return true;
        } catch (IOException nothing) {
            return false;
        }
    }

    /** Some firewalls tell the sender that they drop: a media server goes on all the same. */
    private boolean send() {
        try {
            rtcp.send(new DatagramPacket(feedback, feedback.length, camera));
            return true;
        } catch (IOException refused) {
            return false;
        }
    }

    @Override
    public void close() {
        rtp.close();
        rtcp.close();
    }
}
