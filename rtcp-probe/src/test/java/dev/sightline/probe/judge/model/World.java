package dev.sightline.probe.judge.model;

import dev.sightline.probe.AddressRange;
import dev.sightline.probe.DropScope;
import dev.sightline.probe.FirewallDrop;
import dev.sightline.probe.Neighbour;
import dev.sightline.probe.PortRange;
import dev.sightline.probe.Route;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.host.Firewall;
import dev.sightline.probe.host.Host;
import dev.sightline.probe.packet.Datagram;
import dev.sightline.probe.packet.Datagram.Direction;
import dev.sightline.probe.packet.IcmpError;
import dev.sightline.probe.packet.LinkEnds;
import dev.sightline.rtp.ReceiverReport;
import dev.sightline.rtp.Remb;
import dev.sightline.rtp.ReportBlock;
import dev.sightline.rtp.RtcpCompound;
import dev.sightline.rtp.RtcpPacket;
import dev.sightline.rtp.RtpPackets;
import dev.sightline.rtp.SenderReport;
import dev.sightline.rtp.SourceDescription;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * One run: a camera with its habit in a topology, a media server with an offer, and a fault. What each interface's capture
 * sees comes out as packets in the order of time; what became of each RTCP is kept apart.
 */
public final class World {
    public static final Instant START = Instant.parse("2026-11-24T12:00:00Z");
    static final int SERVER_RTP = 40_000;
    /** Where it goes without any report, so that it does not matter whether those are dropped. */
    private static final Set<Fate> SEEN_ASTRAY = EnumSet.of(Fate.LOOPED, Fate.WRONG_INTERFACE, Fate.MISADDRESSED);

    private static final int CAMERA_RTP = 5_006;
    private static final int RESTARTED_RTP = 7_006;
    private static final int ODD_PORT = 6_123;
    private static final double EVENT = 10;
    private static final double BACK = 12;
    private static final double BURST = 5;
    private static final double BURST_AND_PAUSE = 9;
    private static final double REPORT_INTERVAL = 5.02;
    private static final double COPY = 0.000_02;
    private static final double ANSWERED = 0.000_2;
    private static final double RATION = 1;
    private static final double NEIGHBOUR_GIVEN_UP = 3;
    private static final double GONE = 5;
    private static final double LOST = 8;
    private static final long SERVER_SSRC = 0x5e12_e12eL;

    /** A packet that a capture sees: a datagram, or an ICMP error. */
    public record Seen(Instant at, Optional<Datagram> datagram, Optional<IcmpError> error) {}

    /** What the firewall dropped up to a moment. */
    private record Dropped(double at, FirewallDrop.Way way, InetSocketAddress from, InetSocketAddress to) {}

    private record Sent(double at, Fate fate) {}

    private final Topology topology;
    private final Offer offer;
    private final Habit habit;
    private final Fault fault;
    private final double seconds;
    private final double packetsPerSecond;
    private final boolean sampled;
    private final int serverRtp;
    private final long ssrc;
    private final Random random;
    private final MediaServer server;
    private final boolean translatesPorts;
    private final List<Seen> seen = new ArrayList<>();
    private final List<Sent> sent = new ArrayList<>();
    private int received;
    private final List<Dropped> dropped = new ArrayList<>();
    private double lastAnswer = -10;
    private double lastRtp = Double.NaN;
    private int copies;

    /**
     * @param packetsPerSecond of RTP
     * @param sampled whether the capture's filter lets only every 16th sequence number pass
     */
    public World(
            Topology topology,
            Offer offer,
            Habit habit,
            Fault fault,
            double seconds,
            double packetsPerSecond,
            boolean sampled,
            long seed) {
        this(topology, offer, habit, fault, seconds, packetsPerSecond, sampled, seed, SERVER_RTP);
    }

    private World(
            Topology topology,
            Offer offer,
            Habit habit,
            Fault fault,
            double seconds,
            double packetsPerSecond,
            boolean sampled,
            long seed,
            int serverRtp) {
        this.topology = topology;
        this.offer = offer;
        this.habit = habit;
        this.fault = fault;
        this.seconds = seconds;
        this.packetsPerSecond = packetsPerSecond;
        this.sampled = sampled;
        this.serverRtp = serverRtp;
        this.ssrc = 0xcafe_0000L + serverRtp;
        this.random = new Random(seed);
        this.translatesPorts = seed % 2 == 0;
        this.server = new MediaServer(offer, offered(), habit == Habit.SHARED_PORT, random);
        run();
        if (topology == Topology.NAT_OF_TWO && serverRtp == SERVER_RTP) {
            addHealthyNeighbour(seed);
        }
        seen.sort(Comparator.comparing(Seen::at));
    }

