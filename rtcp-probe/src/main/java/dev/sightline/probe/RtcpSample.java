package dev.sightline.probe;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;

/**
 * One captured datagram of RTCP, read out.
 *
 * @param at when it was captured
 * @param interfaceName on which interface
 * @param source the sender's address and port
 * @param destination the receiver's address and port
 * @param packets the packets of the compound in their order, each in words
 */
public record RtcpSample(
        Instant at,
        String interfaceName,
        InetSocketAddress source,
        InetSocketAddress destination,
        List<String> packets) {
    /** Copies the list. */
    public RtcpSample {
        packets = List.copyOf(packets);
    }
}
