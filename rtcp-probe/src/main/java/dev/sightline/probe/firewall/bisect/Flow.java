package dev.sightline.probe.firewall.bisect;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;

/** One thing that has to get through between camera and server. */
enum Flow {
    /** The camera's media. */
    RTP_IN("the camera's RTP"),
    /** The camera's own reports. */
    RTCP_IN("the camera's RTCP"),
    /** The feedback. */
    RTCP_OUT("RTCP for the camera"),
    /** A connection to one of the server's TCP ports. */
    TCP("a connection to TCP port ");

    private static final int CAMERA_RTP = 5_006;
    private static final int TRIES = 3;
    private static final int WAIT_MILLIS = 150;
    private static final int CONNECT_MILLIS = 600;
    /** A packet of the kind that rules may look at: version 2, then payload type 96 or a report's type. */
    private static final byte[] RTP = packet(96);

    private static final byte[] SENDER_REPORT = packet(200);
    private static final byte[] RECEIVER_REPORT = packet(201);

    private final String words;

    Flow(String words) {
        this.words = words;
    }

    String words(int tcpPort) {
        return this == TCP ? words + tcpPort : words;
    }

    /** Whether it gets through with the rules that are loaded now. */
    boolean passes(Replay replay, int tcpPort) throws IOException {
        InetAddress server = replay.scene().server();
        InetAddress camera = replay.scene().camera();
        int port = replay.scene().mediaPorts().first();
        InetSocketAddress cameraRtp = new InetSocketAddress(camera, CAMERA_RTP);
        InetSocketAddress cameraRtcp = new InetSocketAddress(camera, CAMERA_RTP + 1);
        InetSocketAddress serverRtp = new InetSocketAddress(server, port);
        InetSocketAddress serverRtcp = new InetSocketAddress(server, port + 1);
        return switch (this) {
            case RTP_IN -> sent(replay.camera(), cameraRtp, replay.server(), serverRtp, RTP);
            case RTCP_IN -> sent(replay.camera(), cameraRtcp, replay.server(), serverRtcp, SENDER_REPORT);
            // As it goes on: the feedback is the answer to the camera's reports where these get through.
            case RTCP_OUT ->
                (sent(replay.camera(), cameraRtcp, replay.server(), serverRtcp, SENDER_REPORT)
                                && sent(replay.server(), serverRtcp, replay.camera(), cameraRtcp, RECEIVER_REPORT))
                        || sent(replay.server(), serverRtcp, replay.camera(), cameraRtcp, RECEIVER_REPORT);
            case TCP -> connects(replay, new InetSocketAddress(server, tcpPort));
        };
    }

    private static boolean sent(
            NamespaceThread by, InetSocketAddress from, NamespaceThread at, InetSocketAddress to, byte[] packet)
            throws IOException {
        try (DatagramSocket receiver = at.call(() -> new DatagramSocket(to));
                DatagramSocket sender = by.call(() -> new DatagramSocket(from))) {
            receiver.setSoTimeout(WAIT_MILLIS);
            for (int i = 0; i < TRIES; i++) {
                if (isTaken(sender, new DatagramPacket(packet, packet.length, to)) && isReceived(receiver)) {
                    return true;
                }
            }
            return false;
        }
    }

    private static boolean isTaken(DatagramSocket sender, DatagramPacket packet) {
        try {
            sender.send(packet);
            return true;
        } catch (IOException refusedByTheFirewall) {
            return false;
        }
    }

    private static boolean isReceived(DatagramSocket receiver) throws IOException {
        try {
            receiver.receive(new DatagramPacket(new byte[64], 64));
            return true;
        } catch (SocketTimeoutException dropped) {
            return false;
        }
    }

    private static boolean connects(Replay replay, InetSocketAddress to) throws IOException {
        try (ServerSocket listening = replay.server().call(() -> new ServerSocket(to.getPort(), 1, to.getAddress()));
                Socket socket = replay.camera().call(Flow::unconnected)) {
            return isConnected(socket, to) && listening.isBound();
        }
    }

    /** The socket itself, and so its namespace, is made only when it is bound. */
    private static Socket unconnected() throws IOException {
        Socket socket = new Socket();
        socket.bind(null);
        return socket;
    }

    private static boolean isConnected(Socket socket, InetSocketAddress to) {
        try {
            socket.connect(to, CONNECT_MILLIS);
            return true;
        } catch (IOException dropped) {
            return false;
        }
    }

    private static byte[] packet(int type) {
        byte[] packet = new byte[28];
        packet[0] = (byte) 0x80;
        packet[1] = (byte) type;
        packet[3] = 6; // RTCP's length in words, less one
        return packet;
    }
}
