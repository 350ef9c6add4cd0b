package dev.sightline.webrtc;

import dev.sightline.rtp.RtcpType;

/** What SRTP needs to know of a packet in a work array. */
final class RtpOctets {
    private static final int FIXED_HEADER = 12;
    private static final int RTCP_HEADER = 8;

    private RtpOctets() {}

    /** RFC 5761, section 4: packet types 192 to 223 are RTCP's. @throws SrtpException when it is neither */
    static boolean isRtcp(byte[] packet, int length) throws SrtpException {
        if (length < RTCP_HEADER || (packet[0] & 0xC0) != 0x80) {
            throw new SrtpException("packet of " + length + " bytes is neither RTP nor RTCP");
        }
        int type = packet[1] & 0xFF;
        return RtcpType.isRtcp(type);
    }

    /** With contributing sources and extension (RFC 3550, sections 5.1 and 5.3.1). */
    static int headerLength(byte[] packet, int length) throws SrtpException {
        int header = FIXED_HEADER + 4 * (packet[0] & 0x0F);
        if ((packet[0] & 0x10) != 0 && header + 4 <= length) {
            header += 4 + 4 * Octets.int16(packet, header + 2);
        } else if ((packet[0] & 0x10) != 0) {
            header += 4;
        }
        if (header > length) {
            throw new SrtpException("RTP header needs " + header + " bytes of a packet of " + length);
        }
        return header;
    }
}
