package dev.sightline.probe.selftest;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.LoggerFactory;

/**
 * The simulated cameras, in the camera side's namespace: each sends RTP fifty times a second and a sender report once a
 * second, until the process that started this one ends.
 */
final class CameraProcess {
    private static final int RTP_A_SECOND = 50;

    /** A camera's sockets. */
    private record Camera(
            long ssrc, DatagramSocket rtp, DatagramSocket rtcp, InetSocketAddress rtpTo, InetSocketAddress rtcpTo) {
        static Camera of(Trial trial) throws IOException {
            return new Camera(
                    trial.port(),
                    new DatagramSocket(new InetSocketAddress(trial.camera(), Trial.CAMERA_RTP)),
                    new DatagramSocket(new InetSocketAddress(trial.camera(), Trial.CAMERA_RTCP)),
                    new InetSocketAddress(trial.server(), trial.port()),
                    new InetSocketAddress(trial.server(), trial.port() + 1));
        }

        void send(int tick) {
            MediaPackets.send(rtp, MediaPackets.rtp(ssrc, tick), rtpTo);
            if (tick % RTP_A_SECOND == 1) {
                MediaPackets.send(rtcp, MediaPackets.senderReport(ssrc), rtcpTo);
            }
        }
    }

    private CameraProcess() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        LoggerFactory.getILoggerFactory(); // before there are several threads, or their first words are told late
        ParentProcess.endWithIt();
        List<Camera> cameras = new ArrayList<>();
        for (Trial trial : Trial.ALL) {
            cameras.add(Camera.of(trial));
        }
        for (int tick = 0; ; tick++) {
            int now = tick;
            cameras.forEach(camera -> camera.send(now));
            Thread.sleep(1_000 / RTP_A_SECOND);
        }
    }
}
