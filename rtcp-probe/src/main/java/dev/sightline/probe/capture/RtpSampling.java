package dev.sightline.probe.capture;

import java.time.Duration;

/**
 * Whether the kernel hands over all RTP of an interface, or a sample. All of it costs too much where hundreds of cameras
 * send; a sample shows a camera of a few packets a second so seldom that it looks like none. So it depends on how much
 * there is: it begins with a sample, for the first moment may be a flood. Not for several threads.
 */
final class RtpSampling {
    private static final Duration PERIOD = Duration.ofMillis(500);

    /** Each change takes the kernel a moment in which it may miss a packet: once there was much, it may come again. */
    private static final int CALM_PERIODS = 10;

    private final int fraction;
    private final long most;
    private int now;
    private int calm = CALM_PERIODS;
    private long begun;
    private long captured;

    /**
     * @param fraction of a sample: one packet in so many
     * @param most packets a second that may be captured whole
     * @param nanos the time ({@link System#nanoTime})
     */
    RtpSampling(int fraction, int most, long nanos) {
        this.fraction = fraction;
        this.most = most * PERIOD.toMillis() / 1_000;
        this.now = fraction;
        this.begun = nanos;
    }

    /** One packet in so many passes now; 1: all do. */
    int now() {
        return now;
    }

    boolean isSampling() {
        return now > 1;
    }

    /** A packet of RTP was captured. */
    void captured() {
        captured++;
    }

    /** Whether it changes now. */
    boolean changesAt(long nanos) {
        if (!isSampling() && captured > most) {
            return become(fraction, nanos);
        }
        if (nanos - begun < PERIOD.toNanos()) {
            return false;
        }
        calm = captured * now <= most / 2 ? calm + 1 : 0;
        begun = nanos;
        captured = 0;
        return isSampling() && calm >= CALM_PERIODS && become(1, nanos);
    }

    private boolean become(int next, long nanos) {
        now = next;
        calm = 0;
        begun = nanos;
        captured = 0;
        return true;
    }
}
