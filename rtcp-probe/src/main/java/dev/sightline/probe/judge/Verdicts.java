package dev.sightline.probe.judge;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toSet;

import dev.sightline.probe.CameraVerdict;
import dev.sightline.probe.Coverage;
import dev.sightline.probe.Negotiation;
import dev.sightline.probe.NegotiationVerdict;
import dev.sightline.probe.PortRange;
import dev.sightline.probe.RecentMap;
import dev.sightline.probe.host.Host;
import dev.sightline.probe.packet.Datagram;
import dev.sightline.probe.packet.Datagram.Direction;
import dev.sightline.probe.packet.IcmpError;
import dev.sightline.rtp.RtpPackets;
import io.netty.buffer.ByteBuf;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Datagrams in, verdicts out: no I/O, and no clock but the instants that it is given. Its memory is bounded by
 * {@link WatchRules}. Not for several threads.
 */
public final class Verdicts {
    private static final int DTLS_RECORD_HEADER = 13;
    private static final int DTLS_1_0 = 0xfeff;
    private static final int DTLS_1_2 = 0xfefd;

    /** From where, to where. */
    private record Pair(InetSocketAddress source, InetSocketAddress destination) {
        static Pair of(Datagram datagram) {
            return new Pair(datagram.source(), datagram.destination());
        }

        Pair reversed() {
            return new Pair(/* source= */ destination, /* destination= */ source);
        }
    }

    private final WatchRules rules;
    private final PortRange mediaPorts;
    private final Set<InetAddress> expected;
    private final Instant since;
    private final RecentMap<Pair, RtpStream> streams;
    private final RecentMap<Pair, Boolean> webRtcTransports;
    private final RecentMap<InetAddress, Boolean> cameras;
    private final RecentMap<Pair, RtpStream> newest;
    private final RtcpTable rtcp;
    private final Refusals refusals;
    private final Agreements agreements;
    private final CaptureLosses losses = new CaptureLosses();
    private final RecentMap<InetAddress, FindingHistory> histories;
    private final boolean retrospective;
    private Instant judgedAt;
    private Instant seenAt;

    /**
     * @param expected cameras on which a verdict is given even if nothing is seen of them
     * @param since when the watch began
     */
    public Verdicts(WatchRules rules, PortRange mediaPorts, List<InetAddress> expected, Instant since) {
        this(rules, mediaPorts, expected, since, /* retrospective= */ false);
    }

    /** @param retrospective whether what is judged is over, so that the last verdict reached while RTP flowed stays */
    Verdicts(WatchRules rules, PortRange mediaPorts, List<InetAddress> expected, Instant since, boolean retrospective) {
        this.rules = rules;
        this.mediaPorts = mediaPorts;
        this.expected = Set.copyOf(expected);
        this.since = since;
        this.retrospective = retrospective;
        judgedAt = since;
        seenAt = Instant.MIN;
        streams = new RecentMap<>(rules.maxStreams());
        webRtcTransports = new RecentMap<>(rules.maxStreams());
        cameras = new RecentMap<>(rules.maxStreams());
        newest = new RecentMap<>(rules.maxStreams());
        histories = new RecentMap<>(rules.maxStreams() + expected.size());
        rtcp = new RtcpTable(rules);
        refusals = new Refusals(rules.maxStreams());
        agreements = new Agreements(rules.maxStreams());
    }

    /** Takes what was captured. Datagrams of one interface come in order; those of others may be a little older. */
    public void seen(Datagram datagram) {
        ByteBuf payload = datagram.payload();
        if (datagram.at().isAfter(seenAt)) {
            seenAt = datagram.at();
        }
        if (RtpPackets.isRtcp(payload)) {
            rtcp.seen(datagram, cameras.containsKey(datagram.source().getAddress()));
        } else if (RtpPackets.isRtp(payload)) {
            rtp(datagram);
        } else {
            stunOrDtls(datagram);
        }
    }

    /** Takes the network's answer that a datagram could not be delivered. */
    public void seen(IcmpError error) {
        refusals.seen(error);
    }

    /**
     * Takes note of a camera's latest negotiation; what was said of an earlier one is forgotten. The ports in its answer
     * are watched as well, whether or not they are among the media ports.
     */
    public void negotiated(Negotiation negotiation) {
        agreements.add(negotiation, seenAt.isAfter(judgedAt) ? seenAt : judgedAt);
    }