    private void addHealthyNeighbour(long seed) {
        World other = new World(
                topology,
                Offer.COMEDIA,
                Habit.LATE_REPORT,
                Fault.NONE,
                seconds,
                packetsPerSecond,
                sampled,
                seed + 1,
                serverRtp + 2);
        seen.addAll(other.seen);
    }

    private InetSocketAddress offered() {
        InetAddress seenAt = topology.seen();
        return switch (offer) {
            case ZERO_DISCARD, COMEDIA -> new InetSocketAddress(topology.unspecified(), 10);
            case ZERO_PORT -> new InetSocketAddress(topology.unspecified(), CAMERA_RTP + 1);
            case SERVER_ADDRESS -> new InetSocketAddress(topology.server(), CAMERA_RTP + 1);
            case CAMERA_ADDRESS, CAMERA_NO_REMB -> new InetSocketAddress(seenAt, CAMERA_RTP + 1);
            case CAMERA_RTCP -> new InetSocketAddress(seenAt, rtcpPort(CAMERA_RTP));
            case OTHER_HOST -> new InetSocketAddress(topology.otherHost(), CAMERA_RTP + 1);
            case OTHER_NETWORK -> new InetSocketAddress(topology.otherNetwork(), CAMERA_RTP + 1);
            case WRONG_PORT -> new InetSocketAddress(seenAt, 5_999);
        };
    }

    /** Where the camera listens for RTCP. */
    private int rtcpPort(int rtp) {
        return switch (habit) {
            case ODD_PORT -> ODD_PORT;
            case SHARED_PORT -> rtp;
            default -> rtp + 1;
        };
    }

    private void run() {
        double report = habit == Habit.LATE_REPORT ? 0.1 : -0.000_5;
        double restartedReport = Double.NaN;
        int sequence = random.nextInt(0x8000);
        double step = 1 / packetsPerSecond;
        for (double at = 0; at < seconds; at += step) {
            sendReportsUntil(at);
            if (!isSending(at)) {
                continue;
            }
            int rtp = rtpPort(at);
            if (habit == Habit.NEW_PORTS && at >= BACK && Double.isNaN(restartedReport)) {
                restartedReport = at - 0.000_5;
                report = restartedReport;
            }
            if (sendsReports() && report <= at) {
                double due = habit == Habit.BURSTS ? at - 0.000_5 : Math.max(report, -0.000_5);
                report(due, rtp);
                report += REPORT_INTERVAL;
            }
            rtp(at, rtp, sequence++);
        }
        sendReportsUntil(seconds);
    }

    private boolean sendsReports() {
        return habit != Habit.NO_REPORTS && habit != Habit.NO_RTCP_SOCKET;
    }

    private boolean isSending(double at) {
        return switch (habit) {
            case NO_MEDIA -> false;
            case NEW_PORTS, SAME_PORTS -> at < EVENT || at >= BACK;
            case GIVES_UP -> at < EVENT || isServed(at);
            case BURSTS -> at % BURST_AND_PAUSE < BURST;
            default -> true;
        };
    }

    /** A camera gives up when the last feedback is 10 s ago, and does not come back. */
    private boolean isServed(double at) {
        boolean gone = !Double.isNaN(lastRtp) && at - lastRtp > 1;
        return !gone && sent.stream().anyMatch(one -> one.fate() == Fate.REACHED && at - one.at() < EVENT);
    }

    private int rtpPort(double at) {
        return habit == Habit.NEW_PORTS && at >= EVENT ? RESTARTED_RTP : CAMERA_RTP;
    }

    private long ssrc(double at) {
        boolean restarted = (habit == Habit.NEW_PORTS || habit == Habit.SAME_PORTS) && at >= EVENT;
        return restarted ? ssrc + 0x10000 : ssrc;
    }

