package dev.sightline.relay;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@link ReturnPathMode#KURENTO}: what a Kurento Media Server 7.3 does. The offered address is used whatever it is; on Linux
 * {@code 0.0.0.0} is this machine. A COMEDIA section latches once, on the source of the first RTCP that comes after the RTP source
 * was validated: a report that comes before or together with the first RTP packet is wasted, and without one nothing is ever sent.
 */
final class KurentoReturnPath implements ReturnPath {
    /** RTCP within this time after the first RTP packet came too early to count. */
    static final long VALIDATION_NANOS = 15_000_000L;

    private final OfferedAddress offered;
    private @Nullable InetSocketAddress latched;
    private boolean rtpSeen;
    private long firstRtpNanos;

    KurentoReturnPath(OfferedAddress offered) {
        this.offered = offered;
    }

    @Override
    public boolean rtpFrom(InetSocketAddress source, long nowNanos) {
        if (!rtpSeen) {
            rtpSeen = true;
            firstRtpNanos = nowNanos;
        }
        return true;
    }

    @Override
    public boolean rtcpFrom(InetSocketAddress source, long nowNanos) {
        if (offered.active() && latched == null && rtpSeen && nowNanos - firstRtpNanos >= VALIDATION_NANOS) {
            latched = source;
        }
        return true;
    }

    @Override
    public Optional<InetSocketAddress> rtcpDestination() {
        if (offered.active()) {
            return Optional.ofNullable(latched);
        }
        return offered.ip().map(ip -> new InetSocketAddress(whereLinuxSends(ip), offered.rtcpPort()));
    }

    /** It latches once: a camera that comes back from elsewhere is not followed. */
    @Override
    public void ended() {}

    private static InetAddress whereLinuxSends(InetAddress ip) {
        if (!ip.isAnyLocalAddress()) {
            return ip;
        }
        return ip.getAddress().length == 4 ? NetUtil.LOCALHOST4 : NetUtil.LOCALHOST6;
    }
}
