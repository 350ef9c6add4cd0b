package dev.sightline.relay;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * {@link ReturnPathMode#LEARN}: RTP from an IP address unlocks the ports that were offered for that address. Where the offer states a usable
 * address, only that one is taken; where it states none (unspecified, this machine's own, COMEDIA), the first source of RTP is. With
 * COMEDIA a stated address goes before every other: its owner takes its place back from whoever came first; where it is bound, nobody
 * else is taken at all. RTCP goes to the offered port of the address that RTP comes from; with COMEDIA only until the camera's own
 * comes, and to where that came from after it.
 * Since RTCP only ever goes to an address that has sent RTP, it goes to this machine only when the camera is on it.
 */
final class LearningReturnPath implements ReturnPath {
    /** How long a source must be silent before another one may take its place. */
    static final long SILENCE_NANOS = 2_000_000_000L;

    private static final int HIGHEST_PORT = 65_535;

    private final OfferedAddress offered;
    /** The only address whose packets are taken; empty when any first source is. */
    private final Optional<InetAddress> only;
    /** The address whose packets are taken whoever else sends. */
    private final Optional<InetAddress> preferred;

    private @Nullable InetSocketAddress rtpSource;
    private @Nullable InetSocketAddress rtcpSource;
    private long lastRtpNanos;

    /** Who is taken besides: on this machine, where that is where the camera was said to be. */
    private final Predicate<InetAddress> within;

    /**
     * @param isOwn tells the addresses of this machine, which a camera elsewhere cannot have
     * @param bound whether a stated address holds with COMEDIA too, {@link ReturnPathMode#BOUND}
     */
    LearningReturnPath(OfferedAddress offered, Predicate<InetAddress> isOwn, boolean bound) {
        this.offered = offered;
        this.within = bound && offered.ip().filter(isOwn).isPresent() ? isOwn : anyone -> true;
        Optional<InetAddress> usable = offered.ip().filter(ip -> isUsable(ip) && !isOwn.test(ip));
        this.only = offered.active() && !bound ? Optional.empty() : usable;
        this.preferred = usable;
    }

    @Override
    public boolean rtpFrom(InetSocketAddress source, long nowNanos) {
        InetSocketAddress known = rtpSource;
        if (known == null || !known.equals(source)) {
            boolean stillThere = known != null && nowNanos - lastRtpNanos < SILENCE_NANOS;
            if ((stillThere && !comesHome(source, known)) || !isAllowed(source)) {
                return false;
            }
            if (known == null || !known.getAddress().equals(source.getAddress())) {
                rtcpSource = null;
            }
            rtpSource = source;
        }
        lastRtpNanos = nowNanos;
        return true;
    }

    @Override
    public boolean rtcpFrom(InetSocketAddress source, long nowNanos) {
        InetSocketAddress known = rtpSource;
        if (known == null) {
            return isAllowed(source); // its report is worth reading, but nothing is sent there before RTP has come
        }
        if (!known.getAddress().equals(source.getAddress())) {
            return false;
        }
        rtcpSource = source;
        return true;
    }

    @Override
    public Optional<InetSocketAddress> rtcpDestination() {
        InetSocketAddress rtp = rtpSource;
        if (rtp == null) {
            return Optional.empty();
        }
        if (offered.active() && rtcpSource != null) {
            return Optional.of(rtcpSource);
        }
        boolean offeredItself = offered.ip().filter(rtp.getAddress()::equals).isPresent();
        if (offeredItself && offered.hasPorts()) {
            return Optional.of(new InetSocketAddress(rtp.getAddress(), offered.rtcpPort()));
        }
        if (rtcpSource != null) {
            return Optional.of(rtcpSource);
        }
        return rtp.getPort() < HIGHEST_PORT
                ? Optional.of(new InetSocketAddress(rtp.getAddress(), rtp.getPort() + 1))
                : Optional.empty();
    }

    @Override
    public void ended() {
        lastRtpNanos -= SILENCE_NANOS;
    }

    /** The stated address sends, and its place is a stranger's. */
    private boolean comesHome(InetSocketAddress source, @Nullable InetSocketAddress known) {
        return preferred.filter(source.getAddress()::equals).isPresent()
                && known != null
                && !known.getAddress().equals(source.getAddress());
    }

    private boolean isAllowed(InetSocketAddress source) {
        return only.map(source.getAddress()::equals).orElseGet(() -> within.test(source.getAddress()));
    }

    private static boolean isUsable(InetAddress ip) {
        boolean broadcast = ip.getAddress().length == 4 && ip.getAddress()[0] == (byte) 0xff;
        return !ip.isAnyLocalAddress()
                && !ip.isLoopbackAddress()
                && !ip.isMulticastAddress()
                && !ip.isLinkLocalAddress()
                && !broadcast;
    }
}
