package dev.sightline.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.gateway.media.MediaEvent;
import dev.sightline.gateway.media.MediaEvent.Failed;
import dev.sightline.gateway.media.MediaEvent.FlowChanged;
import dev.sightline.gateway.media.MediaEvent.MediaStateChanged;
import dev.sightline.probe.Cause;
import dev.sightline.probe.Evidence;
import dev.sightline.probe.Finding;
import dev.sightline.probe.NegotiationVerdict;
import dev.sightline.probe.RembValue;
import dev.sightline.probe.RtcpFlow;
import dev.sightline.probe.StreamVerdict;
import dev.sightline.probe.Verdict;
import dev.sightline.sdp.SessionDescription;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a firewall drops, by what is captured and what the media server says: the table of what was seen with a real one. */
class FirewallMarksTest {
    private static final Instant START = Instant.EPOCH;
    private static final InetSocketAddress CAMERA = new InetSocketAddress(InetAddress.getLoopbackAddress(), 5006);
    private static final InetSocketAddress SERVER = new InetSocketAddress(InetAddress.getLoopbackAddress(), 14738);
    private static final InetSocketAddress SERVER_RTCP = new InetSocketAddress(InetAddress.getLoopbackAddress(), 14739);
    private static final SessionDescription ANSWER = SessionDescription.parse(
            "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\nm=video 14738 RTP/AVPF 103\r\na=rtcp:14739\r\n");

    /** Marks as words: refused (each one a write that was refused), flowing, reported. */
    private static MediaMarks marks(String said, long atSecond) {
        MediaMarks marks = MediaMarks.of(ANSWER, 0);
        for (String word : said.split(" ", -1)) {
            marks = marks.with(event(word), Duration.ofSeconds(atSecond).toNanos());
        }
        return marks;
    }

    private static MediaEvent event(String word) {
        return switch (word) {
            case "flowing" -> new FlowChanged("VIDEO", true);
            case "reported" -> new MediaStateChanged(true);
            case "refused" -> new Failed(0, "RESOURCE_ERROR_WRITE", "could not send: Operation not permitted");
            case "unreachable" -> new Failed(0, "RESOURCE_ERROR_WRITE", "could not send: Network is unreachable");
            default -> new FlowChanged("VIDEO", false);
        };
    }

    private static RtcpFlow flow(
            String types, InetSocketAddress from, InetSocketAddress to, int count, int first, int last) {
        Map<String, Long> counts = new TreeMap<>();
        Arrays.stream(types.split("\\+", -1)).forEach(type -> counts.put(type, (long) count));
        return new RtcpFlow(
                "cam0",
                List.of(),
                from,
                to,
                from.equals(CAMERA) ? RtcpFlow.Meaning.FROM_CAMERA : RtcpFlow.Meaning.DELIVERED,
                count,
                new TreeMap<>(counts),
                START.plusSeconds(first),
                START.plusSeconds(last));
    }

    /** Twelve seconds of a camera. */
    private static NegotiationVerdict probed(
            Verdict verdict, long rtpPackets, Optional<RtcpFlow> in, Optional<RtcpFlow> out) {
        Finding finding = new Finding(verdict, START, "as probed", Optional.empty());
        Evidence evidence = new Evidence(
                rtpPackets,
                rtpPackets > 0 ? List.of("cam0") : List.of(),
                rtpPackets > 0 ? Optional.of(START) : Optional.empty(),
                rtpPackets > 0 ? Optional.of(START.plusSeconds(12)) : Optional.empty(),
                in.stream().toList(),
                out.stream().toList(),
                List.of(),
                Optional.empty(),
                List.of(),
                dev.sightline.probe.ReturnPath.unknown());
        return new NegotiationVerdict(
                "cam",
                1,
                finding,
                Duration.ZERO,
                evidence,
                List.of(new StreamVerdict(CAMERA, SERVER, 1, Optional.empty(), finding, evidence)));
    }

