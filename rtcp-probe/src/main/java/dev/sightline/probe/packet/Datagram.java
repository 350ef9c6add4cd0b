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
 * @param hopLimit how many routers more it may cross (in IPv4, its time to live); 0: not known
 * @param forAnother whether its frame was for the link address of another host, so that this one's kernel discards it
 *     unless it is a bridge
 * @param ends between which stations of the link its frame went
 */
public record Datagram(
        Instant at,
        String interfaceName,
        Direction direction,
        InetSocketAddress source,
        InetSocketAddress destination,
        ByteBuf payload,
        boolean truncated,
        int hopLimit,
        boolean forAnother,
        LinkEnds ends) {

    /** A datagram of whose frame no link addresses are known. */
    public Datagram(
            Instant at,
            String interfaceName,
            Direction direction,
            InetSocketAddress source,
            InetSocketAddress destination,
            ByteBuf payload,
            boolean truncated,
            int hopLimit,
            boolean forAnother) {
        this(
                at,
                interfaceName,
                direction,
                source,
                destination,
                payload,
                truncated,
                hopLimit,
                forAnother,
                LinkEnds.UNKNOWN);
    }

    /** A datagram that came for this host, or left it. */
    public Datagram(
            Instant at,
            String interfaceName,
            Direction direction,
            InetSocketAddress source,
            InetSocketAddress destination,
            ByteBuf payload,
            boolean truncated,
            int hopLimit) {
        this(at, interfaceName, direction, source, destination, payload, truncated, hopLimit, /* forAnother= */ false);
    }

    /** A datagram whose hop limit is not known. */
    public Datagram(
            Instant at,
            String interfaceName,
            Direction direction,
            InetSocketAddress source,
            InetSocketAddress destination,
            ByteBuf payload,
            boolean truncated) {
        this(at, interfaceName, direction, source, destination, payload, truncated, 0);
    }

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
