package dev.sightline.probe.judge;

import dev.sightline.probe.clock.ClockSet;
import dev.sightline.probe.clock.HostClock;
import dev.sightline.probe.packet.Datagram;
import dev.sightline.probe.packet.IcmpError;
import dev.sightline.probe.packet.PacketListener;

/**
 * The verdicts on what is captured now. Times from before and after this host's clock was set are not to be held against
 * each other: what was seen before counts no more then. Not for several threads.
 */
public final class LiveVerdicts implements PacketListener {
    private final HostClock clock;
    private Verdicts present;

    /** @param clock who looks at it says here when it was set, before anything is judged */
    public LiveVerdicts(HostClock clock, Verdicts first) {
        this.clock = clock;
        this.present = first;
    }

    /** That clock was set. */
    public void beginAnew(ClockSet set) {
        present = present.anew(set);
    }

    /** Those that hold until the clock is set. */
    public Verdicts present() {
        return present;
    }

    @Override
    public void datagram(Datagram datagram) {
        if (clock.isOfNow(datagram.at())) {
            present.seen(datagram);
        }
    }

    @Override
    public void icmpError(IcmpError error) {
        if (clock.isOfNow(error.at())) {
            present.seen(error);
        }
    }
}
