package dev.sightline.rtp;

/**
 * The second octet of a packet, by which RTCP is told from RTP on one port.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5761#section-4">RFC 5761, 4</a>
 */
public final class RtcpType {
    private static final int FIRST = 192;
    private static final int LAST = 223;

    private RtcpType() {}

    /**
     * Whether it is a type of RTCP: RTP beside it uses no payload type that looks so with its marker.
     *
     * @param octet the second of the packet, unsigned
     */
    public static boolean isRtcp(int octet) {
        return octet >= FIRST && octet <= LAST;
    }
}
