package dev.sightline.cli;

import java.net.InetAddress;
import java.util.List;

/** The cameras are processes of this host: nothing leaves it, so feedback cannot be proven on a link. */
record LoopbackNetwork() implements DemoNetwork {
    @Override
    public InetAddress serverAddress() {
        return InetAddress.getLoopbackAddress();
    }

    @Override
    public InetAddress cameraAddress() {
        return InetAddress.getLoopbackAddress();
    }

    @Override
    public List<String> onCamera(List<String> command) {
        return command;
    }

    @Override
    public String description() {
        return "on loopback (run as root they get a network of their own, and the probe can prove their feedback)";
    }

    @Override
    public void open() {
        // it is always there
    }

    @Override
    public void close() {
        // nothing was made
    }
}
