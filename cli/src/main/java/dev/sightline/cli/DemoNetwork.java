package dev.sightline.cli;

import java.net.InetAddress;
import java.util.List;

/** Where the demo's cameras live. */
sealed interface DemoNetwork extends AutoCloseable permits LoopbackNetwork, NamespaceNetwork {
    /** This host's address for the cameras. */
    InetAddress serverAddress();

    /** The address that the cameras have. */
    InetAddress cameraAddress();

    /** The command line that runs {@code command} where the cameras are. */
    List<String> onCamera(List<String> command);

    /** One sentence for people. */
    String description();

    @Override
    void close();

    /** A namespace of their own when run by root, otherwise loopback. */
    static DemoNetwork create() throws InterruptedException {
        return "root".equals(System.getProperty("user.name")) ? NamespaceNetwork.create() : new LoopbackNetwork();
    }
}
