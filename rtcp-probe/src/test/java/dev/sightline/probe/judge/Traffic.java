package dev.sightline.probe.judge;

import dev.sightline.probe.CameraVerdict;
import dev.sightline.probe.Coverage;
import dev.sightline.probe.DropRule;
import dev.sightline.probe.FirewallDrop;
import dev.sightline.probe.NegotiationVerdict;
import dev.sightline.probe.Neighbour;
import dev.sightline.probe.PortRange;
import dev.sightline.probe.RedirectRule;
import dev.sightline.probe.Route;
import dev.sightline.probe.host.Firewall;
import dev.sightline.probe.host.FirewallPass;
import dev.sightline.probe.host.Host;
import dev.sightline.probe.judge.seen.WatchRules;
import dev.sightline.probe.packet.Datagram;
import dev.sightline.probe.packet.Datagram.Direction;
import dev.sightline.probe.packet.IcmpError;
import dev.sightline.probe.packet.LinkEnds;
import dev.sightline.probe.packet.TestPackets;
import dev.sightline.rtp.ReceiverReport;
import dev.sightline.rtp.Remb;
import dev.sightline.rtp.ReportBlock;
import dev.sightline.rtp.RtcpCompound;
import dev.sightline.rtp.RtcpPacket;
import dev.sightline.rtp.SenderReport;
import dev.sightline.rtp.SourceDescription;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** What a camera and a media server send, packet by packet, and what is found of it. */
final class Traffic {
    static final String CAMERA = "10.77.0.2";
    static final String SERVER = "10.77.0.1";
    static final long SSRC = 0xcafe_f00dL;

    final Instant start = Instant.parse("2026-11-24T12:00:00Z");
    final Verdicts verdicts;
    final List<FirewallDrop> drops = new ArrayList<>();
    final List<FirewallPass> passes = new ArrayList<>();
    final List<DropRule> rules = new ArrayList<>();
    final List<RedirectRule> redirects = new ArrayList<>();
    Optional<String> blindness = Optional.empty();
    Optional<Neighbour> neighbour = Optional.empty();
    Optional<Route> route = Optional.empty();

    /** Those of some addresses, where they are others. */
    final Map<String, Optional<Route>> routes = new HashMap<>();

    Coverage coverage = Coverage.all();
    Instant now = start;

    /** What is left of the hop limit of what is captured. */
    int hopLimit;

    /** What is left of that of ICMP errors. */
    int answersLeft;

    /** Whether what is captured is for another host's link address. */
    boolean isForAnother;

    /** Between which stations of the link what is captured comes in, and leaves. */
    LinkEnds comes = LinkEnds.UNKNOWN;

    LinkEnds leaves = LinkEnds.UNKNOWN;

    /** Gets every datagram, too. */
    Optional<Consumer<Datagram>> tap = Optional.empty();

    /** The source of the RTP. */
    long rtpSource = SSRC;

    private int sequence;
    private int reports;
    private int received;

    /** Whether the media server gets nothing of the RTP that is captured. */
    boolean isDeaf;

    /** @param named cameras on which a verdict is given in any case */
    Traffic(String... named) {
        this(new PortRange(40_000, 40_999), named);
    }

    Traffic(PortRange watched, String... named) {
        this(Duration.ofSeconds(5), watched, named);
    }

    /** @param before for how long it was watched before the first packet */
    Traffic(Duration before, PortRange watched, String... named) {
        List<InetAddress> cameras = Stream.of(named)
                .map(address -> new InetSocketAddress(address, 0).getAddress())
                .toList();
        verdicts = new Verdicts(WatchRules.DEFAULT, watched, cameras, start.minus(before));
    }

    /** RTP ten times a second, and something else with it. */
    Traffic flow(double seconds, Runnable with) {
        return flow(seconds, 5_006, with);
    }

    Traffic flow(double seconds, int from, Runnable with) {
        for (Instant end = now.plusMillis((long) (1_000 * seconds)); now.isBefore(end); now = now.plusMillis(100)) {
            rtp(CAMERA, from, 40_000);
            with.run();
        }
        return this;
    }

    void rtp(String camera, int from, int to) {
        received = isDeaf ? received : sequence;
        datagram(
                "eth0",
                Direction.IN,
                camera,
                from,
                SERVER,
                to,
                Unpooled.wrappedBuffer(TestPackets.rtp(rtpSource, sequence++)));
    }

    void report(String camera, int from, int to, String cname) {
        report(
                camera,
                from,
                to,
                List.of(new SenderReport(SSRC, 0, 0, 10, 400, List.of()), SourceDescription.ofCname(SSRC, cname)));
    }

    void report(String camera, int from, int to, long ssrc) {
        report(camera, from, to, List.of(new SenderReport(ssrc, 0, 0, 10, 400, List.of())));
    }

    private void report(String camera, int from, int to, List<RtcpPacket> packets) {
        compound("eth0", Direction.IN, camera, from, SERVER, to, packets);
    }

    /** What this host's media server sends for the camera, wherever it stands. */
    void sends(RtcpPacket... packets) {
        compound("eth0", Direction.OUT, SERVER, 40_001, CAMERA, 5_007, List.of(packets));
    }

    /** A sender report of the camera, whose packet count tells what it has sent so far, or stays. */
    void report(boolean rising) {
        compound(
                "eth0",
                Direction.IN,
                CAMERA,
                5_007,
                SERVER,
                40_001,
                List.of(
                        new SenderReport(SSRC, reports++, 0, rising ? sequence : 10, 400, List.of()),
                        SourceDescription.ofCname(SSRC, "c")));
    }

