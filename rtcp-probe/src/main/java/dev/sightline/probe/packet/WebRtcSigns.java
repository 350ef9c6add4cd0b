package dev.sightline.probe.packet;

import io.netty.buffer.ByteBuf;

/** Tells by its first octets what WebRTC sends besides media and RTCP (RFC 7983, 7). */
public final class WebRtcSigns {
    private static final int STUN_HEADER = 20;
    private static final int STUN_COOKIE = 0x2112_a442;
    private static final int DTLS_RECORD_HEADER = 13;
    private static final int DTLS_1_0 = 0xfeff;
    private static final int DTLS_1_2 = 0xfefd;

    private WebRtcSigns() {}

    /** Whether this is STUN or DTLS. */
    public static boolean isOne(Datagram datagram) {
        return isStun(datagram) || isDtls(datagram.payload());
    }

    /** A message with its header (RFC 8489, 5), as far as it was captured. */
    private static boolean isStun(Datagram datagram) {
        ByteBuf payload = datagram.payload();
        int start = payload.readerIndex();
        return payload.isReadable()
                && payload.getUnsignedByte(start) <= 3
                && (payload.readableBytes() < STUN_HEADER
                        ? datagram.truncated()
                        : payload.getInt(start + 4) == STUN_COOKIE);
    }

    /** A handshake is sent in records that have a version: of DTLS 1.0 and 1.2 (RFC 6347, 4.1; so does 1.3, RFC 9147). */
    private static boolean isDtls(ByteBuf payload) {
        if (payload.readableBytes() < DTLS_RECORD_HEADER) {
            return false;
        }
        int type = payload.getUnsignedByte(payload.readerIndex());
        int version = payload.getUnsignedShort(payload.readerIndex() + 1);
        return type >= 20 && type <= 63 && (version == DTLS_1_0 || version == DTLS_1_2);
    }
}
