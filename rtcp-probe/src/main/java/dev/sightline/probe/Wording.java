package dev.sightline.probe;

import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.HexFormat;
import java.util.stream.Collectors;

/** How addresses, counts and times are said, and what others wrote. */
public final class Wording {
    public static final String CAMERA_STOPPED = "; then the camera stopped sending, as many do without feedback";

    private static final int MOST_INTERFACES = 8;

    private Wording() {}

    /** The literal, an IPv6 one compressed (RFC 5952). */
    public static String address(InetAddress address) {
        return NetUtil.toAddressString(address);
    }

    /** An SSRC as tcpdump and Wireshark write it. */
    public static String ssrc(long ssrc) {
        return "0x" + HexFormat.of().toHexDigits(ssrc, 8);
    }

    public static String socket(InetSocketAddress socket) {
        String host = address(socket.getAddress());
        return (socket.getAddress() instanceof Inet6Address ? "[" + host + "]" : host) + ":" + socket.getPort();
    }

    /** One line of others' text: what could steer a terminal, turn the direction of writing or stand there unseen is a question mark. */
    public static String harmless(String line) {
        return line.codePoints()
                .map(point -> isHarmful(point) ? '?' : point)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** Whether it is a control or format character, or ends a line (Unicode's categories Cc, Cf, Zl and Zp). */
    public static boolean isHarmful(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }

    /** Seconds with one decimal. */
    public static String seconds(Duration duration) {
        long millis = duration.toMillis();
        long tenths = (Math.abs(millis) + 50) / 100;
        return (millis < 0 ? "-" : "") + tenths / 10 + "." + tenths % 10;
    }

    /** The same of a time that has gone by, not rounded up: what is told as too short is not told as long enough. */
    public static String wholeTenths(Duration duration) {
        return seconds(Duration.ofMillis(duration.toMillis() / 100 * 100));
    }

    /** "26 RTCP datagrams (REMB 24, RR 26, SDES 26)". */
    public static String counts(RtcpFlow flow) {
        return flow.datagrams() + " RTCP datagram" + (flow.datagrams() == 1 ? "" : "s") + " (" + types(flow) + ")";
    }

    /** Names of interfaces in order, the first eight of them. */
    public static String interfaces(Collection<String> names) {
        return names.stream().sorted().limit(MOST_INTERFACES).collect(Collectors.joining(", "))
                + (names.size() > MOST_INTERFACES ? " …" : "");
    }

    public static String types(RtcpFlow flow) {
        StringBuilder types = new StringBuilder();
        flow.types()
                .forEach((type, count) -> types.append(types.isEmpty() ? "" : ", ")
                        .append(type)
                        .append(' ')
                        .append((long) count));
        return types.toString();
    }
}