    /** RR without blocks, and SDES; no two are alike. */
    void emptyFeedback() {
        compound(
                "eth0",
                Direction.OUT,
                SERVER,
                40_001,
                CAMERA,
                5_007,
                List.of(
                        new ReceiverReport(1, List.of()),
                        SourceDescription.ofCname(1, "server" + String.format("%05d", reports++))));
    }

    /** RR and SDES about {@code ssrc}, and a REMB where a bitrate is given; no two are alike. */
    void feedback(String on, int from, String host, int to, long ssrc, Optional<Long> bitrate) {
        List<RtcpPacket> packets = new ArrayList<>(List.of(
                new ReceiverReport(1, List.of(new ReportBlock(ssrc, 0, 0, received, reports++, 0, 0))),
                SourceDescription.ofCname(1, "server")));
        bitrate.ifPresent(bits -> packets.add(new Remb(1, bits, List.of(ssrc))));
        Direction direction = on.equals("lo") ? Direction.LOCAL : Direction.OUT;
        compound(on, direction, host.equals("127.0.0.1") ? host : SERVER, from, host, to, packets);
    }

    void feedback(String on, int from, String host, int to) {
        feedback(on, from, host, to, SSRC, Optional.of(1_000_000L));
    }

    void delivered() {
        feedback("eth0", 40_001, CAMERA, 5_007);
    }

    private void compound(
            String on,
            Direction direction,
            String from,
            int fromPort,
            String to,
            int toPort,
            List<RtcpPacket> packets) {
        ByteBuf out = Unpooled.buffer();
        RtcpCompound.write(out, packets);
        datagram(on, direction, from, fromPort, to, toPort, out);
    }

    void datagram(String on, Direction direction, String from, int fromPort, String to, int toPort, ByteBuf payload) {
        Datagram datagram = new Datagram(
                now,
                on,
                direction,
                new InetSocketAddress(from, fromPort),
                new InetSocketAddress(to, toPort),
                payload,
                false,
                hopLimit,
                isForAnother && direction != Direction.OUT && direction != Direction.LOCAL,
                direction == Direction.IN ? comes : direction == Direction.OUT ? leaves : LinkEnds.UNKNOWN);
        verdicts.seen(datagram);
        tap.ifPresent(other -> other.accept(datagram));
    }

    /** What this host answers itself never arrives from outside. */
    void icmp(IcmpError.Kind kind, String reporter, int to) {
        icmp(reporter.equals(SERVER) ? Direction.LOCAL : Direction.IN, kind, reporter, to);
    }

    void icmp(Direction direction, IcmpError.Kind kind, String reporter, int to) {
        icmp(direction, kind, reporter, 40_001, to, Optional.of(1L));
    }

    /** @param sender the SSRC that is quoted of the RTCP */
    void icmp(Direction direction, IcmpError.Kind kind, String reporter, int from, int to, Optional<Long> sender) {
        icmp("eth0", direction, kind, reporter, from, to, sender);
    }

    void icmp(
            String on,
            Direction direction,
            IcmpError.Kind kind,
            String reporter,
            int from,
            int to,
            Optional<Long> sender) {
        icmp(on, direction, kind, reporter, from, new InetSocketAddress(CAMERA, to), sender);
    }

    void icmp(
            String on,
            Direction direction,
            IcmpError.Kind kind,
            String reporter,
            int from,
            InetSocketAddress to,
            Optional<Long> sender) {
        verdicts.seen(new IcmpError(
                now,
                on,
                direction,
                kind,
                new InetSocketAddress(reporter, 0).getAddress(),
                new InetSocketAddress(SERVER, from),
                to,
                sender,
                answersLeft,
                comes));
    }

    /** This host's answer to a camera whose RTP finds no socket. */
    void nothingListens(String camera, int from, int to) {
        verdicts.seen(new IcmpError(
                now,
                "eth0",
                Direction.OUT,
                IcmpError.Kind.PORT_UNREACHABLE,
                new InetSocketAddress(SERVER, 0).getAddress(),
                new InetSocketAddress(camera, from),
                new InetSocketAddress(SERVER, to),
                Optional.empty(),
                /* hopLimit= */ 0,
                LinkEnds.UNKNOWN));
    }

    Traffic pass(Duration time) {
        now = now.plus(time);
        return this;
    }

    Host host() {
        return new Host(
                address -> routes.getOrDefault(address.getHostAddress(), route), address -> neighbour, new Firewall() {
                    @Override
                    public List<FirewallDrop> drops() {
                        return drops;
                    }

                    @Override
                    public List<DropRule> rules() {
                        return rules;
                    }

                    @Override
                    public List<RedirectRule> redirects() {
                        return redirects;
                    }

                    @Override
                    public List<FirewallPass> passes() {
                        return passes;
                    }

                    @Override
                    public Optional<String> blindness() {
                        return blindness;
                    }
                });
    }

    CameraVerdict judge() {
        return judgeAll().get(0);
    }

    /** One for each camera that was found so far. */
    List<CameraVerdict> judgeAll() {
        return verdicts.judge(now, coverage, host());
    }

    NegotiationVerdict judgeNegotiated(String camera) {
        return verdicts.judgeNegotiated(now, coverage, host()).stream()
                .filter(verdict -> verdict.camera().equals(camera))
                .findFirst()
                .orElseThrow();
    }
}