    @ParameterizedTest(name = "{0}, RTP {1}, reports in {2}, RTCP out {3}, the media server says {4}: {5} {6}")
    @CsvSource({
        // dropped on the way out
        "SILENT,    300, 3, -,       flowing reported refused refused, BLOCKED,   DROPPED_OUT",
        "SILENT,    300, 0, -,       flowing refused refused,          BLOCKED,   DROPPED_OUT",
        // the camera's reports, on the way in: camera-address, then comedia
        "DELIVERED, 300, 3, RR+REMB, flowing,                          BLOCKED,   DROPPED_IN",
        "SILENT,    300, 3, -,       flowing,                          BLOCKED,   DROPPED_IN",
        // and what is none of them
        "SILENT,    300, 3, -,       flowing reported,                 SILENT,    ",
        "SILENT,    300, 3, -,       flowing reported refused,         SILENT,    ",
        "SILENT,    300, 3, -,       flowing reported unreachable unreachable, SILENT, ",
        "SILENT,    300, 3, RR,      flowing reported refused refused, SILENT,    ",
        "SILENT,    300, 0, -,       flowing,                          SILENT,    ",
        "SILENT,    300, 2, -,       flowing,                          SILENT,    ",
        "SILENT,    20,  3, -,       reported,                         SILENT,    ",
        "DELIVERED, 300, 3, RR+REMB, flowing reported,                 DELIVERED, ",
        "DELIVERED, 300, 3, RR+REMB, reported,                         DELIVERED, ",
        "DELIVERED, 300, 0, RR+REMB, flowing,                          DELIVERED, ",
        "TRAPPED,   300, 3, -,       flowing,                          TRAPPED,   ",
        "NO_MEDIA,  0,   0, -,       nothing,                          NO_MEDIA,  ",
        "UNPROVEN,  300, 3, -,       flowing refused refused,          UNPROVEN,  ",
    })
    void whatIsDropped(Verdict probed, long rtp, int reports, String out, String said, Verdict expected, Cause cause) {
        Optional<RtcpFlow> in = reports == 0
                ? Optional.empty()
                : Optional.of(flow("SR+SDES", CAMERA, SERVER_RTCP, reports, 0, (reports - 1) * 5));
        Optional<RtcpFlow> left =
                out.equals("-") ? Optional.empty() : Optional.of(flow(out, SERVER_RTCP, CAMERA, 20, 0, 12));

        Finding finding = FirewallMarks.judge(
                probed(probed, rtp, in, left),
                marks(said, 12),
                Duration.ofSeconds(13).toNanos());

        assertThat(finding.verdict()).isEqualTo(expected);
        if (cause == null) {
            assertThat(finding.reason()).isEqualTo("as probed");
        } else {
            assertThat(finding.causes()).containsExactly(cause);
            assertThat(finding.cure()).isPresent();
            assertThat(finding.reason()).contains("firewall");
        }
    }

    /** Another policy mends it, and needs no report for that. */
    @ParameterizedTest
    @EnumSource(
            value = Cause.class,
            names = {"WRONG_HOST", "WRONG_PORT", "STALE_PORT"})
    void feedbackForTheWrongPlaceIsMendedThoughReportsAreDropped(Cause cause) {
        NegotiationVerdict known = probed(
                Verdict.SILENT, 300, Optional.of(flow("SR+SDES", CAMERA, SERVER_RTCP, 3, 0, 10)), Optional.empty());
        Finding silent = new Finding(Verdict.SILENT, START, List.of(cause), "as probed", Optional.empty());

        Finding finding = FirewallMarks.judge(
                new NegotiationVerdict(
                        known.camera(), known.negotiation(), silent, known.age(), known.evidence(), known.streams()),
                marks("flowing", 12),
                Duration.ofSeconds(13).toNanos());

        assertThat(finding.verdict()).isEqualTo(Verdict.SILENT);
        assertThat(finding.causes()).containsExactly(cause);
        assertThat(finding.reason()).startsWith("as probed").contains("reports are captured", "firewall drops them");
        assertThat(finding.cure().orElseThrow()).contains("nft list ruleset");
    }

    @Test
    void mediaThatCeasedWhileRtpComesIsDropped() {
        MediaMarks marks = marks("flowing", 0)
                .with(new FlowChanged("VIDEO", false), Duration.ofSeconds(3).toNanos());

        Finding finding = FirewallMarks.judge(
                probed(Verdict.SILENT, 300, Optional.empty(), Optional.empty()),
                marks,
                Duration.ofSeconds(13).toNanos());

        assertThat(finding.verdict()).isEqualTo(Verdict.BLOCKED);
        assertThat(finding.reason()).doesNotContain("payload type");
    }

