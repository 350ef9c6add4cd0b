package dev.sightline.probe;

import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** How addresses, counts and times are said. */
final class Wording {
    static final String CAMERA_STOPPED = "; then the camera stopped sending, as many do without feedback";

    private Wording() {}

    /** The literal, an IPv6 one compressed (RFC 5952). */
    static String address(InetAddress address) {
        return NetUtil.toAddressString(address);
    }

    static String socket(InetSocketAddress socket) {
        String host = address(socket.getAddress());
        return (socket.getAddress() instanceof Inet6Address ? "[" + host + "]" : host) + ":" + socket.getPort();
    }

    /** Seconds with one decimal. */
    static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f", duration.toMillis() / 1_000.0);
    }

    /** "26 RTCP datagrams (REMB 24, RR 26, SDES 26)". */
    static String counts(RtcpTally tally) {
        RtcpFlow flow = tally.as(RtcpFlow.Meaning.DELIVERED);
        return flow.datagrams() + " RTCP datagram" + (flow.datagrams() == 1 ? "" : "s") + " (" + types(flow) + ")";
    }

    static String types(RtcpFlow flow) {
        return flow.types().entrySet().stream().map(Wording::count).collect(Collectors.joining(", "));
    }

    private static String count(Map.Entry<String, Long> type) {
        return type.getKey() + " " + type.getValue();
    }
}