    /** Forgets a camera's negotiation. */
    public void forget(String camera) {
        agreements.forget(camera);
    }

    /** The kernel dropped captured packets: until later, what is missing proves nothing. */
    public void lost(String interfaceName, Instant at) {
        losses.lost(interfaceName, at);
    }

    /**
     * A viewer's transport is told by its first octets (RFC 7983, 7) going both ways: its SRTP is no camera's RTP. One
     * way proves nothing, for a camera may keep a NAT open with STUN, and anyone may send a datagram to an open port.
     */
    private void stunOrDtls(Datagram datagram) {
        ByteBuf payload = datagram.payload();
        if (isStun(payload) || isDtls(payload)) {
            webRtcTransports.put(Pair.of(datagram), true);
        }
    }

    private static boolean isStun(ByteBuf payload) {
        return payload.isReadable() && payload.getUnsignedByte(payload.readerIndex()) <= 3;
    }

    /** A handshake is sent in records that have a version: of DTLS 1.0 and 1.2 (RFC 6347, 4.1; so does 1.3, RFC 9147). */
    private static boolean isDtls(ByteBuf payload) {
        if (payload.readableBytes() < DTLS_RECORD_HEADER) {
            return false;
        }
        int type = payload.getUnsignedByte(payload.readerIndex());
        int version = payload.getUnsignedShort(payload.readerIndex() + 1);
        return type >= 20 && type <= 63 && (version == DTLS_1_0 || version == DTLS_1_2);
    }

    /** A port that a camera negotiated is no viewer's, whatever is sent to it. */
    private boolean isWebRtc(Pair pair) {
        return !agreements.hasPort(pair.destination().getPort())
                && webRtcTransports.containsKey(pair)
                && webRtcTransports.containsKey(pair.reversed());
    }

    private void rtp(Datagram datagram) {
        int port = datagram.destination().getPort();
        if (datagram.direction() == Direction.OUT || !(mediaPorts.contains(port) || agreements.hasPort(port))) {
            return;
        }
        Pair pair = Pair.of(datagram);
        RtpStream stream = streams.get(pair);
        if (stream == null) {
            if (datagram.direction() != Direction.IN && streams.containsKey(pair.reversed())) {
                return; // what the media server sends back
            }
            stream = new RtpStream(datagram, rules.mediaGone());
            streams.put(pair, stream);
        }
        boolean known = stream.isEstablished();
        stream.received(datagram);
        if (stream.isEstablished()) {
            cameras.put(stream.camera(), true);
            if (!known) {
                begins(stream);
            }
        }
    }

    /** A camera that starts anew was away for a while; one of several behind an address was not. */
    private void begins(RtpStream stream) {
        Pair way = new Pair(new InetSocketAddress(stream.camera(), 0), stream.destination());
        RtpStream before = newest.put(way, stream);
        if (before != null && before.pauses(stream.establishedAt())) {
            rtcp.startsAnew(stream.camera(), stream.localPort(), stream.establishedAt());
        }
    }

    /**
     * The verdicts at {@code now}, one per camera address, ordered by address.
     *
     * @param coverage where the capture can see
     * @param host what the host says of itself
     */
    public List<CameraVerdict> judge(Instant now, Coverage coverage, Host host) {
        StreamVerdicts verdicts = at(now, coverage, host);
        CameraJudge judge = new CameraJudge(verdicts, mediaPorts);
        Map<InetAddress, List<RtpStream>> byCamera = new LinkedHashMap<>();
        expected.forEach(camera -> byCamera.put(camera, new ArrayList<>()));
        verdicts.streams()
                .forEach(stream -> byCamera.computeIfAbsent(stream.camera(), camera -> new ArrayList<>())
                        .add(stream));
        Map<InetAddress, List<RtcpTally>> unseen = onlyReporting(verdicts.scene());
        unseen.keySet().forEach(camera -> byCamera.computeIfAbsent(camera, absent -> new ArrayList<>()));
        return byCamera.entrySet().stream()
                .map(entry -> judge.judge(
                        entry.getKey(),
                        entry.getValue(),
                        unseen.getOrDefault(entry.getKey(), List.of()),
                        historyOf(entry.getKey())))
                .sorted(Comparator.comparing(camera -> camera.camera().getAddress(), Arrays::compareUnsigned))
                .toList();
    }

