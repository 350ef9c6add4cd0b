package dev.sightline.probe.judge.scene;

import dev.sightline.probe.Coverage;
import dev.sightline.probe.FirewallDrop;
import dev.sightline.probe.PortRange;
import dev.sightline.probe.clock.ClockSet;
import dev.sightline.probe.host.Host;
import dev.sightline.probe.judge.seen.WatchRules;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What all cameras have in common at the instant at which they are judged.
 *
 * @param now the instant
 * @param rules the waits
 * @param watched the media server's ports, on which is captured
 * @param watchedSince when the capture began
 * @param coverage where it sees
 * @param down until when the interfaces that are down were up
 * @param losses where it lost packets
 * @param host what the host says of itself
 * @param drops what its firewall drops, asked once
 * @param retrospective whether the capture is over: then the last verdict reached while RTP flowed stays
 * @param begunAnew because this host's clock was set
 */
public record Scene(
        Instant now,
        WatchRules rules,
        PortRange watched,
        Instant watchedSince,
        Coverage coverage,
        DownInterfaces down,
        CaptureLosses losses,
        Host host,
        List<FirewallDrop> drops,
        boolean retrospective,
        Optional<ClockSet> begunAnew) {
    private static final int FIRST_UNPRIVILEGED = 1_024;
    private static final int LAST_PORT = 65_535;

    /** Whether RTCP is captured from whatever port a translation may give it. */
    public boolean watchesEveryPort() {
        return watched.contains(FIRST_UNPRIVILEGED) && watched.contains(LAST_PORT);
    }

    /** The same at another instant. */
    public Scene at(Instant then) {
        return new Scene(
                then, rules, watched, watchedSince, coverage, down, losses, host, drops, retrospective, begunAnew);
    }

    /**
     * How long the first feedback may take for RTP that was first seen then: what flowed before the capture began may be in a
     * long gap between two reports.
     */
    public Duration patience(Instant first) {
        boolean flowedBefore = Duration.between(watchedSince, first).compareTo(WatchRules.AT_ONCE) < 0;
        return flowedBefore ? rules.lostFeedback() : rules.firstFeedback();
    }
}