    private void rtp(double at, int port, int sequence) {
        lastRtp = at;
        ByteBuf packet = RtpPackets.writeHeader(
                        Unpooled.buffer(64), false, 96, sequence & 0xffff, 3_000L * sequence, ssrc(at))
                .writeZero(40);
        InetSocketAddress from = outer(port);
        InetSocketAddress to = new InetSocketAddress(topology.server(), serverRtp);
        if (!sampled || (sequence & 15) == 0) {
            inbound(at, from, to, packet);
        }
        if (fault == Fault.RTP_IN_DROPPED) {
            dropped.add(new Dropped(at, FirewallDrop.Way.IN, from, to));
        } else if (isServerAlive(at)) {
            received = sequence;
            server.rtp(at);
        } else if (at - lastAnswer >= RATION) {
            lastAnswer = at;
            error(
                    at + ANSWERED,
                    Direction.OUT,
                    topology.outbound(0).get(0),
                    IcmpError.Kind.PORT_UNREACHABLE,
                    topology.server(),
                    from,
                    to);
        }
    }

    private boolean isServerAlive(double at) {
        return fault != Fault.SERVER_DIES || at < EVENT;
    }

    private void report(double at, int rtp) {
        int port = habit == Habit.REPORTS_FROM_ELSEWHERE ? ODD_PORT : rtcpPort(rtp);
        InetSocketAddress from = outer(port);
        InetSocketAddress to = new InetSocketAddress(topology.server(), serverRtp + 1);
        List<RtcpPacket> packets = new ArrayList<>();
        packets.add(new SenderReport(ssrc(at), 0, 0, 10, 400, List.of()));
        if (topology.isNat()) {
            packets.add(SourceDescription.ofCname(ssrc(at), "camera-" + serverRtp));
        }
        inbound(at, from, to, compound(packets));
        if (fault == Fault.RTCP_IN_DROPPED) {
            dropped.add(new Dropped(at, FirewallDrop.Way.IN, from, to));
        } else if (isServerAlive(at)) {
            server.rtcp(at, from);
        }
    }

    private void sendReportsUntil(double at) {
        while (server.nextReport() <= at && isServerAlive(server.nextReport())) {
            double due = server.nextReport();
            boolean remb = server.reports(due);
            Optional<InetSocketAddress> to = server.destination();
            to.ifPresent(destination -> feedback(due, destination, remb));
        }
    }

    private void feedback(double at, InetSocketAddress to, boolean remb) {
        long media = ssrc(at);
        List<RtcpPacket> packets = new ArrayList<>(List.of(
                new ReceiverReport(
                        SERVER_SSRC, List.of(new ReportBlock(media, 0, 0, received, (long) (at * 1_000), 0, 0))),
                SourceDescription.ofCname(SERVER_SSRC, "server")));
        if (remb) {
            packets.add(new Remb(SERVER_SSRC, 300_000 + (long) (at * 100_000), List.of(media)));
        }
        sent.add(new Sent(at, send(at, to, compound(packets))));
    }

    /** Through the kernel, the firewall and the network, to whoever has the socket. */
    private Fate send(double at, InetSocketAddress to, ByteBuf payload) {
        boolean unspecified = to.getAddress().isAnyLocalAddress();
        InetAddress goesTo = unspecified ? topology.loopback() : to.getAddress();
        boolean local = unspecified || goesTo.equals(topology.server()) || goesTo.isLoopbackAddress();
        InetSocketAddress source =
                new InetSocketAddress(local && goesTo.isLoopbackAddress() ? goesTo : topology.server(), serverRtcp());
        InetSocketAddress destination = new InetSocketAddress(goesTo, to.getPort());
        if (topology == Topology.CONTAINER && goesTo.isLoopbackAddress()) {
            return Fate.LOOPED_UNSEEN;
        }
        if (fault == Fault.RTCP_OUT_DROPPED) {
            fromContainer(at, Direction.UNKNOWN, source, destination, payload);
            dropped.add(new Dropped(at, FirewallDrop.Way.OUT, source, destination));
            return Fate.DROPPED;
        }
        if (local && topology == Topology.CONTAINER) {
            fromContainer(at, Direction.IN, source, destination, payload);
            return Fate.LOOPED;
        }
        if (local) {
            outbound(at, Topology.LOOPBACK, Direction.LOCAL, source, destination, payload);
            return locally(at, source, destination);
        }
        if (goesTo.equals(topology.otherNetwork())) {
            outbound(at, "eth9", Direction.OUT, source, destination, payload);
            return Fate.WRONG_INTERFACE;
        }
        if (goesTo.equals(topology.otherHost())) {
            for (String name : topology == Topology.OWN_HOST ? List.of("eth0") : topology.outbound(copies++)) {
                outbound(at, name, Direction.OUT, source, destination, payload);
            }
            return topology == Topology.OWN_HOST ? Fate.WRONG_INTERFACE : Fate.MISADDRESSED;
        }
        return toCamera(at, source, destination, payload);
    }

