package dev.sightline.probe.analyze;

import dev.sightline.probe.RecentMap;
import dev.sightline.probe.packet.Datagram;
import dev.sightline.probe.packet.Datagram.Direction;
import dev.sightline.probe.packet.Directions;
import dev.sightline.probe.packet.IcmpError;
import dev.sightline.probe.packet.LinkEnds;
import dev.sightline.probe.packet.PacketListener;
import dev.sightline.probe.packet.WebRtcSigns;
import dev.sightline.rtp.RtpPackets;
import io.netty.buffer.ByteBuf;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds out who is a camera by looking at a whole capture. Media flow from cameras to media servers and from those to
 * whom they serve; a camera may be spoken to, but less comes to it than from it. Not for several threads.
 */
final class Sides implements PacketListener {
    private static final int MOST_FLOWS = 65_536;

    private static final int MOST_TRANSPORTS = 16_384;

    /** So many packets in order make a flow of RTP; fewer may look like it by chance (RFC 3550, A.1). */
    private static final int ESTABLISHED = 3;

    private static final int MAX_DROPOUT = 3_000;

    private static final int MAX_MISORDER = 400;

    private static final int MOST_STATIONS = 64;

    /** From where, to where. */
    private record Pair(InetSocketAddress source, InetSocketAddress destination) {
        static Pair of(Datagram datagram) {
            return new Pair(datagram.source(), datagram.destination());
        }

        Pair reversed() {
            return new Pair(/* source= */ destination, /* destination= */ source);
        }

        InetAddress sender() {
            return source.getAddress();
        }

        InetAddress receiver() {
            return destination.getAddress();
        }
    }

    /** RTP from one socket to another. */
    private static final class Flow {
        private final Pair pair;
        private long ssrc = -1;
        private int sequence;
        private int inOrder;
        private long octets;
        private boolean left;
        private boolean arrived;
        private boolean forThisHost;
        private final Set<LinkEnds> stations = new HashSet<>();

        Flow(Pair pair) {
            this.pair = pair;
        }

        void seen(Datagram datagram) {
            ByteBuf packet = datagram.payload();
            long packetSsrc = RtpPackets.ssrc(packet);
            int packetSequence = RtpPackets.sequenceNumber(packet);
            int step = (packetSequence - sequence) & 0xffff;
            boolean repeated = packetSsrc == ssrc && (step == 0 || step >= 0x10000 - MAX_MISORDER);
            if (packetSsrc == ssrc && step > 0 && step < MAX_DROPOUT) {
                inOrder++;
            }
            if (!repeated) { // a copy, as on the other side of a router, is no more of it
                ssrc = packetSsrc;
                sequence = packetSequence;
                octets += packet.readableBytes();
            }
            boolean leaves = datagram.direction() == Direction.OUT;
            left |= leaves;
            arrived |= !leaves;
            forThisHost |= !datagram.forAnother();
            if (stations.size() < MOST_STATIONS) {
                stations.add(datagram.ends());
            }
        }

        boolean isEstablished() {
            return inOrder >= ESTABLISHED;
        }
    }

    private final Map<Pair, Flow> flows = new HashMap<>();
    private final Mirrors mirrors = new Mirrors();

    /** Between which sockets STUN or DTLS goes, and which way. */
    private final Set<Pair> webRtc = Collections.newSetFromMap(new RecentMap<>(MOST_TRANSPORTS));

    private final Set<InetAddress> known;

    /** @param cameras addresses that are cameras whatever they do */
    Sides(Collection<InetAddress> cameras) {
        known = Set.copyOf(cameras);
    }

    @Override
    public void datagram(Datagram datagram) {
        if (RtpPackets.isRtp(datagram.payload())) {
            Pair pair = Pair.of(datagram);
            Flow flow = flows.get(pair);
            if (flow == null && flows.size() == MOST_FLOWS) {
                return;
            }
            if (flow == null) {
                flow = new Flow(pair);
                flows.put(pair, flow);
            }
            flow.seen(datagram);
        } else {
            mirrors.seen(datagram);
            if (WebRtcSigns.isOne(datagram)) {
                webRtc.add(Pair.of(datagram));
            }
        }
    }

