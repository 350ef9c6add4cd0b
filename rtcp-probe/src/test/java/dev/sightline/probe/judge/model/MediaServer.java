package dev.sightline.probe.judge.model;

import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A media server with the ways of the recorded one: where it sends RTCP follows from the offer or, with COMEDIA, from one
 * RTP and one later RTCP packet of the camera, once and for all; a report before or with the first RTP is wasted.
 */
final class MediaServer {
    /** Seconds between two reports where REMB is sent: 0.26 to 0.74 in the recordings. */
    private static final double[] WITH_REMB = {0.26, 0.75};

    /** Where it is not: 3.6 and 7.4 in the recording, after one of 0.4. */
    private static final double[] WITHOUT_REMB = {3.5, 7.5};

    private static final double FIRST = 0.001;
    private static final double VALIDATED = 0.01;
    private static final double LEARNT = 0.11;

    private final Offer offer;
    private final boolean shared;
    private final Random random;
    private final InetSocketAddress offered;
    private @Nullable InetSocketAddress learnt;
    private double firstRtp = Double.NaN;
    private double nextReport = Double.NaN;
    private double lastRtp = Double.NaN;
    private int reports;

    /** @param offered where RTCP goes by the offer; of no account with COMEDIA */
    MediaServer(Offer offer, InetSocketAddress offered, boolean shared, Random random) {
        this.offer = offer;
        this.offered = offered;
        this.shared = shared;
        this.random = random;
    }

    void rtp(double at) {
        lastRtp = at;
        if (Double.isNaN(firstRtp)) {
            firstRtp = at;
            if (offer != Offer.COMEDIA && Double.isNaN(nextReport)) {
                nextReport = at + 0.5;
            }
        }
    }

    void rtcp(double at, InetSocketAddress from) {
        if (offer != Offer.COMEDIA) {
            if (reports == 0) {
                nextReport = at + FIRST;
            }
        } else if (learnt == null && !Double.isNaN(firstRtp) && at - firstRtp >= VALIDATED) {
            learnt = from;
            nextReport = at + LEARNT;
        }
    }

    /** When it sends next; NaN while it does not. */
    double nextReport() {
        return nextReport;
    }

    Optional<InetSocketAddress> destination() {
        return offer == Offer.COMEDIA ? Optional.ofNullable(learnt) : Optional.of(offered);
    }

    /** Whether the report that is due holds a REMB, which needs RTP to estimate from. */
    boolean reports(double at) {
        boolean receives = !Double.isNaN(lastRtp) && at - lastRtp < 3;
        boolean remb = offer != Offer.CAMERA_NO_REMB && receives && (offer == Offer.COMEDIA || reports > 0);
        double[] interval = offer == Offer.CAMERA_NO_REMB ? WITHOUT_REMB : WITH_REMB;
        double step = reports == 0 ? 0.42 : interval[0] + random.nextDouble() * (interval[1] - interval[0]);
        nextReport = at + step;
        reports++;
        return remb;
    }

    boolean sharesPort() {
        return shared;
    }
}