    private int serverRtcp() {
        return server.sharesPort() ? serverRtp : serverRtp + 1;
    }

    private Fate locally(double at, InetSocketAddress source, InetSocketAddress destination) {
        if (topology != Topology.OWN_HOST) {
            answer(
                    at,
                    Topology.LOOPBACK,
                    Direction.LOCAL,
                    IcmpError.Kind.PORT_UNREACHABLE,
                    destination.getAddress(),
                    source,
                    destination);
            return Fate.LOOPED;
        }
        boolean reaches = destination.getAddress().equals(topology.camera());
        return reaches ? atCamera(at, Topology.LOOPBACK, source, destination) : Fate.MISADDRESSED;
    }

    private Fate toCamera(double at, InetSocketAddress source, InetSocketAddress destination, ByteBuf payload) {
        String way = topology.outbound(0).get(0);
        if (fault == Fault.NO_NEIGHBOUR) {
            fromContainer(at, Direction.UNKNOWN, source, destination, payload);
            if (at > NEIGHBOUR_GIVEN_UP) {
                answer(
                        at,
                        Topology.LOOPBACK,
                        Direction.LOCAL,
                        IcmpError.Kind.HOST_UNREACHABLE,
                        topology.server(),
                        source,
                        destination);
            }
            return Fate.UNREACHABLE;
        }
        double offset = 0;
        for (String name : topology.outbound(copies++)) {
            outbound(at + offset, name, Direction.OUT, source, destination, payload);
            offset += COPY;
        }
        if (fault == Fault.NO_WAY) {
            answer(at, way, Direction.IN, IcmpError.Kind.HOST_UNREACHABLE, router(), source, destination);
            return Fate.UNREACHABLE;
        }
        return atCamera(at, way, source, destination);
    }

    /** A NAT lets in what comes to a port that it has mapped, and drops the rest without a word. */
    private Fate atCamera(double at, String way, InetSocketAddress source, InetSocketAddress destination) {
        int rtp = rtpPort(at);
        int port = topology.isNat() ? inner(destination.getPort()) : destination.getPort();
        if (port < 0) {
            return Fate.MISADDRESSED;
        }
        boolean running = !((habit == Habit.NEW_PORTS || habit == Habit.SAME_PORTS) && at >= EVENT && at < BACK);
        boolean socket = habit != Habit.NO_RTCP_SOCKET;
        boolean second = habit == Habit.REPORTS_FROM_ELSEWHERE && port == ODD_PORT;
        if (running && socket && (port == rtcpPort(rtp) || second)) {
            return Fate.REACHED;
        }
        if (!running || port != rtp) {
            Direction direction = way.equals(Topology.LOOPBACK) ? Direction.LOCAL : Direction.IN;
            answer(at, way, direction, IcmpError.Kind.PORT_UNREACHABLE, destination.getAddress(), source, destination);
        }
        return socket || port != CAMERA_RTP + 1 ? Fate.MISADDRESSED : Fate.CLOSED;
    }

    /** The camera's socket as the media server's host sees it. */
    private InetSocketAddress outer(int port) {
        int device = serverRtp - SERVER_RTP;
        return new InetSocketAddress(topology.seen(), topology.isNat() ? 20_000 + 3 * port + device / 2 : port);
    }

    /** The camera's port behind a mapped one; -1 when nothing is mapped there. */
    private int inner(int outer) {
        for (int port : new int[] {CAMERA_RTP, CAMERA_RTP + 1, RESTARTED_RTP, RESTARTED_RTP + 1, ODD_PORT}) {
            boolean mapped = port == CAMERA_RTP || port == RESTARTED_RTP || sendsReports();
            if (mapped && outer(port).getPort() == outer) {
                return port;
            }
        }
        return -1;
    }