    /** A drop on the way in, or a payload type that was not negotiated: the two look the same. */
    @ParameterizedTest
    @CsvSource({"DELIVERED, RR", "SILENT, -"})
    void whereNoMediaEverCameOutTheVerdictStandsAndBothReasonsAreNamed(Verdict probed, String out) {
        Optional<RtcpFlow> left =
                out.equals("-") ? Optional.empty() : Optional.of(flow(out, SERVER_RTCP, CAMERA, 20, 0, 12));

        Finding finding = FirewallMarks.judge(
                probed(probed, 300, Optional.of(flow("SR", CAMERA, SERVER_RTCP, 3, 0, 10)), left),
                marks("reported", 12),
                Duration.ofSeconds(13).toNanos());

        assertThat(finding.verdict()).isEqualTo(probed);
        assertThat(finding.causes()).isEmpty();
        assertThat(finding.reason()).startsWith("as probed").contains("firewall", "payload type");
        assertThat(finding.cure().orElseThrow()).contains("nft list ruleset", "payload type");
    }

    private static final SessionDescription BOTH = SessionDescription.parse("""
            v=0
            o=- 1 1 IN IP4 127.0.0.1
            s=-
            t=0 0
            m=audio 14740 RTP/AVP 0
            a=rtcp:14741
            m=video 14738 RTP/AVPF 103
            a=rtcp:14739
            """);

    /** Of a camera whose audio comes until {@code now}, and its video with a pause. */
    private static NegotiationVerdict paused(long videoPackets, int videoUntil, int now) {
        NegotiationVerdict one = probed(Verdict.DELIVERED, 500, Optional.empty(), Optional.empty());
        Finding finding = one.finding();
        List<StreamVerdict> streams = List.of(
                stream(finding, 14_740, "eth-audio", 500, now),
                stream(finding, 14_738, "eth-video", videoPackets, videoUntil));
        return new NegotiationVerdict(
                "cam", 1, finding, Duration.ofSeconds(now), streams.get(0).evidence(), streams);
    }

    private static StreamVerdict stream(Finding finding, int port, String interfaceName, long packets, int until) {
        Evidence none = Evidence.none(dev.sightline.probe.ReturnPath.unknown());
        Evidence evidence = new Evidence(
                packets,
                List.of(interfaceName),
                Optional.of(START),
                Optional.of(START.plusSeconds(until)),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                List.of(),
                none.returnPath());
        InetSocketAddress server = new InetSocketAddress(SERVER.getAddress(), port);
        return new StreamVerdict(CAMERA, server, port, Optional.empty(), finding, evidence);
    }

    private static MediaMarks dryFrom(int second) {
        return MediaMarks.of(BOTH, 0)
                .with(event("flowing"), 0)
                .with(event("dry"), Duration.ofSeconds(second).toNanos());
    }

    private static Finding judged(MediaMarks marks, NegotiationVerdict verdict, int second) {
        return FirewallMarks.judge(verdict, marks, Duration.ofSeconds(second).toNanos());
    }

    /** Privacy mode, or a camera that sends video only while something moves. */
    @ParameterizedTest
    @CsvSource({"20", "25", "40"})
    void videoThatPausesWhileAudioGoesOnIsNotDropped(int now) {
        Finding finding = judged(dryFrom(11), paused(300, 10, now), now);

        assertThat(finding.verdict()).isEqualTo(Verdict.DELIVERED);
        assertThat(finding.reason()).isEqualTo("as probed");
    }

    @Test
    void videoThatIsDroppedIsToldBesideAudioThatIsNot() {
        Finding finding = judged(dryFrom(11), paused(600, 25, 25), 25);

        assertThat(finding.verdict()).isEqualTo(Verdict.BLOCKED);
        assertThat(finding.causes()).containsExactly(Cause.DROPPED_IN);
        assertThat(finding.reason()).contains("video is captured on eth-video,");
        assertThat(finding.cure().orElseThrow()).contains("ports [14738] into");
    }

    /** The media server says a moment later than the capture that it flows again. */
    @ParameterizedTest(name = "resumed at 40 s, now {0} s: {1}")
    @CsvSource({"41, DELIVERED", "44, DELIVERED", "46, BLOCKED"})
    void videoThatHasJustResumedIsGivenTime(int now, Verdict expected) {
        MediaMarks marks =
                dryFrom(11).captured(paused(300, 10, 40), Duration.ofSeconds(40).toNanos());
        NegotiationVerdict resumed = paused(320, now, now);

        Finding finding = judged(marks.captured(resumed, Duration.ofSeconds(now).toNanos()), resumed, now);

        assertThat(finding.verdict()).isEqualTo(expected);
    }

