package dev.sightline.probe.watch;

import dev.sightline.probe.packet.TestPackets;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * RTCP of a media server: each argument {@code fromPort,to,toPort} is one flow of it. As a program of its own it holds the
 * RTP port below each, too, and sends five times a second until standard input ends.
 */
final class Feedback {
    private final List<Runnable> flows = new ArrayList<>();
    private int count;

    private Feedback() {}

    static Feedback to(List<String> arguments) throws IOException {
        Feedback feedback = new Feedback();
        for (String argument : arguments) {
            String[] words = argument.split(",", -1);
            DatagramSocket socket = new DatagramSocket(Integer.parseInt(words[0]));
            InetSocketAddress to = new InetSocketAddress(words[1], Integer.parseInt(words[2]));
            feedback.flows.add(() -> send(socket, TestPackets.feedback(1 + feedback.count), to));
        }
        return feedback;
    }

    public static void main(String[] arguments) throws Exception {
        Feedback feedback = to(List.of(arguments));
        List<DatagramSocket> media = new ArrayList<>();
        for (String argument : arguments) {
            media.add(new DatagramSocket(Integer.parseInt(argument.split(",", -1)[0]) - 1));
        }
        while (System.in.available() == 0 && ProcessHandle.current().parent().isPresent()) {
            feedback.count++;
            feedback.send();
            Thread.sleep(200);
        }
        media.forEach(DatagramSocket::close);
    }

    void send() {
        flows.forEach(Runnable::run);
    }

    private static void send(DatagramSocket socket, byte[] packet, InetSocketAddress to) {
        try {
            socket.send(new DatagramPacket(packet, packet.length, to));
        } catch (IOException refused) {
            return;
        }
    }
}
