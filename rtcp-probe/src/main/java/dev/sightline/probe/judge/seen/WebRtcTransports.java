package dev.sightline.probe.judge.seen;

import dev.sightline.probe.RecentMap;
import dev.sightline.probe.packet.Datagram;
import dev.sightline.probe.packet.Datagram.Direction;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.time.Instant;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Viewers' transports, whose SRTP is no camera's RTP. One is told by its first octets (RFC 7983, 7) going both ways: one way
 * proves nothing, for a camera may keep a NAT open with STUN, and anyone may send a datagram to an open port, in the media
 * server's name too. So the way back counts where it leaves this host, and neither way counts for longer than a viewer's
 * consent (RFC 7675, 5.1). Not for several threads.
 */
public final class WebRtcTransports {
    private static final Duration CONSENT = Duration.ofSeconds(30);
    private static final int STUN_HEADER = 20;
    private static final int STUN_COOKIE = 0x2112_a442;
    private static final int DTLS_RECORD_HEADER = 13;
    private static final int DTLS_1_0 = 0xfeff;
    private static final int DTLS_1_2 = 0xfefd;

    private final RecentMap<SocketPair, Instant> asked;
    private final RecentMap<SocketPair, Instant> answered;
    private final RecentMap<SocketPair, Instant> left;
    private final IntPredicate isAgreed;

    /**
     * @param most of one way that are remembered
     * @param isAgreed whether a camera negotiated a port of the media server
     */
    public WebRtcTransports(int most, IntPredicate isAgreed) {
        this.asked = new RecentMap<>(most);
        this.answered = new RecentMap<>(most);
        this.left = new RecentMap<>(most);
        this.isAgreed = isAgreed;
    }

    /** Takes a datagram that is neither RTP nor RTCP. Strangers, whom nobody answers, push out nobody but strangers. */
    public void seen(Datagram datagram) {
        if (!isStun(datagram) && !isDtls(datagram.payload())) {
            return;
        }
        SocketPair pair = SocketPair.of(datagram);
        if (datagram.direction() != Direction.OUT) {
            (left.containsKey(pair.reversed()) ? answered : asked).put(pair, datagram.at());
        }
        if (datagram.direction() != Direction.IN) {
            left.put(pair, datagram.at());
            Instant question = asked.remove(pair.reversed());
            if (question != null) {
                answered.put(pair.reversed(), question);
            }
        }
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

    /**
     * Whether what was sent from there to here at this time is a viewer's. A port that a camera negotiated is no viewer's,
     * whatever is sent to it.
     */
    public boolean contain(SocketPair pair, Instant at) {
        return !isAgreed.test(pair.destination().getPort())
                && isConsent(answered.get(pair), at)
                && isConsent(left.get(pair.reversed()), at);
    }

    private static boolean isConsent(@Nullable Instant given, Instant at) {
        return given != null && Duration.between(given, at).compareTo(CONSENT) <= 0;
    }
}