    @Override
    public void icmpError(IcmpError error) {}

    /** What was found. */
    Found found() {
        List<Flow> established =
                flows.values().stream().filter(Flow::isEstablished).toList();
        HostTraffic traffic = new HostTraffic(known);
        established.forEach(
                flow -> traffic.add(flow.pair.sender(), flow.pair.receiver(), flow.octets, isWebRtc(flow.pair)));
        Set<InetAddress> cameras = traffic.cameras();
        Set<InetAddress> servers = traffic.receivers();
        servers.removeAll(cameras);
        List<Flow> fromCameras = established.stream()
                .filter(flow -> cameras.contains(flow.pair.sender()))
                .toList();
        boolean atCamera = !fromCameras.isEmpty() && fromCameras.stream().allMatch(flow -> flow.left && !flow.arrived);
        Set<Integer> feedbackPorts = new HashSet<>();
        fromCameras.forEach(flow -> {
            int port = flow.pair.destination().getPort();
            feedbackPorts.add(port);
            feedbackPorts.add((port + 1) & 0xffff);
        });
        ServerStations stations = new ServerStations();
        fromCameras.stream()
                .filter(flow -> servers.contains(flow.pair.receiver()))
                .forEach(flow -> stations.add(flow.pair.receiver(), flow.stations));
        Set<InetAddress> mirrored = mirrors.among(servers);
        established.forEach(flow -> {
            if (flow.forThisHost) {
                mirrored.remove(flow.pair.receiver());
            }
            if (flow.left) {
                mirrored.remove(flow.pair.sender());
            }
        });
        return new Found(cameras, servers, atCamera, !established.isEmpty(), feedbackPorts, stations, mirrored);
    }

    /** One way proves nothing: a camera may keep a NAT open with STUN. */
    private boolean isWebRtc(Pair pair) {
        return webRtc.contains(pair) && webRtc.contains(pair.reversed());
    }

    /**
     * Who is who.
     *
     * @param cameras from whom media come
     * @param servers to whom they go
     * @param atCamera whether the capture was made on the cameras' side: their media leave
     * @param anyRtp whether there is RTP at all
     * @param feedbackPorts ports from which the media servers may send RTCP: those of the RTP, and the next ones
     * @param stations where on their links the media servers are
     * @param mirrored media servers that are other hosts than the one that captured: a mirror port shows them
     */
    record Found(
            Set<InetAddress> cameras,
            Set<InetAddress> servers,
            boolean atCamera,
            boolean anyRtp,
            Set<Integer> feedbackPorts,
            ServerStations stations,
            Set<InetAddress> mirrored)
            implements Directions {
        /** Whether the capture was made on another host than the media server's, whose loopback interface it does not show. */
        boolean isElsewhere() {
            return atCamera || !mirrored.isEmpty();
        }

        @Override
        public boolean passBy(InetAddress source, InetAddress destination) {
            return mirrored.contains(source) || mirrored.contains(destination);
        }

        /**
         * As seen by the media server; what the capture itself notes stands, unless it was made at a camera. A source
         * address of IP is easily forged, and so is one of the link: what somebody else sends to a media server's own
         * station, or to all, came in.
         */
        @Override
        public Direction of(Direction noted, InetAddress source, InetAddress destination, LinkEnds ends) {
            if (noted != Direction.UNKNOWN && !atCamera) {
                return noted;
            }
            if (cameras.contains(source)) { // nearly all of a capture
                return Direction.IN;
            }
            boolean strange = stations.comesIn(source, ends) || stations.isForged(source, destination, ends);
            if (noted == Direction.UNKNOWN && strange) {
                return Direction.IN;
            }
            if (cameras.contains(destination) || servers.contains(source)) {
                return Direction.OUT;
            }
            return servers.contains(destination) ? Direction.IN : Direction.UNKNOWN;
        }
    }
}