    private void inbound(double at, InetSocketAddress from, InetSocketAddress to, ByteBuf payload) {
        double offset = 0;
        for (String name : topology.inbound(copies++)) {
            Direction direction = name.equals(Topology.LOOPBACK) ? Direction.LOCAL : Direction.IN;
            seen(at + offset, name, direction, from, to, payload);
            offset += COPY;
        }
        for (String name : topology.towardsContainer()) {
            InetSocketAddress inside = new InetSocketAddress(topology.container(), to.getPort());
            seen(at + offset, name, Direction.UNKNOWN, from, inside, payload);
        }
    }

    private void outbound(
            double at,
            String name,
            Direction direction,
            InetSocketAddress from,
            InetSocketAddress to,
            ByteBuf payload) {
        fromContainer(at, Direction.UNKNOWN, from, to, payload);
        seen(at + COPY, name, direction, translated(from), to, payload);
    }

    private InetSocketAddress translated(InetSocketAddress from) {
        boolean changes = topology == Topology.CONTAINER && translatesPorts;
        return changes ? new InetSocketAddress(from.getAddress(), 61_001) : from;
    }

    private void fromContainer(
            double at, Direction direction, InetSocketAddress from, InetSocketAddress to, ByteBuf payload) {
        for (String name : topology.towardsContainer()) {
            InetSocketAddress inside = new InetSocketAddress(topology.container(), from.getPort());
            seen(at, name, direction, inside, to, payload);
        }
    }

    private void seen(
            double at,
            String name,
            Direction direction,
            InetSocketAddress from,
            InetSocketAddress to,
            ByteBuf payload) {
        Datagram datagram = new Datagram(instant(at), name, direction, from, to, payload.duplicate(), false);
        seen.add(new Seen(instant(at), Optional.of(datagram), Optional.empty()));
    }

    private void answer(
            double at,
            String name,
            Direction direction,
            IcmpError.Kind kind,
            InetAddress reporter,
            InetSocketAddress source,
            InetSocketAddress destination) {
        if (at - lastAnswer >= RATION) {
            lastAnswer = at;
            InetSocketAddress quoted = direction == Direction.IN ? translated(source) : source;
            error(at + ANSWERED, direction, name, kind, reporter, quoted, destination);
        }
    }

    private void error(
            double at,
            Direction direction,
            String name,
            IcmpError.Kind kind,
            InetAddress reporter,
            InetSocketAddress source,
            InetSocketAddress destination) {
        IcmpError error = new IcmpError(
                instant(at),
                name,
                direction,
                kind,
                reporter,
                source,
                destination,
                Optional.of(SERVER_SSRC).filter(ssrc -> direction == Direction.IN),
                /* hopLimit= */ 0,
                LinkEnds.UNKNOWN);
        seen.add(new Seen(instant(at), Optional.empty(), Optional.of(error)));
    }

    private static ByteBuf compound(List<RtcpPacket> packets) {
        ByteBuf out = Unpooled.buffer(128);
        RtcpCompound.write(out, packets);
        return out;
    }

    private static Instant instant(double at) {
        return START.plusNanos(Math.round(at * 1e9));
    }

    /** What the captures saw, in the order of time. */
    public List<Seen> seen() {
        return seen;
    }

    /** When the run ends. */
    public Instant end() {
        return instant(seconds);
    }

    /** The camera's address, as the media server's host sees it. */
    public InetAddress camera() {
        return topology.seen();
    }

    /** What the media server's host says of itself at an instant. */
    public Host hostAt(Instant now) {
        double at = Duration.between(START, now).toNanos() / 1e9;
        Optional<Neighbour> neighbour = topology == Topology.OWN_HOST
                ? Optional.empty()
                : Optional.of(new Neighbour(
                        topology.outbound(0).get(0),
                        isNeighbourGivenUp(at) ? Neighbour.State.FAILED : Neighbour.State.RESOLVED));
        List<FirewallDrop> drops = dropsUntil(at);
        return new Host(
                address -> address.equals(topology.seen()) ? topology.route().map(this::route) : Optional.empty(),
                address -> address.equals(topology.seen()) || address.equals(router()) ? neighbour : Optional.empty(),
                new Firewall() {
                    @Override
                    public List<FirewallDrop> drops() {
                        return drops;
                    }

                    @Override
                    public Optional<String> blindness() {
                        return Optional.empty();
                    }
                });
    }

    /** Only a router on the way may say that there is no way. */
    private Route route(Route onLink) {
        return fault == Fault.NO_WAY
                ? new Route(onLink.interfaceName(), Optional.of(router()), onLink.source())
                : onLink;
    }

