package dev.sightline.probe.watch;

import dev.sightline.probe.PortRange;
import dev.sightline.probe.packet.TestPackets;
import dev.sightline.probe.report.WatchReport;
import java.io.IOException;
import java.io.PrintStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The media server of {@link ProbeWatchTest}, and the watch beside it: each argument {@code fromPort,to,toPort} sends
 * feedback five times a second; then the watch runs for the seconds of the first argument and prints its report.
 */
final class ServerSide {
    private ServerSide() {}

    public static void main(String[] arguments) throws Exception {
        PrintStream out = System.out;
        List<Runnable> feedback = new ArrayList<>();
        for (int i = 2; i < arguments.length; i++) {
            String[] words = arguments[i].split(",", -1);
            DatagramSocket socket = new DatagramSocket(Integer.parseInt(words[0]));
            InetSocketAddress to = new InetSocketAddress(words[1], Integer.parseInt(words[2]));
            byte[] packet = TestPackets.feedback(1);
            feedback.add(() -> send(socket, packet, to));
        }
        Thread sending = new Thread(() -> repeat(feedback));
        sending.setDaemon(true);
        sending.start();
        WatchOptions options = new WatchOptions(
                new PortRange(40_000, 40_999),
                Duration.ofSeconds(Integer.parseInt(arguments[0])),
                List.of(),
                List.of(InetAddress.getByName(arguments[1])));
        WatchReport report = ProbeWatch.run(options);
        out.println(report.toJson());
        System.err.println(report.toText());
    }

    private static void repeat(List<Runnable> feedback) {
        try {
            while (true) {
                feedback.forEach(Runnable::run);
                Thread.sleep(200);
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
