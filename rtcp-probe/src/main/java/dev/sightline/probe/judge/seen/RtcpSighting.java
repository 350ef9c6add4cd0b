package dev.sightline.probe.judge.seen;

import dev.sightline.probe.packet.Datagram;
import dev.sightline.probe.packet.Datagram.Direction;
import dev.sightline.probe.packet.LinkEnds;
import java.time.Duration;
import java.time.Instant;

/**
 * Where one datagram of RTCP was seen first.
 *
 * @param tally where it is counted
 * @param at when
 * @param ends between which stations of the link it went
 * @param hopLimit what was left of its hop limit
 */
record RtcpSighting(RtcpTally tally, Instant at, LinkEnds ends, int hopLimit) {
    private static final Duration SAME_DATAGRAM = Duration.ofMillis(500);
    private static final Duration BACK = Duration.ofSeconds(1);

    static RtcpSighting of(RtcpTally tally, Datagram datagram) {
        return new RtcpSighting(tally, datagram.at(), datagram.ends(), datagram.hopLimit());
    }

    String interfaceName() {
        return tally.key().interfaceName();
    }

    /** Whether a datagram with the same content is the same one: it crosses each interface once. */
    boolean isCopiedBy(Datagram datagram) {
        return !isOn(datagram) && isWithin(SAME_DATAGRAM, datagram);
    }

    /** Whether it is the same one on another link of the same interface, as a trunk or a mirror port shows both. */
    boolean isSeenOnAnotherLinkAs(Datagram datagram, RtcpTally counting) {
        boolean differs = hopLimit != datagram.hopLimit() || !ends.equals(datagram.ends());
        return differs && counting == tally && isOn(datagram) && isWithin(SAME_DATAGRAM, datagram);
    }

    /** Both interfaces know of each other. */
    void isSeenAgainBy(RtcpTally other, Datagram datagram) {
        tally.knows(datagram.interfaceName(), datagram.at());
        tally.stations().seen(datagram.interfaceName(), datagram.ends(), datagram.at());
        other.stations().seen(interfaceName(), ends, at);
    }

    /**
     * Whether a datagram with the same content is the same one, which a router sends back: it comes in for the station that
     * sent it, and some of its hop limit is gone. Seen on both sides of a router, as in a capture of a whole switch, it goes
     * on to another station.
     */
    boolean comesBackAs(Datagram datagram) {
        boolean crossedARouter = datagram.hopLimit() > 0 && datagram.hopLimit() < hopLimit;
        return crossedARouter
                && tally.direction() == Direction.OUT
                && !datagram.forAnother()
                && isWithin(BACK, datagram)
                && isForItsSender(datagram);
    }

    /** A cooked capture does not tell whom a frame is for, but that it came in for this host. */
    private boolean isForItsSender(Datagram datagram) {
        LinkEnds back = datagram.ends();
        boolean known = ends.source() != 0 && back.destination() != 0;
        return known
                ? back.destination() == ends.source() && back.source() != ends.source()
                : isOn(datagram) && datagram.direction() == Direction.IN;
    }

    private boolean isOn(Datagram datagram) {
        return interfaceName().equals(datagram.interfaceName());
    }

    private boolean isWithin(Duration time, Datagram datagram) {
        return Duration.between(at, datagram.at()).abs().compareTo(time) <= 0;
    }
}
