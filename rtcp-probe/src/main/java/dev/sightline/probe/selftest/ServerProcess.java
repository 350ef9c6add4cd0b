package dev.sightline.probe.selftest;

import dev.sightline.probe.CameraVerdict;
import dev.sightline.probe.Obstacle;
import dev.sightline.probe.PortRange;
import dev.sightline.probe.RtcpFlow;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.Wording;
import dev.sightline.probe.report.WatchReport;
import dev.sightline.probe.watch.ProbeWatch;
import dev.sightline.probe.watch.WatchOptions;
import java.io.IOException;
import java.io.PrintStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/**
 * The simulated media server and the watch beside it, in the server side's namespace. Sends RTCP for each trial five times
 * a second, watches until all verdicts are as expected or the time of the first argument (milliseconds) is over, and
 * prints one trial's result a line; or {@code obstacle} with reason and cure on lines of their own.
 */
final class ServerProcess {
    private static final int FEEDBACK_MILLIS = 200;

    private ServerProcess() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        LoggerFactory.getILoggerFactory(); // before there are several threads, or their first words are told late
        ParentProcess.endWithIt();
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        for (Trial trial : Trial.ALL) {
            start(new Endpoint(trial));
        }
        WatchReport report = watch(Duration.ofMillis(Long.parseLong(arguments[0])));
        Optional<Obstacle> obstacle = report.obstacle();
        if (obstacle.isPresent()) {
            out.println("obstacle");
            out.println(obstacle.get().reason());
            out.println(obstacle.get().cure());
            return;
        }
        Trial.ALL.forEach(trial -> out.println(TrialJson.line(result(trial, report))));
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "self-test");
        thread.setDaemon(true);
        thread.start();
    }

    private static WatchReport watch(Duration most) throws InterruptedException {
        List<InetAddress> cameras = new ArrayList<>();
        for (Trial trial : Trial.ALL) {
            cameras.add(new InetSocketAddress(trial.camera(), 0).getAddress());
        }
        PortRange ports = new PortRange(Trial.FIRST_PORT, Trial.LAST_PORT);
        ProbeWatch watch = new ProbeWatch(new WatchOptions(ports, most, List.of(), cameras));
        Thread watching = new Thread(watch::run, "watch");
        watching.start();
        while (watching.isAlive() && !isComplete(watch.latest())) {
            watching.join(100);
        }
        watch.stop();
        watching.join();
        return watch.latest();
    }

    private static boolean isComplete(WatchReport report) {
        return Trial.ALL.stream().allMatch(trial -> result(trial, report).asExpected());
    }

    private static TrialResult result(Trial trial, WatchReport report) {
        Optional<CameraVerdict> found = report.cameras().stream()
                .filter(camera -> Wording.address(camera.camera()).equals(trial.camera()))
                .findFirst();
        List<RtcpFlow> flows = found.map(camera -> camera.evidence().rtcpOut()).orElse(List.of());
        return new TrialResult(
                trial.policy(),
                trial.offers(),
                trial.camera(),
                flows.stream()
                        .map(flow -> flow.interfaceName() + " for " + Wording.socket(flow.destination()))
                        .distinct()
                        .toList(),
                flows.stream().map(RtcpFlow::interfaceName).distinct().toList(),
                found.map(CameraVerdict::verdict).orElse(Verdict.UNPROVEN),
                found.map(camera -> camera.finding().reason()).orElse("nothing was seen of this camera"),
                trial.expectedInterface(),
                trial.expected());
    }

    /** The media server's sockets for one camera. */
    private static final class Endpoint implements Runnable {
        private final Trial trial;
        private final DatagramSocket rtp;
        private final DatagramSocket rtcp;
        private Optional<InetSocketAddress> to;

        Endpoint(Trial trial) throws IOException {
            this.trial = trial;
            this.rtp = new DatagramSocket(trial.port());
            this.rtcp = new DatagramSocket(trial.port() + 1);
            this.to = trial.feedbackTo().isEmpty()
                    ? Optional.empty()
                    : Optional.of(new InetSocketAddress(trial.feedbackTo(), Trial.CAMERA_RTCP));
        }

        /** RTP stays unread in its socket, which the kernel bounds; the watch sees it all the same. */
        @Override
        public void run() {
            byte[] feedback = MediaPackets.feedback(trial.port());
            DatagramPacket received = new DatagramPacket(new byte[1_500], 1_500);
            while (!rtp.isClosed()) {
                try {
                    rtcp.setSoTimeout(FEEDBACK_MILLIS);
                    rtcp.receive(received);
                    if (to.isEmpty()) {
                        to = Optional.of((InetSocketAddress) received.getSocketAddress());
                    }
                } catch (SocketTimeoutException nothing) {
                    to.ifPresent(camera -> MediaPackets.send(rtcp, feedback, camera));
                } catch (IOException closedPort) {
                    to.ifPresent(camera -> MediaPackets.send(rtcp, feedback, camera));
                }
            }
        }
    }
}
