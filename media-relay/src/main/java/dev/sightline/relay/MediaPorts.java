package dev.sightline.relay;

import java.net.InetAddress;

/**
 * Where cameras send to.
 *
 * @param announced the address in answers
 * @param pairs binds the ports
 * @param counters of all of them
 */
record MediaPorts(InetAddress announced, PortPairs pairs, CameraPortCounters counters) {
    /**
     * A loopback address keeps the ports on loopback. With any other one they take packets of all interfaces, because a gateway may
     * announce another address of this machine to some cameras.
     */
    static MediaPorts of(EngineConfig config, MediaLoops loops) {
        InetAddress announced = config.mediaAddress();
        boolean keepInside = announced.isLoopbackAddress() && config.returnPath() != ReturnPathMode.KURENTO;
        InetAddress bind = keepInside ? announced : anyOf(announced);
        return new MediaPorts(
                announced, new PortPairs(loops, bind, config.minPort(), config.maxPort()), new CameraPortCounters());
    }

    private static InetAddress anyOf(InetAddress address) {
        try {
            return InetAddress.getByAddress(new byte[address.getAddress().length]);
        } catch (java.net.UnknownHostException e) {
            throw new IllegalStateException("an address of zeros always has a legal length", e);
        }
    }
}
