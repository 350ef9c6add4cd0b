package dev.sightline.relay;

import java.net.InetAddress;
import java.util.List;

/**
 * What an engine is told once, when it starts.
 *
 * @param mediaAddress the address that answers to cameras name; a loopback one keeps the cameras' ports on loopback
 * @param candidateAddresses the addresses of the host candidates that viewers are told
 * @param webRtcPort the one UDP port of all viewers; 0 picks a free one
 * @param minPort the first UDP port for cameras; 0 with {@code maxPort} 0 means any free even/odd pair
 * @param maxPort the last UDP port for cameras, inclusive
 * @param returnPath how it is decided where a camera's RTCP goes
 * @param loops media event loops
 * @param limits the bounds of everything
 */
public record EngineConfig(
        InetAddress mediaAddress,
        List<InetAddress> candidateAddresses,
        int webRtcPort,
        int minPort,
        int maxPort,
        ReturnPathMode returnPath,
        int loops,
        EngineLimits limits) {

    /** Checks ranges; a port range must hold at least one even port followed by an odd one. */
    public EngineConfig {
        candidateAddresses = List.copyOf(candidateAddresses);
        if (candidateAddresses.isEmpty()) {
            throw new IllegalArgumentException(
                    "candidateAddresses is empty: viewers need at least one address to reach");
        }
        if (mediaAddress.isAnyLocalAddress() || mediaAddress.isMulticastAddress()) {
            throw new IllegalArgumentException("mediaAddress is " + mediaAddress.getHostAddress()
                    + ": cameras need one unicast address of this machine in the answer");
        }
        if (webRtcPort < 0 || webRtcPort > 65_535) {
            throw new IllegalArgumentException("webRtcPort is " + webRtcPort + ", expected 0 to 65535");
        }
        boolean anyPort = minPort == 0 && maxPort == 0;
        int firstEven = minPort + (minPort & 1);
        if (!anyPort && (minPort < 1 || maxPort > 65_535 || firstEven + 1 > maxPort)) {
            throw new IllegalArgumentException("the ports for cameras are " + minPort + "-" + maxPort
                    + ", expected a range within 1-65535 that holds an even port and the odd one after it");
        }
        if (loops < 1 || loops > 256) {
            throw new IllegalArgumentException("loops is " + loops + ", expected 1 to 256");
        }
    }

    /** An engine that cannot be reached from outside: everything on 127.0.0.1, any free ports, one loop per processor. */
    public static EngineConfig onLoopback() {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        int loops = Math.max(1, Math.min(Runtime.getRuntime().availableProcessors(), 32));
        return new EngineConfig(
                loopback, List.of(loopback), 0, 0, 0, ReturnPathMode.LEARN, loops, EngineLimits.DEFAULT);
    }

    /** The same with another address for cameras and, as its only candidate, for viewers. */
    public EngineConfig withMediaAddress(InetAddress address) {
        return new EngineConfig(address, List.of(address), webRtcPort, minPort, maxPort, returnPath, loops, limits);
    }

    /** The same with other host candidates for viewers. */
    public EngineConfig withCandidateAddresses(List<InetAddress> addresses) {
        return new EngineConfig(mediaAddress, addresses, webRtcPort, minPort, maxPort, returnPath, loops, limits);
    }

    /** The same with another UDP port for viewers. */
    public EngineConfig withWebRtcPort(int port) {
        return new EngineConfig(mediaAddress, candidateAddresses, port, minPort, maxPort, returnPath, loops, limits);
    }

    /** The same with another range of UDP ports for cameras. */
    public EngineConfig withMediaPorts(int first, int last) {
        return new EngineConfig(mediaAddress, candidateAddresses, webRtcPort, first, last, returnPath, loops, limits);
    }

    /** The same with another way to decide where RTCP goes. */
    public EngineConfig withReturnPath(ReturnPathMode mode) {
        return new EngineConfig(mediaAddress, candidateAddresses, webRtcPort, minPort, maxPort, mode, loops, limits);
    }

    /** The same with another number of media loops. */
    public EngineConfig withLoops(int count) {
        return new EngineConfig(
                mediaAddress, candidateAddresses, webRtcPort, minPort, maxPort, returnPath, count, limits);
    }

    /** The same with other bounds. */
    public EngineConfig withLimits(EngineLimits bounds) {
        return new EngineConfig(
                mediaAddress, candidateAddresses, webRtcPort, minPort, maxPort, returnPath, loops, bounds);
    }
}
