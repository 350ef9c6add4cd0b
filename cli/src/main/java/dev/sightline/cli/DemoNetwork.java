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

    /**
     * Makes what is needed; {@link #close} takes it away, also what was only half made.
     *
     * @throws IllegalStateException with the command that failed and what it said
     */
    void open() throws InterruptedException;

    /** A namespace of their own when run by root, otherwise loopback. Nothing is made yet. */
    static DemoNetwork choose() {
        return "root".equals(System.getProperty("user.name")) ? NamespaceNetwork.planned() : new LoopbackNetwork();
    }
}
