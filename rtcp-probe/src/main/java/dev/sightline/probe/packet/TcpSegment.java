package dev.sightline.probe.packet;

import java.net.InetSocketAddress;
import java.time.Instant;

/**
 * One segment of TCP as it was captured (RFC 9293, section 3.1).
 *
 * @param sequence of the payload's first octet; of the SYN where {@code begins}
 * @param begins whether it opens a connection
 * @param payload a copy; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
public record TcpSegment(
        Instant at,
        InetSocketAddress source,
        InetSocketAddress destination,
        int sequence,
        boolean begins,
        byte[] payload) {}
