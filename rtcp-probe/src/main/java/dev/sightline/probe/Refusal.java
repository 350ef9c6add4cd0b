package dev.sightline.probe;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;

/**
 * The network's answers (ICMP) that RTCP for a camera could not be delivered.
 *
 * @param kind {@link Cause#PORT_UNREACHABLE}, {@link Cause#HOST_UNREACHABLE}, {@link Cause#NETWORK_UNREACHABLE},
 *     {@link Cause#PROHIBITED} or {@link Cause#TIME_EXCEEDED}
 * @param reporter who said so last
 * @param interfaceName on which interface it said so
 * @param source from where the RTCP was sent
 * @param destination where it was to go
 * @param count how many such answers came
 * @param first when the first came
 * @param last when the last came
 */
public record Refusal(
        Cause kind,
        InetAddress reporter,
        String interfaceName,
        InetSocketAddress source,
        InetSocketAddress destination,
        long count,
        Instant first,
        Instant last) {}