    private Map<InetAddress, List<RtcpTally>> onlyReporting(Scene scene) {
        return new OnlyReporting(scene.coverage(), streams.values(), scene.now(), rules)
                .among(
                        rtcp.tallies(),
                        tally -> mediaPorts.contains(tally.destination().getPort())
                                && !isWebRtc(new Pair(tally.source(), tally.destination())));
    }

    /** The verdicts on the negotiated cameras at {@code now}, ordered by name; see {@link #judge}. */
    public List<NegotiationVerdict> judgeNegotiated(Instant now, Coverage coverage, Host host) {
        StreamVerdicts verdicts = at(now, coverage, host);
        NegotiationJudge judge = new NegotiationJudge(verdicts, new CameraJudge(verdicts, mediaPorts));
        return agreements.all().stream()
                .map(judge::judge)
                .sorted(Comparator.comparing(NegotiationVerdict::camera))
                .toList();
    }

    /** Lets the cameras whose media flows reach their verdicts, without putting the evidence together. */
    void advance(Instant now, Coverage coverage, Host host) {
        StreamVerdicts verdicts = at(now, coverage, host);
        CameraJudge judge = new CameraJudge(verdicts, mediaPorts);
        verdicts.streams().stream()
                .collect(groupingBy(RtpStream::camera, LinkedHashMap::new, toList()))
                .forEach((camera, of) -> {
                    if (of.stream().anyMatch(stream -> stream.isFlowing(now))) {
                        judge.find(of, List.of(), historyOf(camera));
                    }
                });
    }

    /** How many datagrams looked like RTCP and were malformed: a camera discards them, so they are no feedback. */
    public long malformed() {
        return rtcp.malformed();
    }

    /** How much there is to judge: streams and flows. */
    int size() {
        return streams.size() + rtcp.size();
    }

    private FindingHistory historyOf(InetAddress camera) {
        return histories.computeIfAbsent(camera, absent -> new FindingHistory(since));
    }

    private StreamVerdicts at(Instant now, Coverage coverage, Host asked) {
        judgedAt = now;
        Host host = asked.with(new SteadyRoutes(asked.routes()));
        List<RtpStream> established = established(now, coverage);
        Translations translations = new Translations(established);
        Scene scene = new Scene(
                now,
                rules,
                mediaPorts,
                since,
                retrospective ? coverage.sampling(sampledAt(now)) : coverage,
                losses,
                host,
                host.firewall().drops(),
                retrospective);
        Correlation correlation =
                new Correlation(established, translations, rtcp, agreements, new ReturnLinks(host), mediaPorts, now);
        List<RtpStream> judged = established.stream()
                .filter(stream -> !translations.isBehind(stream))
                .toList();
        return new StreamVerdicts(scene, correlation, agreements, refusals, judged);
    }

    /** A capture that is over does not say where it was a sample; the sequence numbers do. */
    private Set<String> sampledAt(Instant now) {
        return streams.values().stream()
                .filter(stream -> stream.isEstablished() && stream.isSampled())
                .filter(stream -> Duration.between(stream.last(), now).compareTo(rules.longestGap()) <= 0)
                .flatMap(stream -> stream.interfaceNames().stream())
                .collect(toSet());
    }

    private List<RtpStream> established(Instant now, Coverage coverage) {
        streams.values().forEach(stream -> stream.filtered(coverage.samples(stream.interfaceNames())));
        List<RtpStream> established = streams.entrySet().stream()
                .filter(entry -> !isWebRtc(entry.getKey()))
                .map(Map.Entry::getValue)
                .filter(RtpStream::isEstablished)
                .sorted(Comparator.comparing(RtpStream::first))
                .toList();
        List<RtpStream> unseen = established.stream()
                .filter(stream -> stream.isSampled() && !stream.isFlowing(now))
                .toList();
        if (!unseen.isEmpty()) {
            unseen.forEach(new SignsOfRtp(rtcp.tallies())::tell);
        }
        return established;
    }
}