    /** As of a camera that has just begun anew, from another port. */
    @ParameterizedTest(name = "video since {0} s: {1}")
    @CsvSource({"4, DELIVERED", "5, BLOCKED"})
    void videoThatHasJustBegunIsGivenTime(int since, Verdict expected) {
        assertThat(judged(dryFrom(11), video(Optional.of(START.plusSeconds(25 - since)), 25), 25)
                        .verdict())
                .isEqualTo(expected);
    }

    /** Of too many streams an agent tells the finding alone. */
    @ParameterizedTest(name = "streams are told: {0}")
    @CsvSource({"true", "false"})
    void whatAShortenedVerdictDoesNotShowIsNoPause(boolean streams) {
        NegotiationVerdict whole = paused(600, 25, 25);
        NegotiationVerdict cut = video(Optional.empty(), 24);
        NegotiationVerdict shortened = new NegotiationVerdict(
                cut.camera(),
                cut.negotiation(),
                cut.finding(),
                cut.age(),
                cut.evidence(),
                streams ? cut.streams() : List.of());

        MediaMarks marks =
                dryFrom(11).captured(shortened, Duration.ofSeconds(24).toNanos());

        assertThat(judged(marks, whole, 25).verdict()).isEqualTo(Verdict.BLOCKED);
    }

    /** @param first its first RTP; empty where the verdict holds no evidence of its streams */
    private static NegotiationVerdict video(Optional<Instant> first, int now) {
        NegotiationVerdict whole = paused(300, now, now);
        StreamVerdict known = whole.streams().get(1);
        Evidence none = Evidence.none(dev.sightline.probe.ReturnPath.unknown());
        Evidence seen = new Evidence(
                300,
                List.of("eth-video"),
                first,
                known.evidence().lastRtp(),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                List.of(),
                none.returnPath());
        StreamVerdict video = new StreamVerdict(
                known.source(),
                known.destination(),
                known.ssrc(),
                known.cname(),
                known.finding(),
                first.isPresent() ? seen : none);
        return new NegotiationVerdict(
                whole.camera(), whole.negotiation(), whole.finding(), whole.age(), whole.evidence(), List.of(video));
    }

    @Test
    void nothingFollowsWhereAudioAndVideoCannotBeToldApart() {
        SessionDescription one = SessionDescription.parse(BOTH.toString().replace("14740", "14738"));
        MediaMarks marks = MediaMarks.of(one, 0)
                .with(event("flowing"), 0)
                .with(event("dry"), Duration.ofSeconds(11).toNanos());

        assertThat(judged(marks, paused(600, 25, 25), 25).verdict()).isEqualTo(Verdict.DELIVERED);
    }

    @Test
    void aRefusalThatIsOverProvesNothing() {
        Finding finding = FirewallMarks.judge(
                probed(Verdict.SILENT, 300, Optional.empty(), Optional.empty()),
                marks("flowing reported refused refused", 12),
                Duration.ofSeconds(30).toNanos());

        assertThat(finding.verdict()).isEqualTo(Verdict.SILENT);
    }

    /** A rule that is being changed may refuse one each time. */
    @ParameterizedTest(name = "{0} s apart: {1}")
    @CsvSource({"10, BLOCKED", "3600, SILENT"})
    void refusalsFarApartAreNotTwo(int apart, Verdict expected) {
        MediaMarks marks = marks("flowing reported refused", 12)
                .with(event("refused"), Duration.ofSeconds(12 + apart).toNanos());

        Finding finding = FirewallMarks.judge(
                probed(Verdict.SILENT, 300, Optional.empty(), Optional.empty()),
                marks,
                Duration.ofSeconds(13 + apart).toNanos());

        assertThat(finding.verdict()).isEqualTo(expected);
    }

    @Test
    void feedbackThatLeftBeforeTheDropWasMadeDoesNotHideIt() {
        Optional<RtcpFlow> earlier = Optional.of(flow("RR+REMB", SERVER_RTCP, CAMERA, 3, 0, 2));
        Finding finding = FirewallMarks.judge(
                probed(Verdict.SILENT, 300, Optional.empty(), earlier),
                marks("flowing reported refused refused", 12),
                Duration.ofSeconds(13).toNanos());

        assertThat(finding.causes()).containsExactly(Cause.DROPPED_OUT);
    }

