package dev.sightline.cli;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Two hosts joined by one Ethernet link: a camera's and a server's. Needs root. Closing it takes both away. */
final class Link implements AutoCloseable {
    private static final AtomicInteger COUNT = new AtomicInteger();

    /** The server's interface to the camera. */
    static final String SERVER_END = "cameras";

    final String cameraAddress;
    final String serverAddress;
    private final Host camera;
    private final Host server;

    private Link(int subnet) {
        cameraAddress = "10.77." + subnet + ".2";
        serverAddress = "10.77." + subnet + ".1";
        camera = Host.up("camera" + subnet);
        server = Host.up("server" + subnet);
    }

    static Link up() {
        Link link = new Link(COUNT.incrementAndGet());
        try {
            link.server.link(SERVER_END, link.camera, "server");
            link.server.ip("address add " + link.serverAddress + "/24 dev " + SERVER_END);
            link.camera.ip("address add " + link.cameraAddress + "/24 dev server");
        } catch (RuntimeException problem) {
            link.close();
            throw problem;
        }
        return link;
    }

    /** The command line that runs {@code command} on the camera's host. */
    List<String> onCamera(List<String> command) {
        return camera.command(command);
    }

    /** The command line that runs {@code command} on the server's host. */
    List<String> onServer(List<String> command) {
        return server.command(command);
    }

    @Override
    public void close() {
        camera.close();
        server.close();
    }
}
