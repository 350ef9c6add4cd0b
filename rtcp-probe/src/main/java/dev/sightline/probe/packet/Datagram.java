package dev.sightline.probe.packet;

import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import java.time.Instant;

/**
 * One UDP datagram as captured.
 *
 * @param at when it was captured
 * @param interfaceName on which interface
 * @param direction which way it went
 * @param source sender's address and port
 * @param destination receiver's address and port
 * @param payload what was captured behind the UDP header; on the heap and never pooled, so it needs no release
 * @param truncated whether the snap length cut the payload
 */
public record Datagram(
        Instant at,
        String interfaceName,
        Direction direction,
        InetSocketAddress source,
        InetSocketAddress destination,
        ByteBuf payload,
        boolean truncated) {

    /** Which way a datagram went on its interface. */
    public enum Direction {
        /** It arrived at this host. */
        IN,
        /** This host sent it. */
        OUT,
        /** It crossed a loopback interface: sent and received here. */
        LOCAL,
        /** Neither end is an address of this host (a bridge, a container, a mirrored port): the ports have to tell. */
        UNKNOWN
    }
}
