package dev.sightline.probe.judge;

import dev.sightline.probe.Coverage;
import dev.sightline.probe.Negotiation;
import dev.sightline.probe.PortRange;
import dev.sightline.probe.clock.ClockSet;
import dev.sightline.probe.host.Host;
import dev.sightline.probe.judge.agreed.Agreement;
import dev.sightline.probe.judge.agreed.Agreements;
import dev.sightline.probe.judge.correlation.Correlation;
import dev.sightline.probe.judge.correlation.OnlyReporting;
import dev.sightline.probe.judge.correlation.ReturnLinks;
import dev.sightline.probe.judge.correlation.Translations;
import dev.sightline.probe.judge.scene.CaptureLosses;
import dev.sightline.probe.judge.scene.DownInterfaces;
import dev.sightline.probe.judge.scene.Scene;
import dev.sightline.probe.judge.seen.Refusals;
import dev.sightline.probe.judge.seen.RtcpTable;
import dev.sightline.probe.judge.seen.RtcpTally;
import dev.sightline.probe.judge.seen.RtpStream;
import dev.sightline.probe.judge.seen.RtpStreams;
import dev.sightline.probe.judge.seen.SeenRtcp;
import dev.sightline.probe.judge.seen.SocketPair;
import dev.sightline.probe.judge.seen.Unjudged;
import dev.sightline.probe.judge.seen.UnwatchedPorts;
import dev.sightline.probe.judge.seen.Viewers;
import dev.sightline.probe.judge.seen.WatchRules;
import dev.sightline.probe.judge.seen.WebRtcTransports;
import dev.sightline.probe.packet.Datagram;
import dev.sightline.probe.packet.IcmpError;
import dev.sightline.rtp.RtpPackets;
import io.netty.buffer.ByteBuf;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one watch or capture has seen, and was told, so far: what is to be judged, and until when it is kept. Not for several
 * threads.
 */
final class Observations {
    private static final Duration FORGETTING = Duration.ofMinutes(1);

    private final WatchRules rules;
    private final PortRange mediaPorts;
    private final Instant since;
    private final boolean retrospective;
    private final Optional<ClockSet> begunAnew;
    private final Histories<RtpStream> ofStreams;
    private final RtpStreams streams;
    private final WebRtcTransports transports;
    private final RtcpTable rtcp;
    private final UnwatchedPorts unwatched;
    private final Refusals refusals;
    private final Agreements agreements;
    private final CaptureLosses losses;
    private final DownInterfaces down = new DownInterfaces();
    private Instant laidOutAt;
    private Instant seenAt = Instant.MIN;
    private Instant forgottenAt;

    /**
     * @param since when the watch began
     * @param retrospective whether what is seen is over
     * @param begunAnew the clock that was set, where the watch began anew for it
     * @param ofStreams what was found of the streams so far
     */
    Observations(
            WatchRules rules,
            PortRange mediaPorts,
            Instant since,
            boolean retrospective,
            Optional<ClockSet> begunAnew,
            Histories<RtpStream> ofStreams) {
        this.rules = rules;
        this.mediaPorts = mediaPorts;
        this.since = since;
        this.retrospective = retrospective;
        this.begunAnew = begunAnew;
        this.ofStreams = ofStreams;
        laidOutAt = since;
        forgottenAt = since;
        losses = new CaptureLosses(rules.lostFeedback());
        rtcp = new RtcpTable(rules);
        refusals = new Refusals(rules.maxStreams());
        agreements = new Agreements(rules.maxStreams());
        unwatched = new UnwatchedPorts(mediaPorts, agreements::hasPort);
        transports = new WebRtcTransports(rules.maxStreams(), agreements::hasPort);
        streams = new RtpStreams(rules, mediaPorts, agreements::hasPort, ofStreams::isWell, rtcp, retrospective);
    }