    @ParameterizedTest(name = "media ceased at {0} s, the last REMB came at {1} s: {2}")
    @CsvSource({"3, 4, BLOCKED", "3, 11, DELIVERED", "9, 4, DELIVERED"})
    void mediaThatNoLongerComesOutWasDroppedOnTheWayIn(int ceased, int lastRemb, Verdict expected) {
        MediaMarks marks = marks("flowing reported", 0)
                .with(
                        new FlowChanged("VIDEO", false),
                        Duration.ofSeconds(ceased).toNanos());
        NegotiationVerdict all = probed(
                Verdict.DELIVERED, 300, Optional.empty(), Optional.of(flow("RR+REMB", SERVER_RTCP, CAMERA, 20, 0, 12)));
        Evidence seen = all.evidence();
        Evidence withRemb = new Evidence(
                seen.rtpPackets(),
                seen.rtpInterfaces(),
                seen.firstRtp(),
                seen.lastRtp(),
                seen.rtcpIn(),
                seen.rtcpOut(),
                List.of(new RembValue(START.plusSeconds(lastRemb), 500_000)),
                Optional.empty(),
                List.of(),
                dev.sightline.probe.ReturnPath.unknown());

        Finding finding = FirewallMarks.judge(
                new NegotiationVerdict("cam", 1, all.finding(), Duration.ZERO, withRemb, all.streams()),
                marks,
                Duration.ofSeconds(13).toNanos());

        assertThat(finding.verdict()).isEqualTo(expected);
    }

    @Test
    void aNegotiationThatHasJustBegunIsGivenTime() {
        Finding finding = FirewallMarks.judge(
                probed(Verdict.SILENT, 300, Optional.empty(), Optional.empty()),
                MediaMarks.of(ANSWER, 0),
                Duration.ofSeconds(4).toNanos());

        assertThat(finding.verdict()).isEqualTo(Verdict.SILENT);
    }

    /** They may have come before it was there. */
    @ParameterizedTest(name = "negotiated {0} s ago: {1}")
    @CsvSource({"9, SILENT", "10, BLOCKED"})
    void reportsAreNotMissedByAnEndpointThatIsYoungerThanTheyLast(int age, Verdict expected) {
        Finding finding = FirewallMarks.judge(
                probed(Verdict.SILENT, 300, Optional.of(flow("SR", CAMERA, SERVER_RTCP, 3, 0, 10)), Optional.empty()),
                marks("flowing", 0),
                Duration.ofSeconds(age).toNanos());

        assertThat(finding.verdict()).isEqualTo(expected);
    }

    /** One of them may be lost on its way through the media server's host. */
    @ParameterizedTest(name = "{0} reports in 10 s: {1}")
    @CsvSource({"2, SILENT", "3, BLOCKED"})
    void fewReportsAreNotMissed(int reports, Verdict expected) {
        Optional<RtcpFlow> in = Optional.of(flow("SR", CAMERA, SERVER_RTCP, reports, 0, 10));
        Finding finding = FirewallMarks.judge(
                probed(Verdict.SILENT, 300, in, Optional.empty()),
                marks("flowing", 12),
                Duration.ofSeconds(13).toNanos());

        assertThat(finding.verdict()).isEqualTo(expected);
    }

    @Test
    void reportsToAnotherPortAreNotMissed() {
        Optional<RtcpFlow> elsewhere = Optional.of(flow("SR", CAMERA, SERVER, 5, 0, 12));
        Finding finding = FirewallMarks.judge(
                probed(Verdict.SILENT, 300, elsewhere, Optional.empty()),
                marks("flowing", 12),
                Duration.ofSeconds(13).toNanos());

        assertThat(finding.verdict()).isEqualTo(Verdict.SILENT);
    }

    @Test
    void nothingFollowsWhereNothingIsKnownOfTheMediaServer() {
        Finding finding = FirewallMarks.judge(
                probed(Verdict.SILENT, 300, Optional.empty(), Optional.empty()),
                MediaMarks.none(),
                Duration.ofSeconds(13).toNanos());

        assertThat(finding.verdict()).isEqualTo(Verdict.SILENT);
    }
}
