package dev.sightline.probe.judge.seen;

import dev.sightline.probe.RecentMap;
import dev.sightline.probe.packet.Datagram;
import dev.sightline.probe.packet.Datagram.Direction;
import dev.sightline.probe.packet.WebRtcSigns;
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
        if (!WebRtcSigns.isOne(datagram)) {
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