    private InetAddress router() {
        return Topology.address(topology == Topology.IPV6 ? "fd00:77::fe" : "10.77.0.253");
    }

    /** The kernel asks only when it has something to send. */
    private boolean isNeighbourGivenUp(double at) {
        return fault == Fault.NO_NEIGHBOUR
                && sent.stream().anyMatch(one -> one.fate() == Fate.UNREACHABLE && one.at() < at - NEIGHBOUR_GIVEN_UP);
    }

    /** The counter of the one rule that drops: UDP to, or from, one port of the media server. */
    private List<FirewallDrop> dropsUntil(double at) {
        List<Dropped> until = dropped.stream().filter(one -> one.at() <= at).toList();
        if (until.isEmpty()) {
            return List.of();
        }
        Dropped first = until.get(0);
        Dropped last = until.get(until.size() - 1);
        boolean out = first.way() == FirewallDrop.Way.OUT;
        int port = out ? first.from().getPort() : first.to().getPort();
        List<PortRange> ports = List.of(new PortRange(port, port));
        List<AddressRange> any = List.of();
        DropScope scope =
                new DropScope(any, out ? ports : List.of(), any, out ? List.of() : ports, /* certain= */ true);
        return List.of(new FirewallDrop(
                first.way(),
                "inet filter " + (out ? "output udp sport " : "input udp dport ") + port + " drop",
                until.size(),
                instant(first.at()),
                instant(last.at()),
                Optional.empty(),
                Optional.empty(),
                scope));
    }

    /** When the first RTCP reached the camera's socket; empty when none ever did. */
    public Optional<Duration> firstReached() {
        return sent.stream()
                .filter(one -> one.fate() == Fate.REACHED)
                .findFirst()
                .map(one -> Duration.ofNanos(Math.round(one.at() * 1e9)));
    }

    /** The verdict at the end, from what became of the packets. */
    public Verdict truth() {
        return truthAt(seconds, !dropped.isEmpty());
    }

    /** The verdict that a capture alone can tell, which knows no firewall, while the camera sent. */
    public Verdict truthOnTheWire() {
        return truthAt(Double.isNaN(lastRtp) ? seconds : lastRtp, /* firewall= */ false);
    }

    private Verdict truthAt(double at, boolean firewall) {
        if (Double.isNaN(lastRtp)) {
            return Verdict.NO_MEDIA;
        }
        if (at - lastRtp > GONE) {
            Verdict before = truthAt(lastRtp, firewall);
            return before == Verdict.DELIVERED ? Verdict.NO_MEDIA : before;
        }
        Optional<Fate> fate = sent.stream()
                .filter(one -> one.at() <= at && one.at() > at - LOST)
                .reduce((first, last) -> last)
                .map(Sent::fate);
        boolean sentAstray = fault == Fault.RTCP_IN_DROPPED
                && fate.filter(SEEN_ASTRAY::contains).isPresent();
        if (firewall && !sentAstray && dropped.stream().anyMatch(one -> one.at() > at - LOST && one.at() <= at)) {
            return Verdict.BLOCKED;
        }
        return fate.map(known -> verdict(known, firewall)).orElse(Verdict.SILENT);
    }

    /** Whether RTCP reached the camera's socket within the time before an instant. */
    public boolean isReachedWithin(Duration time, Instant before) {
        return sent.stream()
                .filter(one -> one.fate() == Fate.REACHED)
                .map(one -> instant(one.at()))
                .anyMatch(at -> !at.isAfter(before) && !at.isBefore(before.minus(time)));
    }

    private Verdict verdict(Fate fate, boolean firewall) {
        return switch (fate) {
            case REACHED -> Verdict.DELIVERED;
            case LOOPED_UNSEEN -> Verdict.SILENT;
            case LOOPED, WRONG_INTERFACE -> Verdict.TRAPPED;
            case MISADDRESSED -> Verdict.SILENT;
            case CLOSED, UNREACHABLE -> Verdict.UNREACHABLE;
            case DROPPED -> firewall ? Verdict.BLOCKED : unforwarded();
        };
    }

    /** What a container sends is seen before the firewall drops it. */
    private Verdict unforwarded() {
        return topology == Topology.CONTAINER ? Verdict.TRAPPED : Verdict.SILENT;
    }
}
