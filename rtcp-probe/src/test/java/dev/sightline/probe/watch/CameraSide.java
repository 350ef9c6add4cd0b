package dev.sightline.probe.watch;

import dev.sightline.probe.packet.TestPackets;
import dev.sightline.rtp.RtpPackets;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pcap4j.core.PcapHandle;

/**
 * The cameras of {@link ProbeWatchTest}, in the camera's namespace: each argument {@code address,port,rtcpPort,to,toPort}
 * sends RTP fifty times a second and a sender report every second (none when {@code rtcpPort} is 0, on the RTP port
 * when it is the same) until standard input ends; with a sixth word {@code slow} RTP only twice a second, with {@code quiet} no reports. At
 * the end it tells how much RTCP each got, as {@code address count}. {@code tagged,…} injects VLAN-tagged frames instead, {@code doubly-tagged,…} QinQ.
 */
final class CameraSide {
    private interface Camera {
        void send(int tick) throws Exception;

        /** What it got, once nothing more is sent. */
        default Optional<String> got() throws IOException {
            return Optional.empty();
        }
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
        for (Camera camera : cameras) {
            camera.got().ifPresent(System.out::println);
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
        return new Camera() {
            @Override
            public void send(int tick) {
                if (tick % every == 0) {
                    CameraSide.send(rtp, TestPackets.rtp(ssrc, tick / every), to);
                }
                if (reports && tick % 50 == 1) {
                    CameraSide.send(rtcp, TestPackets.senderReport(ssrc), rtcpTo);
                }
            }

            @Override
            public Optional<String> got() throws IOException {
                int waiting = waiting(rtp) + (rtcp == rtp ? 0 : waiting(rtcp));
                return Optional.of(own.getHostAddress() + " " + waiting);
            }
        };
    }

    /** The kernel keeps what nobody read. */
    private static int waiting(DatagramSocket socket) throws IOException {
        socket.setSoTimeout(1);
        for (int count = 0; ; ) {
            try {
                DatagramPacket packet = new DatagramPacket(new byte[1_500], 1_500);
                socket.receive(packet);
                count += RtpPackets.isRtcp(Unpooled.wrappedBuffer(packet.getData(), 0, packet.getLength())) ? 1 : 0;
            } catch (SocketTimeoutException none) {
                return count;
            } catch (PortUnreachableException refused) {
                // the answer to what it sent before: what came stands behind it
            }
        }
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
