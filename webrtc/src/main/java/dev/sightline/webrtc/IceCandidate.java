package dev.sightline.webrtc;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;

/**
 * One transport address where an agent may be reached (RFC 8839, section 5.1).
 *
 * @param foundation groups candidates of one base and type, 1 to 32 characters
 * @param component 1 for RTP (and RTCP, which is multiplexed)
 * @param transport {@code udp} or {@code tcp}, lower case
 * @param priority 1 to 2^31 - 1
 * @param address an IP literal, or a name such as {@code 0b4c….local} behind which a browser hides its address
 * @param port 0 to 65535
 * @param type {@code host}, {@code srflx}, {@code prflx} or {@code relay}
 */
public record IceCandidate(
        String foundation, int component, String transport, long priority, String address, int port, String type) {
    private static final int MAX_LENGTH = 512;

    /**
     * Reads a candidate, with or without its {@code candidate:} or {@code a=candidate:}. Extensions are ignored.
     *
     * @return empty when it is not one: a peer's bad candidate is no reason to lose the peer
     */
    public static Optional<IceCandidate> parse(String text) {
        String line = text.strip();
        if (line.startsWith("a=")) {
            line = line.substring(2);
        }
        if (line.startsWith("candidate:")) {
            line = line.substring("candidate:".length());
        }
        String[] words = line.length() > MAX_LENGTH ? new String[0] : line.split(" +");
        if (words.length < 8 || !words[6].equals("typ") || !words[0].matches("[A-Za-z0-9+/]{1,32}")) {
            return Optional.empty();
        }
        try {
            int component = Integer.parseUnsignedInt(words[1]);
            long priority = Long.parseLong(words[3]);
            int port = Integer.parseInt(words[5]);
            boolean sane = component >= 1 && component <= 256 && priority > 0 && priority < 1L << 32;
            if (!sane || port < 0 || port > 65535 || !words[7].matches("host|srflx|prflx|relay")) {
                return Optional.empty();
            }
            String transport = words[2].toLowerCase(Locale.ROOT);
            return Optional.of(new IceCandidate(words[0], component, transport, priority, words[4], port, words[7]));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** A candidate of our own: {@code precedence} 0 is the address that we would rather be reached at. */
    static IceCandidate host(InetAddress address, int port, int precedence) {
        return new IceCandidate(
                Integer.toString(precedence + 1),
                1,
                "udp",
                priority(Type.HOST, precedence),
                NetUtil.toAddressString(address),
                port,
                "host");
    }

    /** Recommended formula of RFC 8445, section 5.1.2.1, for component 1. */
    static long priority(Type type, int precedence) {
        return ((long) type.preference << 24) + ((65535L - precedence) << 8) + 255;
    }

    /** The address to send to; empty for a name (it is never resolved), TCP, and what cannot be a peer's address. */
    Optional<InetSocketAddress> socketAddress() {
        byte[] octets = NetUtil.createByteArrayFromIpAddressString(address);
        if (octets == null || port == 0 || !transport.equals("udp") || component != 1) {
            return Optional.empty();
        }
        try {
            InetAddress ip = InetAddress.getByAddress(octets);
            boolean unicast = !ip.isAnyLocalAddress() && !ip.isMulticastAddress() && (octets[0] & 0xFF) != 255;
            return unicast ? Optional.of(new InetSocketAddress(ip, port)) : Optional.empty();
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /** As it is trickled: {@code candidate:…}, without {@code a=}. */
    @Override
    public String toString() {
        return "candidate:" + foundation + " " + component + " " + transport + " " + priority + " " + address + " "
                + port + " typ " + type;
    }

    /** Type preferences of RFC 8445, section 5.1.2.2. */
    enum Type {
        HOST(126),
        PEER_REFLEXIVE(110);

        private final int preference;

        Type(int preference) {
            this.preference = preference;
        }
    }
}
