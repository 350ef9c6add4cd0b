package dev.sightline.probe.firewall.bisect;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

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
    private static final int CAMERA_RTCP = CAMERA_RTP + 1;
    private static final int CONNECT_MILLIS = 600;
    private static final int RTP = 96;
    private static final int SENDER_REPORT = 200;
    private static final int RECEIVER_REPORT = 201;

    private final String words;

    Flow(String words) {
        this.words = words;
    }

    String words(int tcpPort) {
        return this == TCP ? words + tcpPort : words;
    }

    /**
     * Those of the server's ports at which it does not get through with the rules that are loaded now.
     *
     * @param ports ascending; at most {@link Tried#MOST}
     */
    List<Integer> lost(Replay replay, List<Integer> ports) throws IOException {
        if (this == TCP) {
            List<Integer> lost = new ArrayList<>();
            for (int port : ports) {
                if (!connects(replay, new InetSocketAddress(replay.scene().server(), port))) {
                    lost.add(port);
                }
            }
            return lost;
        }
        try (Volley volley = Volley.between(replay, this == RTP_IN ? CAMERA_RTP : CAMERA_RTCP, ports)) {
            if (this == RTP_IN) {
                return volley.lostToServer(RTP);
            }
            List<Integer> reports = volley.lostToServer(SENDER_REPORT);
            // As it goes on: the feedback is the answer to the camera's reports where these get through.
            return this == RTCP_IN ? reports : volley.lostToCamera(RECEIVER_REPORT);
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
}
