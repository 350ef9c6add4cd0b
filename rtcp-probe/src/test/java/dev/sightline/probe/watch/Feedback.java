package dev.sightline.probe.watch;

import dev.sightline.probe.packet.TestPackets;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * RTCP of a media server: each argument {@code fromPort,to,toPort} is one flow of it; with a fourth word it speaks of the
 * source that the camera of that address has. As a program of its own it holds the RTP port below each, too, and one that
 * is an argument by itself, and sends five times a second until standard input ends; it prints a line once it has begun.
 */
public final class Feedback {
    private final List<Runnable> flows = new ArrayList<>();
    private int count;

    private Feedback() {}

    static Feedback to(List<String> arguments) throws IOException {
        Feedback feedback = new Feedback();
        for (String argument : arguments) {
            String[] words = argument.split(",", -1);
            if (words.length == 1) {
                continue;
            }
            DatagramSocket socket = new DatagramSocket(Integer.parseInt(words[0]));
            InetSocketAddress to = new InetSocketAddress(words[1], Integer.parseInt(words[2]));
            long camera = words.length > 3 ? InetAddress.getByName(words[3]).hashCode() & 0xffff_ffffL : 0;
            feedback.flows.add(() -> send(socket, TestPackets.feedback(camera == 0 ? 1 + feedback.count : camera), to));
        }
        return feedback;
    }

    public static void main(String[] arguments) throws Exception {
        Feedback feedback = to(List.of(arguments));
        List<DatagramSocket> media = new ArrayList<>();
        for (String argument : arguments) {
            int port = Integer.parseInt(argument.split(",", -1)[0]);
            media.add(new DatagramSocket(argument.contains(",") ? port - 1 : port));
        }
        while (System.in.available() == 0 && ProcessHandle.current().parent().isPresent()) {
            feedback.count++;
            feedback.send();
            if (feedback.count == 1) {
                System.out.println("begun");
            }
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
