package dev.sightline.probe.watch;

import dev.sightline.probe.packet.TestPackets;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.pcap4j.core.PcapHandle;

/**
 * The cameras of {@link ProbeWatchTest}, in the camera's namespace: each argument {@code address,port,rtcpPort,to,toPort}
 * sends RTP fifty times a second and a sender report every second (none when {@code rtcpPort} is 0, on the RTP port
 * when it is the same) until standard input ends; with a sixth word {@code slow} RTP only twice a second, with {@code quiet} no reports. {@code tagged,…} injects VLAN-tagged frames instead, {@code doubly-tagged,…} QinQ.
 */
final class CameraSide {
    private interface Camera {
        void send(int tick) throws Exception;
    }

    private CameraSide() {}

    public static void main(String[] arguments) throws Exception {
        List<Camera> cameras = new ArrayList<>();
        for (String argument : arguments) {
            String[] words = argument.split(",", -1);
            cameras.add(words[0].endsWith("tagged") ? tagged(words) : untagged(words));
        }
        for (int tick = 0; System.in.available() == 0 && !parentIsGone(); tick++) {
            for (Camera camera : cameras) {
                camera.send(tick);
            }
            Thread.sleep(20);
        }
    }

    private static boolean parentIsGone() {
        return ProcessHandle.current().parent().map(parent -> parent.pid() == 1).orElse(true);
    }

    private static Camera untagged(String[] words) throws IOException {
        InetAddress own = InetAddress.getByName(words[0]);
        int rtcpPort = Integer.parseInt(words[2]);
        InetSocketAddress to = new InetSocketAddress(words[3], Integer.parseInt(words[4]));
        DatagramSocket rtp = new DatagramSocket(new InetSocketAddress(own, Integer.parseInt(words[1])));
        boolean shared = rtcpPort == rtp.getLocalPort();
        DatagramSocket rtcp = shared || rtcpPort == 0 ? rtp : new DatagramSocket(new InetSocketAddress(own, rtcpPort));
        InetSocketAddress rtcpTo = new InetSocketAddress(to.getAddress(), shared ? to.getPort() : to.getPort() + 1);
        long ssrc = own.hashCode() & 0xffff_ffffL;
        int every = words.length > 5 && words[5].equals("slow") ? 25 : 1;
        boolean reports = rtcpPort != 0 && !(words.length > 5 && words[5].equals("quiet"));
        return tick -> {
            if (tick % every == 0) {
                send(rtp, TestPackets.rtp(ssrc, tick / every), to);
            }
            if (reports && tick % 50 == 1) {
                send(rtcp, TestPackets.senderReport(ssrc), rtcpTo);
            }
        };
    }

    /** A port that nobody holds comes back as an error of the next call: a camera goes on all the same. */
    private static void send(DatagramSocket socket, byte[] packet, InetSocketAddress to) {
        try {
            socket.send(new DatagramPacket(packet, packet.length, to));
        } catch (IOException refused) {
            return;
        }
    }

    private static Camera tagged(String[] words) throws Exception {
        PcapHandle handle = new PcapHandle.Builder(words[1]).build();
        InetSocketAddress from = new InetSocketAddress(words[2], 5_006);
        InetSocketAddress to = new InetSocketAddress(words[3], Integer.parseInt(words[4]));
        int[] tags = words[0].equals("tagged") ? new int[] {0x8100} : new int[] {0x88a8, 0x8100};
        return tick -> handle.sendPacket(TestPackets.ethernet(tags, from, to, TestPackets.rtp(77, tick)));
    }
}
