package dev.sightline.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;

/** The demo's configuration: the usual ports where they can be had, free ones otherwise, and two listed cameras. */
final class DemoConfig {
    /** Posts its session by itself. */
    static final String CAMERA_FIRST = "north-gate";
    /** Waits for the gateway's {@code play}, and insists on {@code a=direction:passive} in it. */
    static final String GATEWAY_FIRST = "loading-dock";

    static final int FIRST_MEDIA_PORT = 20_000;
    static final int LAST_MEDIA_PORT = 20_199;

    private DemoConfig() {}

    static String yaml(DemoNetwork network, Path directory) {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        String server = network.serverAddress().getHostAddress();
        String camera = network.cameraAddress().getHostAddress();
        return String.join(
                "\n",
                "listeners:",
                "  config: {address: " + server + ", port: " + portOr0(network.serverAddress(), 80) + "}",
                "  dashboard: {address: 127.0.0.1, port: " + portOr0(loopback, 5000) + "}",
                "  signaling: {address: 127.0.0.1, port: " + portOr0(loopback, 8765) + "}",
                "  management: {address: 127.0.0.1, port: " + portOr0(loopback, 9100) + "}",
                "tls: {selfSignedDirectory: '" + quoted(directory) + "'}",
                "access: {directory: '" + quoted(accessIn(directory)) + "'}",
                "media:",
                "  kurento: {uri: embedded}",
                "  relay: {mediaAddress: " + server + ", mediaPorts: " + FIRST_MEDIA_PORT + "-" + LAST_MEDIA_PORT + "}",
                "returnPath: {winnersFile: none}",
                "limits: {maxConnections: 500}",
                "cameras:",
                "  registration: closed",
                "  list:",
                "    - {id: " + CAMERA_FIRST + ", name: North gate, addresses: [" + camera + "], networks: [" + camera
                        + "/32]}",
                "    - {id: " + GATEWAY_FIRST + ", name: Loading dock, addresses: [" + camera + "], networks: ["
                        + camera + "/32], speaksFirst: gateway, requiresPassive: true, returnPath: {policy: comedia}}",
                "");
    }

    static Path accessIn(Path directory) {
        return directory.resolve("access");
    }

    private static String quoted(Path path) {
        return path.toString().replace("'", "''");
    }

    /** {@code wanted}, or 0 for a free one where it is taken or not allowed. */
    private static int portOr0(InetAddress address, int wanted) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(address, wanted));
            return wanted;
        } catch (IOException takenOrNotAllowed) {
            return 0;
        }
    }
}
