package dev.sightline.cli;

import dev.sightline.probe.Negotiation;
import dev.sightline.sdp.SessionDescription;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A camera of a test, what is offered for it, and what is to be found; all but the place can be changed until it starts. */
final class WireCamera implements AutoCloseable {
    private static final int NO_PORT = 0;
    private static int ssrcs = 1_607_797_000;

    private final String name;
    private final Host host;
    private final String address;
    private final String server;
    private final long ssrc = ++ssrcs;
    private String seenAs;
    private CameraOffer offer;
    private int rtpPort = 5_006;
    private int rtcpPort = 5_007;
    private int reportPort = 5_007;
    private int rebootPort = NO_PORT;
    private String verdict = "DELIVERED";
    private List<String> interfaces = List.of();
    private List<String> causes = List.of();
    private String reason = "";
    private boolean heard;
    private Optional<String> verdictByAgent = Optional.empty();
    private List<String> causesByAgent = List.of();

    private Optional<RtpSender> sender = Optional.empty();
    private long sentBefore;

    private WireCamera(String name, Host host, String address, String server) {
        this.name = name;
        this.host = host;
        this.address = address;
        this.server = server;
        seenAs = address;
        offer = CameraOffer.of(address, rtpPort);
    }

    /** A camera that is offered as it is, and sends to {@code server}. */
    static WireCamera at(Host host, String address, String server, String name) {
        return new WireCamera(name, host, address, server);
    }

    WireCamera offering(CameraOffer other) {
        offer = other;
        return this;
    }

    WireCamera ports(int rtp, int rtcp) {
        rtpPort = rtp;
        rtcpPort = rtcp;
        reportPort = rtcp;
        return this;
    }

    /** Nothing listens on its RTCP port. */
    WireCamera withoutRtcpPort() {
        rtcpPort = NO_PORT;
        reportPort = NO_PORT;
        return this;
    }

    WireCamera withoutReports() {
        return reportingFrom(NO_PORT);
    }

    /** It sends its reports from another port than the one that it listens on. */
    WireCamera reportingFrom(int port) {
        reportPort = port;
        return this;
    }

    /** It starts anew on other ports when it is told to. */
    WireCamera rebootingTo(int rtp) {
        rebootPort = rtp;
        return this;
    }

    /** The server sees another address than its own. */
    WireCamera seenAs(String publicAddress) {
        seenAs = publicAddress;
        return this;
    }

    /** The verdict on it, and the interfaces by any of which its RTCP is seen to leave. */
    WireCamera is(String expected, String... by) {
        verdict = expected;
        interfaces = List.of(by);
        heard = expected.equals("DELIVERED");
        return this;
    }

    /** It gets feedback, whatever the verdict. */
    WireCamera hearing() {
        heard = true;
        return this;
    }

    /** The agent's verdict where it differs: it knows what was offered, and it does not trace the firewall. */
    WireCamera byTheAgent(String expected, String... stableWords) {
        verdictByAgent = Optional.of(expected);
        causesByAgent = List.of(stableWords);
        return this;
    }

    WireCamera because(String part, String... stableWords) {
        reason = part;
        causes = Arrays.asList(stableWords);
        return this;
    }

    /** Negotiates for it, and tells {@code gateway} so. */
    void start(MediaServerClient mediaServer, GatewayEnd gateway) {
        String text = offer.text(ssrc);
        String answer = mediaServer.answerTo(text);
        gateway.negotiated(
                new Negotiation(name, 1, Optional.of(socket(seenAs, rtpPort).getAddress()), text, answer));
        int port = SessionDescription.parse(answer).media("video").orElseThrow().port();
        sender = Optional.of(sender(rtpPort, rtcpPort, reportPort, socket(server, port)));
    }

    private RtpSender sender(int rtp, int rtcp, int report, InetSocketAddress to) {
        return new RtpSender(host, ssrc, socket(address, rtp), listening(rtcp), listening(report), to);
    }

    private Optional<InetSocketAddress> listening(int port) {
        return port == NO_PORT ? Optional.empty() : Optional.of(socket(address, port));
    }

    private static InetSocketAddress socket(String literal, int port) {
        return new InetSocketAddress(literal, port);
    }

    void tick() {
        sender.ifPresent(RtpSender::tick);
    }

    /** For those that were told to: the old ports are closed. */
    void reboot() {
        if (rebootPort != NO_PORT && sender.isPresent()) {
            RtpSender before = sender.get();
            before.close();
            sentBefore = before.sent();
            sender = Optional.of(sender(rebootPort, rebootPort + 1, rebootPort + 1, before.destination()));
        }
    }

    /** What it got since it started, or started anew. */
    long feedback() {
        return sender.map(RtpSender::feedback).orElse(0L);
    }

    /** RTP packets that it has sent in all. */
    long sent() {
        return sentBefore + sender.map(RtpSender::sent).orElse(0L);
    }

    String seenAs() {
        return seenAs;
    }

    String verdict() {
        return verdict;
    }

    String verdictByAgent() {
        return verdictByAgent.orElse(verdict);
    }

    List<String> causesByAgent() {
        return verdictByAgent.isPresent() ? causesByAgent : causes;
    }

    String name() {
        return name;
    }

    List<String> interfaces() {
        return interfaces;
    }

    List<String> causes() {
        return causes;
    }

    String reason() {
        return reason;
    }

    boolean heard() {
        return heard;
    }

    @Override
    public void close() {
        sender.ifPresent(RtpSender::close);
    }

    @Override
    public String toString() {
        return name + ": " + verdict;
    }
}
