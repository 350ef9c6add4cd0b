package dev.sightline.probe.watch;

import dev.sightline.probe.PortRange;
import dev.sightline.probe.packet.TestPackets;
import dev.sightline.probe.report.WatchReport;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The media server of {@link ProbeWatchTest}, and the watch beside it: each argument {@code fromPort,to,toPort} sends
 * feedback five times a second. The watch runs for at most the seconds of the first argument, until standard input
 * ends; what it has seen up to then is printed twice a second, and last of all its report, each as one line of JSON.
 */
final class ServerSide {
    private ServerSide() {}

    public static void main(String[] arguments) throws Exception {
        List<Runnable> feedback = new ArrayList<>();
        for (int i = 2; i < arguments.length; i++) {
            String[] words = arguments[i].split(",", -1);
            DatagramSocket socket = new DatagramSocket(Integer.parseInt(words[0]));
            InetSocketAddress to = new InetSocketAddress(words[1], Integer.parseInt(words[2]));
            byte[] packet = TestPackets.feedback(1);
            feedback.add(() -> send(socket, packet, to));
        }
        ProbeWatch watch = new ProbeWatch(new WatchOptions(
                new PortRange(40_000, 40_999),
                Duration.ofSeconds(Integer.parseInt(arguments[0])),
                List.of(),
                List.of(InetAddress.getByName(arguments[1]))));
        inBackground(() -> repeat(200, () -> feedback.forEach(Runnable::run)));
        inBackground(() -> repeat(500, () -> print(watch.latest())));
        inBackground(() -> stopAtTheEndOfInput(watch));
        WatchReport report = watch.run();
        print(report);
        System.err.println(report.toText());
    }

    private static void print(WatchReport report) {
        System.out.println(report.toJson().lines().map(String::strip).collect(Collectors.joining()));
    }

    private static void stopAtTheEndOfInput(ProbeWatch watch) {
        try {
            while (System.in.read() >= 0) {
                // nothing is said on it
            }
        } catch (IOException e) {
            // ended as well
        }
        watch.stop();
    }

    private static void inBackground(Runnable task) {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
    }

    private static void repeat(long millis, Runnable task) {
        try {
            while (true) {
                task.run();
                Thread.sleep(millis);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void send(DatagramSocket socket, byte[] packet, InetSocketAddress to) {
        try {
            socket.send(new DatagramPacket(packet, packet.length, to));
        } catch (IOException refused) {
            return;
        }
    }
}
