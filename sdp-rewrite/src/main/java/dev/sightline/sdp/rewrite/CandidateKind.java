package dev.sightline.sdp.rewrite;

import dev.sightline.sdp.Candidate;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Locale;

/** What may make a candidate useless to the other side. */
public enum CandidateKind {
    /** A name ending in {@code .local}, which only the peer's own network can look up. */
    MDNS("a name that only the peer's own network knows"),
    /** 127.0.0.0/8, ::1, and the unspecified addresses, which mean the machine that reads them. */
    LOOPBACK("an address that means whoever reads it"),
    /** 169.254.0.0/16 and fe80::/10. */
    LINK_LOCAL("an address that ends at the peer's own link"),
    /** 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 (RFC 1918) and fc00::/7 (RFC 4193). */
    PRIVATE("an address of a private network"),
    /** TCP, whatever its {@code tcptype}. */
    TCP("TCP is not wanted"),
    /** Component 2 in a section with {@code a=rtcp-mux}, where RTCP goes to component 1 (RFC 5761). */
    RTCP_UNDER_MUX("RTCP goes where RTP goes");

    private final String reason;

    CandidateKind(String reason) {
        this.reason = reason;
    }

    String reason() {
        return reason;
    }

    /** As rules are written: {@code link-local}. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether this candidate is of that kind; one of component 2 is not by itself {@link #RTCP_UNDER_MUX}. */
    public boolean covers(Candidate candidate) {
        return covers(candidate, false);
    }

    boolean covers(Candidate candidate, boolean rtcpMux) {
        return switch (this) {
            case MDNS -> candidate.isMdns();
            case TCP -> candidate.isTcp();
            case RTCP_UNDER_MUX -> rtcpMux && candidate.component() == 2;
            case LOOPBACK, LINK_LOCAL, PRIVATE ->
                candidate.inetAddress().filter(this::covers).isPresent();
        };
    }

    private boolean covers(InetAddress address) {
        return switch (this) {
            case LOOPBACK -> address.isLoopbackAddress() || address.isAnyLocalAddress();
            case LINK_LOCAL -> address.isLinkLocalAddress();
            case PRIVATE ->
                address instanceof Inet6Address
                        ? (address.getAddress()[0] & 0xfe) == 0xfc
                        : address.isSiteLocalAddress();
            case MDNS, TCP, RTCP_UNDER_MUX -> false;
        };
    }
}
