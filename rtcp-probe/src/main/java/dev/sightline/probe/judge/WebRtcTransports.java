package dev.sightline.probe.judge;

import dev.sightline.probe.RecentMap;
import dev.sightline.probe.packet.Datagram;
import io.netty.buffer.ByteBuf;

/**
 * Viewers' transports, whose SRTP is no camera's RTP. One is told by its first octets (RFC 7983, 7) going both ways: one way
 * proves nothing, for a camera may keep a NAT open with STUN, and anyone may send a datagram to an open port. Not for several
 * threads.
 */
final class WebRtcTransports {
    private static final int DTLS_RECORD_HEADER = 13;
    private static final int DTLS_1_0 = 0xfeff;
    private static final int DTLS_1_2 = 0xfefd;

    private final RecentMap<SocketPair, Boolean> seen;
    private final Agreements agreements;

    /** @param most of one way that are remembered */
    WebRtcTransports(int most, Agreements agreements) {
        this.seen = new RecentMap<>(most);
        this.agreements = agreements;
    }

    /** Takes a datagram that is neither RTP nor RTCP. */
    void seen(Datagram datagram) {
        ByteBuf payload = datagram.payload();
        if (isStun(payload) || isDtls(payload)) {
            seen.put(SocketPair.of(datagram), true);
        }
    }

    private static boolean isStun(ByteBuf payload) {
        return payload.isReadable() && payload.getUnsignedByte(payload.readerIndex()) <= 3;
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

    /** A port that a camera negotiated is no viewer's, whatever is sent to it. */
    boolean contain(SocketPair pair) {
        return !agreements.hasPort(pair.destination().getPort())
                && seen.containsKey(pair)
                && seen.containsKey(pair.reversed());
    }
}
