package dev.sightline.relay;

import java.util.random.RandomGenerator;

/**
 * When the next regular RTCP is due. There are two parties, so the interval is not scaled by members or bandwidth; it is randomised by half
 * (RFC 3550, 6.3.1). The first report goes out without delay, which RFC 3550, 6.2, allows for unicast: cameras wait for it.
 *
 * @param meanMillis the deterministic interval
 * @param compensation what it is divided by
 */
record RtcpInterval(int meanMillis, double compensation) {
    /** RFC 3550, 6.2: the minimum where nothing else was agreed; 6.3.1 divides it by e - 3/2. */
    private static final RtcpInterval REGULAR = new RtcpInterval(5_000, Math.E - 1.5);
    /** RFC 4585, 3.4 lets AVPF report as often as the bandwidth allows; a sender that obeys REMB needs it twice a second. */
    private static final RtcpInterval FAST = new RtcpInterval(500, 1);

    static RtcpInterval of(boolean remb) {
        return remb ? FAST : REGULAR;
    }

    long nextMillis(RandomGenerator random) {
        double factor = 0.5 + random.nextDouble();
        return Math.max(1, (long) (meanMillis * factor / compensation));
    }
}
