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
public final class Wording {
    public static final String CAMERA_STOPPED = "; then the camera stopped sending, as many do without feedback";

    private Wording() {}

    /** The literal, an IPv6 one compressed (RFC 5952). */
    public static String address(InetAddress address) {
        return NetUtil.toAddressString(address);
    }

    public static String socket(InetSocketAddress socket) {
        String host = address(socket.getAddress());
        return (socket.getAddress() instanceof Inet6Address ? "[" + host + "]" : host) + ":" + socket.getPort();
    }

    /** Seconds with one decimal. */
    public static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f", duration.toMillis() / 1_000.0);
    }

    /** "26 RTCP datagrams (REMB 24, RR 26, SDES 26)". */
    public static String counts(RtcpFlow flow) {
        return flow.datagrams() + " RTCP datagram" + (flow.datagrams() == 1 ? "" : "s") + " (" + types(flow) + ")";
    }

    public static String types(RtcpFlow flow) {
        return flow.types().entrySet().stream().map(Wording::count).collect(Collectors.joining(", "));
    }

    private static String count(Map.Entry<String, Long> type) {
        return type.getKey() + " " + type.getValue();
    }
}
