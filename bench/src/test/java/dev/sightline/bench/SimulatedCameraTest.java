package dev.sightline.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sightline.bench.CameraProfile.OfferFormat;
import dev.sightline.bench.CameraProfile.Reports;
import dev.sightline.bench.CameraProfile.Stream;
import dev.sightline.rtp.Bye;
import dev.sightline.rtp.Fir;
import dev.sightline.rtp.H264Payload;
import dev.sightline.rtp.Nack;
import dev.sightline.rtp.NtpTime;
import dev.sightline.rtp.Pli;
import dev.sightline.rtp.ReceiverReport;
import dev.sightline.rtp.Remb;
import dev.sightline.rtp.RtcpPacket;
import dev.sightline.rtp.RtpPackets;
import dev.sightline.rtp.SenderReport;
import dev.sightline.rtp.SourceDescription;
import dev.sightline.sdp.MediaDescription;
import dev.sightline.sdp.SessionDescription;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SimulatedCameraTest {
    private static final RtcpPacket REPORT = new ReceiverReport(7, List.of());

    private TestGateway gateway;
    private MediaSink video;
    private MediaSink audio;
    private final List<SimulatedCamera> cameras = new ArrayList<>();

    @BeforeEach
    void open() throws Exception {
        gateway = new TestGateway();
        video = new MediaSink();
        audio = new MediaSink();
        gateway.answer = answer(video, "passive");
    }

    @AfterEach
    void close() throws Exception {
        cameras.forEach(SimulatedCamera::close);
        gateway.close();
        video.close();
        audio.close();
    }

    private SimulatedCamera start(CameraProfile.Builder profile) {
        SimulatedCamera camera = SimulatedCamera.start(profile.build());
        cameras.add(camera);
        return camera;
    }

    private CameraProfile.Builder profile() {
        return CameraProfile.of("cam", gateway.config()).retry(Duration.ofMillis(100));
    }

    private String answer(MediaSink videoSink, String direction) {
        return """
                v=0
                o=- 1 1 IN IP4 127.0.0.1
                s=-
                c=IN IP4 127.0.0.1
                t=0 0
                m=audio %d RTP/AVPF 96
                a=rtcp:%d
                a=rtpmap:96 opus/48000/2
                a=recvonly
                a=direction:%s
                m=video %d RTP/AVPF 103
                a=rtcp:%d
                a=rtpmap:103 H264/90000
                a=recvonly
                a=direction:%s
                """.formatted(audio.port(), audio.port(), direction, videoSink.port(), videoSink.port(), direction)
                .replace("\n", "\r\n");
    }

    private static String play(String sdp) {
        return "{\"command\":\"play\",\"sdp\":\"" + sdp.replace("\r\n", "\\r\\n") + "\"}";
    }

    private static void awaitPackets(MediaSink sink, int count) {
        await().until(() -> sink.rtp.size() >= count);
    }

    private static boolean startsKeyframe(ByteBuf packet) {
        return H264Payload.startsKeyframe(packet.slice(12, packet.readableBytes() - 12));
    }

    /** The frames that came, numbered from 0, and whether each is a keyframe. */
    private static SortedMap<Long, Boolean> frames(MediaSink sink) {
        SortedMap<Long, Boolean> frames = new TreeMap<>();
        for (ByteBuf packet : sink.rtp) {
            long ticks = RtpPackets.timestamp(packet) - RtpPackets.timestamp(sink.rtp.get(0));
            frames.merge((ticks & 0xffff_ffffL) / 3600, startsKeyframe(packet), Boolean::logicalOr);
        }
        return frames;
    }

    @Test
    void aCameraThatSpeaksFirstOffersWhatItHasAndStreamsToTheAnswer() throws Exception {
        SimulatedCamera camera = start(profile());
        awaitPackets(video, 100);
        awaitPackets(audio, 20);

        SessionDescription offer = SessionDescription.parse(gateway.body("POST", 0));
        MediaDescription section = offer.media("video").orElseThrow();
        assertThat(offer.connection().orElseThrow().address()).isEqualTo("127.0.0.1");
        assertThat(section.fmtp(103).orElseThrow().parameter("profile-level-id"))
                .contains("42e01f");
        assertThat(section.feedback(103)).contains("nack", "nack pli", "ccm fir", "goog-remb");
        assertThat(section.rtcpPort()).isEqualTo(section.port());
        assertThat(section.ssrcs().get(0).ssrc()).isEqualTo(RtpPackets.ssrc(video.rtp.get(0)));
        assertThat(gateway.requests.get(0).path()).isEqualTo("/cameras/cam/config");
        assertThat(gateway.requests).anyMatch(request -> request.contentType().equals("application/sdp"));
        assertThat(camera.counters().state()).isEqualTo(CameraState.STREAMING);
        assertThat(camera.counters().negotiations()).isEqualTo(1);
    }

    @Test
    void theVideoIsTheClipInRfc6184Packets() {
        start(profile());
        awaitPackets(video, 150);
        List<VideoClip.Frame> clip = VideoClip.load().renditions().get(1).frames();
        List<byte[]> expected = clip.stream()
                .flatMap(frame -> frame.payloads().stream())
                .limit(150)
                .toList();
        int frame = 0;
        for (int i = 0; i < 150; i++) {
            ByteBuf packet = video.rtp.get(i);
            assertThat(ByteBufUtil.getBytes(packet, 12, packet.readableBytes() - 12))
                    .isEqualTo(expected.get(i));
            assertThat(packet.readableBytes()).isLessThanOrEqualTo(1200);
            assertThat(RtpPackets.payloadType(packet)).isEqualTo(103);
            assertThat((RtpPackets.sequenceNumber(packet) - RtpPackets.sequenceNumber(video.rtp.get(0))) & 0xffff)
                    .isEqualTo(i);
            assertThat((RtpPackets.timestamp(packet) - RtpPackets.timestamp(video.rtp.get(0))) & 0xffff_ffffL)
                    .isEqualTo(frame * 3600L);
            frame += RtpPackets.marker(packet) ? 1 : 0;
        }
    }

    @Test
    void senderReportsTieBothStreamsToOneClock() {
        start(profile().reports(new Reports(Duration.ofMillis(100), Duration.ofMillis(200))));
        await().until(() -> video.rtcp.size() >= 3 && audio.rtcp.size() >= 3);
        SenderReport ofVideo = (SenderReport) video.rtcp.get(1).packets().get(0);
        SenderReport ofAudio = (SenderReport) audio.rtcp.get(1).packets().get(0);
        assertThat(NtpTime.toInstant(ofVideo.ntp())).isBetween(Instant.now().minusSeconds(10), Instant.now());
        assertThat(ofVideo.packets()).isPositive();
        assertThat(ofVideo.octets()).isGreaterThan(ofVideo.packets());

        // When the first frame and the first tone packet were taken, by each stream's own report: the same moment.
        long videoTicks = ofVideo.rtpTimestamp() - RtpPackets.timestamp(video.rtp.get(0));
        long audioTicks = ofAudio.rtpTimestamp() - RtpPackets.timestamp(audio.rtp.get(0));
        Instant videoBegan =
                NtpTime.toInstant(ofVideo.ntp()).minusNanos((videoTicks & 0xffff_ffffL) * 1_000_000_000L / 90_000);
        Instant audioBegan =
                NtpTime.toInstant(ofAudio.ntp()).minusNanos((audioTicks & 0xffff_ffffL) * 1_000_000_000L / 48_000);
        assertThat(Duration.between(videoBegan, audioBegan).abs()).isLessThan(Duration.ofMillis(1));

        SourceDescription description =
                (SourceDescription) video.rtcp.get(0).packets().get(1);
        assertThat(description.chunks().get(0).cname()).contains("cam@camera");
        assertThat(audio.rtcp.get(0).packets().get(1)).isInstanceOf(SourceDescription.class);
    }

    @Test
    void aCameraSaysWhyItsGatewayDoesNotLetItBegin() {
        for (int i = 0; i < 20; i++) {
            gateway.failures.add(new TestGateway.Failure("GET", 404, "{\"detail\":\"there is no camera cam\"}"));
        }
        SimulatedCamera camera = start(profile());
        await().until(() -> camera.counters().trouble().isPresent());
        assertThat(camera.counters().trouble().orElseThrow())
                .startsWith("no configuration yet")
                .contains("404", "there is no camera cam");

        gateway.failures.clear();
        awaitPackets(video, 1);
        assertThat(camera.counters().trouble()).isEmpty();
    }

    @Test
    void aCameraSaysThatNobodyListens() {
        gateway.close();
        SimulatedCamera camera = start(profile());
        await().until(() -> camera.counters().trouble().isPresent());
        assertThat(camera.counters().trouble().orElseThrow()).contains("the gateway cannot be reached");
    }

    @Test
    void reportsCanBeSwitchedOff() {
        SimulatedCamera camera = start(profile().reports(Reports.NONE));
        awaitPackets(video, 100);
        assertThat(video.rtcp).isEmpty();
        assertThat(camera.counters().senderReports()).isZero();
    }

    @Test
    void anOfferInJsonNamesThePortsThatAreReallyUsed() throws Exception {
        start(profile()
                .offer(OfferFormat.JSON)
                .separateRtcpPort(true)
                .reports(new Reports(Duration.ZERO, Duration.ofSeconds(5))));
        awaitPackets(video, 10);
        await().until(() -> !video.rtcp.isEmpty());
        String json = gateway.body("POST", 0);
        int rtcpPort = ((InetSocketAddress) video.rtcp.get(0).source()).getPort();
        assertThat(json)
                .contains("\"video\":{\"port\":" + (rtcpPort - 1) + ",\"rtcpPort\":" + rtcpPort + ",\"codec\":\"H264\"")
                .contains("\"codec\":\"opus\"")
                .doesNotContain("address");
    }

    @Test
    void portsCanBeChosenAndATakenOneIsNamed() throws Exception {
        try (DatagramSocket taken = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            CameraProfile profile = profile().video(Stream.on(port)).build();
            assertThatThrownBy(() -> SimulatedCamera.start(profile))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("UDP port " + port + " of 127.0.0.1");
            taken.close();
            start(profile().video(Stream.on(port)).withoutAudio());
            awaitPackets(video, 10);
            assertThat(gateway.body("POST", 0))
                    .contains("m=video " + port + " ")
                    .doesNotContain("m=audio");
        }
    }

    @Test
    void aSecretIsShownWithEveryRequest() {
        start(profile().secret("correct-horse-battery"));
        await().until(() -> gateway.count("PUT", "/keepalive") > 0);
        assertThat(gateway.requests)
                .allMatch(request -> request.authorization().equals("Bearer correct-horse-battery"));
    }

    @Test
    void rtcpFromNeitherTheAnswersAddressNorItsPortsIsAStray() throws Exception {
        SimulatedCamera camera = start(profile());
        awaitPackets(video, 1);
        int port = SessionDescription.parse(gateway.body("POST", 0))
                .media("video")
                .orElseThrow()
                .port();
        byte[] report = {(byte) 0x80, (byte) 201, 0, 1, 0, 0, 0, 7};
        try (DatagramSocket other = new DatagramSocket(0, InetAddress.getByName("127.0.0.3"))) {
            other.send(new DatagramPacket(report, report.length, InetAddress.getLoopbackAddress(), port));
        }
        await().until(() -> camera.counters().strayPackets() == 1);
        try (DatagramSocket otherPort = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            otherPort.send(new DatagramPacket(report, report.length, InetAddress.getLoopbackAddress(), port));
        }
        await().until(() -> camera.counters().rtcp().datagrams() == 1);
    }

    @Test
    void gatewayFirstTheCameraOnlySends() {
        SimulatedCamera camera = start(profile().gatewayFirst(true));
        await().until(() -> gateway.count("GET", "/commands") == 1);
        assertThat(camera.counters().state()).isEqualTo(CameraState.WAITING);
        gateway.commands.add(play(answer(video, "passive")));
        awaitPackets(video, 50);
        assertThat(gateway.count("POST", "/session")).isZero();
    }

    @Test
    void playWithoutAnAnswerMakesTheCameraPostItsSession() {
        start(profile().gatewayFirst(true));
        gateway.commands.add("{\"command\":\"play\"}");
        awaitPackets(video, 50);
        assertThat(gateway.count("POST", "/session")).isEqualTo(1);
    }

    @Test
    void aStrictCameraStreamsOnlyToAPassiveAnswerAndWithItsModelsSsrcs() {
        SimulatedCamera camera = start(CameraProfile.strictPassive("cam", gateway.config()));
        gateway.commands.add(play(answer(video, "active")));
        await().until(() -> camera.counters().refusedAnswers() == 1);
        assertThat(camera.counters().lastRefusal().orElseThrow()).contains("expects passive");
        gateway.commands.add("{\"command\":\"play\"}");
        await().until(() -> camera.counters().refusedAnswers() == 2);
        assertThat(video.rtp).isEmpty();

        gateway.commands.add(play(answer(video, "passive")));
        awaitPackets(video, 10);
        awaitPackets(audio, 5);
        assertThat(RtpPackets.ssrc(video.rtp.get(0))).isEqualTo(1607797317L);
        assertThat(RtpPackets.ssrc(audio.rtp.get(0))).isEqualTo(229236353L);
        assertThat(gateway.count("POST", "/session")).isZero();
    }

    @Test
    void aConflictOnTheKeepaliveMovesTheStreamToANewAnswerWithAKeyframe() throws Exception {
        SimulatedCamera camera = start(profile());
        awaitPackets(video, 60);
        try (MediaSink other = new MediaSink()) {
            gateway.answer = answer(other, "passive");
            gateway.failures.add(new TestGateway.Failure("PUT", 409, "{\"type\":\"renegotiate\"}"));
            awaitPackets(other, 20);
            assertThat(startsKeyframe(other.rtp.get(0))).isTrue();
            assertThat(RtpPackets.ssrc(other.rtp.get(0))).isEqualTo(RtpPackets.ssrc(video.rtp.get(0)));
            assertThat(camera.counters().negotiations()).isEqualTo(2);
            await().until(() -> gateway.count("PUT", "/session/2/keepalive") > 0);
        }
    }

    @Test
    void renegotiateAndAnUnknownSessionMakeTheCameraPostAgain() {
        start(profile());
        awaitPackets(video, 10);
        gateway.commands.add("{\"command\":\"renegotiate\"}");
        await().until(() -> gateway.count("POST", "/session") == 2);
        gateway.failures.add(new TestGateway.Failure("PUT", 404, ""));
        await().until(() -> gateway.count("POST", "/session") == 3);
    }

    @Test
    void stopEndsTheStreamWithAByeAndPlayBeginsAnother() {
        SimulatedCamera camera = start(profile());
        awaitPackets(video, 10);
        gateway.commands.add("{\"command\":\"stop\"}");
        await().until(() ->
                video.rtcp.stream().anyMatch(rtcp -> rtcp.packets().stream().anyMatch(Bye.class::isInstance)));
        await().until(() -> gateway.count("DELETE", "/session/1") == 1);
        assertThat(camera.counters().state()).isEqualTo(CameraState.WAITING);
        gateway.commands.add("{\"command\":\"play\"}");
        await().until(() -> camera.counters().negotiations() == 2);
        await().until(() -> camera.counters().state() == CameraState.STREAMING);
    }

    @Test
    void withoutFeedbackACameraLosesItsPatienceAndSaysSo() throws Exception {
        SimulatedCamera camera = start(profile().patience(Duration.ofMillis(600)));
        StopReason reason = camera.stopped().get(20, TimeUnit.SECONDS);
        assertThat(reason.kind()).isEqualTo(StopReason.Kind.NO_FEEDBACK);
        assertThat(reason.detail()).startsWith("no RTCP for 0.6 s while streaming to /127.0.0.1:" + video.port());
        assertThat(camera.counters().state()).isEqualTo(CameraState.STOPPED);
        assertThat(camera.counters().firstFeedback()).isEmpty();
        assertThat(camera.counters().longestSilence()).isGreaterThan(Duration.ofMillis(600));
        assertThat(gateway.count("DELETE", "/session/1")).isZero();
    }

    @Test
    void anyRtcpKeepsACameraPatient() throws Exception {
        long patience = Duration.ofSeconds(2).toNanos();
        CameraCounters counters;
        long longestGap;
        int attempts = 0;
        do { // again where this machine stood still for half the patience: the camera may have stopped by right
            cameras.forEach(SimulatedCamera::close);
            longestGap = 0;
            long last = System.nanoTime();
            SimulatedCamera camera = start(profile().patience(Duration.ofNanos(patience)));
            awaitPackets(video, video.rtp.size() + 1);
            long began = System.nanoTime();
            do {
                video.send(REPORT);
                Thread.sleep(100);
                counters = camera.counters();
                long now = System.nanoTime();
                longestGap = Math.max(longestGap, now - last);
                last = now;
            } while (longestGap <= patience / 2 && last - began < 2 * patience);
        } while (longestGap > patience / 2 && ++attempts < 5);
        assertThat(counters.state()).isEqualTo(CameraState.STREAMING);
        assertThat(counters.firstFeedback()).isPresent();
    }

    @Test
    void rtcpIsCountedByTypeAndStraysAreNot() throws Exception {
        SimulatedCamera camera = start(profile());
        awaitPackets(video, 1);
        video.send(
                REPORT,
                SourceDescription.ofCname(7, "server"),
                new Remb(7, 400_000, List.of(1L)),
                new Nack(7, 1, List.of(5, 6, 7)),
                new Pli(7, 1),
                new Fir(7, List.of(new Fir.Entry(1, 0))),
                new SenderReport(7, 0, 0, 0, 0, List.of()),
                new Bye(List.of(7L), Optional.empty()));
        video.send(new byte[] {(byte) 0x80, (byte) 201, 0, 9, 0, 0, 0, 0});
        video.send("garbage".getBytes(StandardCharsets.US_ASCII));
        await().until(() -> camera.counters().strayPackets() == 1);
        assertThat(camera.counters().rtcp()).isEqualTo(new RtcpCounts(1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 1));
        assertThat(camera.counters().remb()).hasValue(400_000);
    }

    @Test
    void theBitrateObeysRembAndAKeyframeComesWhenAsked() throws Exception {
        SimulatedCamera camera = start(profile());
        await().until(() -> camera.counters().videoFrames() >= 10);
        awaitPackets(video, 1);
        assertThat(camera.counters().videoBitrate()).isEqualTo(600_000);
        video.send(REPORT, new Remb(7, 5_000_000, List.of(1L)), new Pli(7, 1));
        await().until(() -> camera.counters().videoBitrate() == 950_000);
        await().until(() -> camera.counters().videoFrames() >= 20);
        video.send(REPORT, new Remb(7, 350_000, List.of(1L)), new Fir(7, List.of(new Fir.Entry(1, 1))));
        await().until(() -> camera.counters().videoBitrate() == 300_000);
    }

    @Test
    void aCameraThatIgnoresRequestsKeepsItsKeyframeInterval() throws Exception {
        SimulatedCamera camera = start(profile().ignoresFir(true));
        await().until(() -> frames(video).size() >= 5);
        video.send(REPORT, new Pli(7, 1));
        await().until(() -> camera.counters().rtcp().pli() == 1);
        long asked = camera.counters().videoFrames();
        await().until(() -> frames(video).size() >= Math.max(30, asked + 10));
        assertThat(frames(video))
                .allSatisfy((frame, keyframe) -> assertThat(keyframe).isEqualTo(frame % 50 == 0));
    }

    @Test
    void refusalsOfTheGatewayAreTriedAgain() {
        gateway.failures.add(new TestGateway.Failure("GET", 503, "{\"detail\":\"starting\"}"));
        gateway.failures.add(new TestGateway.Failure("GET", 200, "not json"));
        gateway.failures.add(new TestGateway.Failure("GET", 200, "{}"));
        gateway.failures.add(new TestGateway.Failure("GET", 200, "x".repeat(100_000)));
        gateway.failures.add(new TestGateway.Failure("POST", 422, "{\"detail\":\"no\"}"));
        SimulatedCamera camera = start(profile());
        awaitPackets(video, 10);
        assertThat(gateway.count("GET", "/config")).isEqualTo(5);
        assertThat(gateway.count("POST", "/session")).isEqualTo(2);
        assertThat(camera.counters().refusedAnswers()).isZero();
    }

    @Test
    void anAnswerThatLeadsNowhereEndsTheSessionAndTheCameraWaits() {
        gateway.answer = answer(video, "passive").replace("IP4 127.0.0.1", "IP4 0.0.0.0");
        SimulatedCamera camera = start(profile());
        await().until(() -> gateway.count("DELETE", "/session/1") == 1);
        assertThat(camera.counters().lastRefusal().orElseThrow()).contains("0.0.0.0");
        assertThat(camera.counters().state()).isEqualTo(CameraState.WAITING);
        assertThat(video.rtp).isEmpty();
    }

    @Test
    void manyCamerasShareOneLoopAndLeaveNothingBehind() {
        for (int i = 0; i < 10; i++) {
            start(profile());
        }
        await().until(() ->
                cameras.stream().allMatch(camera -> camera.counters().videoFrames() >= 10));
        await().until(() -> threads("camera-media") == 1); // that of the test before ends by itself
        cameras.forEach(SimulatedCamera::close);
        assertThat(cameras).allMatch(camera -> camera.stopped().isDone());
        await().untilAsserted(
                        () -> // a camera does not wait for its farewell for ever
                        assertThat(gateway.requests.stream()
                                        .filter(request -> request.method().equals("DELETE")))
                                .hasSize(10));
        await().until(() -> threads("camera-media") + threads("camera-http") == 0);
    }

    private static long threads(String prefix) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(prefix))
                .count();
    }
}
