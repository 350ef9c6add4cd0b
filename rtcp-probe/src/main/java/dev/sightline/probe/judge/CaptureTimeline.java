package dev.sightline.probe.judge;

import dev.sightline.probe.CameraVerdict;
import dev.sightline.probe.Coverage;
import dev.sightline.probe.PortRange;
import dev.sightline.probe.host.Firewall;
import dev.sightline.probe.host.Host;
import dev.sightline.probe.host.Ipsec;
import dev.sightline.probe.judge.seen.Unjudged;
import dev.sightline.probe.judge.seen.WatchRules;
import dev.sightline.probe.packet.Datagram;
import dev.sightline.probe.packet.IcmpError;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The verdicts of a whole capture, made at another time or on another host: each is the last one that was reached while
 * the media flowed, with the earlier ones as its history. The capture's own time is what passes. Nothing is known of the
 * host but its packets, so the route to a camera is the interface by which its RTP arrives. Not for several threads.
 */
public final class CaptureTimeline {
    private static final Duration STEP = Duration.ofSeconds(1);

    /** A file is not chosen by who sends: it may hold a whole site, and what is held ends with the command. */
    private static final WatchRules RULES = WatchRules.DEFAULT.holding(16_384);

    private static final Host UNKNOWN = new Host(
            address -> Optional.empty(),
            address -> Optional.empty(),
            Firewall.unread("a capture does not show it; look at nft list ruleset on the host where it was made"));

    private final PortRange mediaPorts;
    private final List<InetAddress> cameras;
    private final Coverage coverage;
    private final Host host;
    private @Nullable Verdicts verdicts;
    private Instant latest = Instant.MIN;
    private Instant next = Instant.MIN;
    private long packets;

    /**
     * @param mediaPorts ports of the media server, of which RTP was captured, and not RTCP alone; {@code 1-65535} where
     *     they are not known
     * @param cameras cameras on which a verdict is given even if nothing is seen of them
     * @param coverage which interfaces the capture covers
     */
    public CaptureTimeline(PortRange mediaPorts, List<InetAddress> cameras, Coverage coverage) {
        this(mediaPorts, cameras, coverage, Ipsec.UNKNOWN);
    }

    /**
     * The same of a capture that shows something of its host's IPsec.
     *
     * @param ipsec what it shows
     */
    public CaptureTimeline(PortRange mediaPorts, List<InetAddress> cameras, Coverage coverage, Ipsec ipsec) {
        this.mediaPorts = mediaPorts;
        this.cameras = List.copyOf(cameras);
        this.coverage = coverage;
        this.host = UNKNOWN.with(ipsec);
    }

    /** Takes the next datagram of the capture. */
    public void seen(Datagram datagram) {
        passTo(datagram.at()).seen(datagram);
    }

    /** Takes the next ICMP error of the capture. */
    public void seen(IcmpError error) {
        passTo(error.at()).seen(error);
    }

    private Verdicts passTo(Instant at) {
        Verdicts judged = verdicts;
        if (judged == null) {
            judged = new Verdicts(RULES, mediaPorts, cameras, at, /* retrospective= */ true);
            verdicts = judged;
            latest = at;
            next = at.plus(STEP);
        }
        packets++;
        if (at.isAfter(latest)) {
            if (!at.isBefore(next)) {
                judge(judged, at);
                next = at.plus(STEP);
            }
            latest = at;
        }
        return judged;
    }

    /** All before {@code at} has been seen: of a stream that has ended by then nothing later counts. */
    private void judge(Verdicts judged, Instant at) {
        // In a sparse capture of many streams judging stays in proportion to what is read, and to how many of them end.
        if (packets < judged.size()) {
            judged.settle(at, coverage, host);
            return;
        }
        judged.advance(at, coverage, host);
        packets = 0;
    }

    /** How many datagrams looked like RTCP and were malformed. */
    public long malformed() {
        return verdicts == null ? 0 : verdicts.malformed();
    }

    /** Of whom nothing is said because more sent than are held. */
    public Unjudged unjudged() {
        return verdicts == null ? Unjudged.NONE : verdicts.unjudged();
    }

    /**
     * The verdicts, one per camera address, ordered by address; the capture has ended. Its own packets tell its times; those
     * of one without any are given.
     *
     * @param from when it began
     * @param until when it ended
     */
    public List<CameraVerdict> finish(Instant from, Instant until) {
        return verdicts == null
                ? new Verdicts(RULES, mediaPorts, cameras, from, /* retrospective= */ true).judge(until, coverage, host)
                : verdicts.judge(latest, coverage, host);
    }
}
