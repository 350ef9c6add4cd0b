package dev.sightline.probe.judge;

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
    private final RtcpTable rtcp;
    private final RecentMap<InetSocketAddress, IcmpError> errors;
    private final RecentMap<String, Negotiation> negotiations;
    private final CaptureLosses losses = new CaptureLosses();
    private final RecentMap<InetAddress, FindingHistory> histories;

    /**
     * @param expected cameras on which a verdict is given even if nothing is seen of them
     * @param since when the watch began
     */
    public Verdicts(WatchRules rules, PortRange mediaPorts, List<InetAddress> expected, Instant since) {
        this.rules = rules;
        this.mediaPorts = mediaPorts;
        this.expected = Set.copyOf(expected);
        this.since = since;
        streams = new RecentMap<>(rules.maxStreams());
        errors = new RecentMap<>(rules.maxStreams());
        negotiations = new RecentMap<>(rules.maxStreams());
        webRtcTransports = new RecentMap<>(rules.maxStreams());
        histories = new RecentMap<>(rules.maxStreams() + expected.size());
        rtcp = new RtcpTable(rules.maxFlows());
    }

    /** Takes what was captured. Datagrams of one interface come in order; those of others may be a little older. */
    public void seen(Datagram datagram) {
        ByteBuf payload = datagram.payload();
        if (RtpPackets.isRtcp(payload)) {
            rtcp.seen(datagram);
        } else if (RtpPackets.isRtp(payload)) {
            rtp(datagram);
        } else {
            stunOrDtls(datagram);
        }
    }

    /** Takes the network's answer that a datagram could not be delivered. */
    public void seen(IcmpError error) {
        errors.put(error.destination(), error);
    }

    /** Takes note of a camera's latest negotiation; what was said of an earlier one is forgotten. */
    public void negotiated(Negotiation negotiation) {
        negotiations.put(negotiation.camera(), negotiation);
    }

    /** Forgets a camera's negotiation. */
    public void forget(String camera) {
        negotiations.remove(camera);
    }

    /** The verdicts on the negotiated cameras at {@code now}, ordered by name; see {@link #judge}. */
    public List<NegotiationVerdict> judgeNegotiated(Instant now, Coverage coverage, Host host) {
        return List.of();
    }

    /** The kernel dropped captured packets: until later, what is missing proves nothing. */
    public void lost(String interfaceName, Instant at) {
        losses.lost(interfaceName, at);
    }

    /**
     * A viewer's transport is told by its first octets (RFC 7983, 7): its SRTP is no camera's RTP. STUN counts when it
     * goes both ways, for a camera may keep a NAT open with it.
     */
    private void stunOrDtls(Datagram datagram) {
        ByteBuf payload = datagram.payload();
        int first = payload.isReadable() ? payload.getUnsignedByte(payload.readerIndex()) : 255;
        boolean dtls = first >= 20 && first <= 63;
        if (dtls || first <= 3) {
            webRtcTransports.put(Pair.of(datagram), true);
        }
        if (dtls) {
            webRtcTransports.put(Pair.of(datagram).reversed(), true);
        }
    }

    private boolean isWebRtc(Pair pair) {
        return webRtcTransports.containsKey(pair) && webRtcTransports.containsKey(pair.reversed());
    }

    private void rtp(Datagram datagram) {
        if (datagram.direction() == Direction.OUT
                || !mediaPorts.contains(datagram.destination().getPort())) {
            return;
        }
        Pair pair = Pair.of(datagram);
        boolean answersKnownStream = datagram.direction() != Direction.IN
                && streams.containsKey(Pair.of(datagram).reversed());
        if (!answersKnownStream) {
            streams.computeIfAbsent(
                            pair, absent -> new RtpStream(datagram.source(), datagram.destination(), datagram.at()))
                    .received(datagram);
        }
    }

    /**
     * The verdicts at {@code now}, one per camera address, ordered by address.
     *
     * @param coverage where the capture can see
     * @param host what the host says of itself
     */
    public List<CameraVerdict> judge(Instant now, Coverage coverage, Host host) {
        List<RtpStream> cameraStreams = cameraStreams();
        Correlation correlation = new Correlation(cameraStreams, rtcp.tallies(), host.routes());
        Judge judge = new Judge(rules, since, coverage, losses, now);
        Map<InetAddress, List<RtpStream>> byCamera = new LinkedHashMap<>();
        expected.forEach(camera -> byCamera.put(camera, new ArrayList<>()));
        cameraStreams.forEach(stream -> byCamera.computeIfAbsent(stream.camera(), camera -> new ArrayList<>())
                .add(stream));
        CameraJudge cameraJudge = new CameraJudge(judge, correlation, host.routes(), mediaPorts);
        return byCamera.entrySet().stream()
                .map(entry -> cameraJudge.judge(
                        entry.getKey(),
                        entry.getValue(),
                        histories.computeIfAbsent(entry.getKey(), absent -> new FindingHistory(since))))
                .sorted(Comparator.comparing(camera -> camera.camera().getAddress(), Arrays::compareUnsigned))
                .toList();
    }

    private List<RtpStream> cameraStreams() {
        return streams.entrySet().stream()
                .filter(entry -> !isWebRtc(entry.getKey()))
                .map(Map.Entry::getValue)
                .filter(RtpStream::isEstablished)
                .sorted(Comparator.comparing(RtpStream::first))
                .toList();
    }
}