    void seen(Datagram datagram) {
        ByteBuf payload = datagram.payload();
        if (datagram.at().isAfter(seenAt)) {
            seenAt = datagram.at();
        }
        if (RtpPackets.isRtcp(payload) && unwatched.have(datagram)) {
            rtcp.seenUnwatched(datagram);
        } else if (RtpPackets.isRtcp(payload)) {
            rtcp.seen(datagram, streams.comeFrom(datagram.source().getAddress()));
        } else if (RtpPackets.isRtp(payload)) {
            streams.seen(datagram);
        } else {
            transports.seen(datagram);
        }
    }

    void seen(IcmpError error) {
        refusals.seen(error);
    }

    void lost(String interfaceName, long packets, Instant at) {
        losses.lost(interfaceName, packets, at);
    }

    void negotiated(Negotiation negotiation) {
        agreements.add(negotiation, seenAt.isAfter(laidOutAt) ? seenAt : laidOutAt);
    }

    void forget(String camera) {
        agreements.forget(camera);
    }

    Collection<Agreement> agreements() {
        return agreements.all();
    }

    RtpStreams streams() {
        return streams;
    }

    /**
     * Forgets, once a minute, what was seen of {@link EndedSessions}. Only for who asks of what was negotiated: a summary
     * tells of all that was seen.
     */
    void forgetEndedSessions(Instant now) {
        if (Duration.between(forgottenAt, now).compareTo(FORGETTING) >= 0) {
            forgottenAt = now;
            EndedSessions ended = new EndedSessions(now, agreements, streams.certain(), rtcp.tallies());
            streams.forget(ended::contain);
            rtcp.forget(ended::contain);
        }
    }

    /** All of it laid side by side as it is at {@code now}: what is certain of streams and flows, and which belong together. */
    StreamVerdicts at(Instant now, Coverage coverage, Host asked) {
        ofStreams.keepOnly(streams.certain());
        if (!retrospective) {
            rtcp.forgetStrangers(now);
        }
        // Of what is over no kernel is asked, so no answer can change meanwhile.
        Host host = retrospective ? asked : asked.with(new SteadyRoutes(asked.routes()));
        streams.filtered(coverage);
        Collection<RtpStream> certain = streams.certain();
        SeenRtcp seen = rtcp.seen();
        laidOutAt = now;
        down.seen(coverage, now);
        Viewers viewers = Viewers.among(certain, transports, seen.tallies());
        List<RtpStream> established = RtpStreams.established(now, certain, viewers, seen.tallies());
        Translations translations = new Translations(established);
        Scene scene = new Scene(
                now,
                rules,
                mediaPorts,
                since,
                retrospective ? coverage.sampling(RtpStreams.sampledAt(now, certain, rules)) : coverage,
                down,
                losses,
                host,
                host.firewall().drops(),
                retrospective,
                begunAnew);
        Correlation correlation = new Correlation(
                established, translations, seen, agreements, new ReturnLinks(host, now), mediaPorts, now);
        List<RtpStream> those = new ArrayList<>(established);
        those.removeIf(translations::isBehind);
        return new StreamVerdicts(scene, correlation, agreements, refusals, those, viewers, ofStreams);
    }

    /** The RTCP of cameras of which no RTP is seen. */
    Map<InetAddress, List<RtcpTally>> onlyReporting(Scene scene) {
        return new OnlyReporting(scene.coverage(), streams.all(), scene.now(), rules)
                .among(
                        rtcp.tallies(),
                        tally -> mediaPorts.contains(tally.destination().getPort())
                                && !transports.contain(
                                        new SocketPair(tally.source(), tally.destination()), tally.last()));
    }

    /** How many datagrams looked like RTCP and were malformed. */
    long malformed() {
        return rtcp.malformed();
    }

    /** Of whom nothing is said because more sent than are held. */
    Unjudged unjudged() {
        return streams.unjudged();
    }

    /** How much there is to judge: streams and flows. */
    int size() {
        return streams.size() + rtcp.size();
    }
}
