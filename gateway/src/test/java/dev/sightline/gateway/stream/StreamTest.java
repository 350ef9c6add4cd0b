package dev.sightline.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.greaterThan;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sightline.gateway.config.CameraId;
import dev.sightline.gateway.config.GatewayConfig;
import dev.sightline.gateway.media.Candidate;
import dev.sightline.gateway.media.MediaEvent;
import dev.sightline.gateway.media.MediaServer.Availability;
import dev.sightline.gateway.media.MediaServer.Description;
import dev.sightline.gateway.media.MediaServerException;
import dev.sightline.gateway.stream.CameraCommand.KeepAlive;
import dev.sightline.gateway.stream.StreamState.Phase;
import dev.sightline.gateway.stream.WatchEvent.Answered;
import dev.sightline.gateway.stream.WatchEvent.CandidateFound;
import dev.sightline.gateway.stream.WatchEvent.Refused;
import dev.sightline.gateway.stream.WatchEvent.Restart;
import dev.sightline.gateway.stream.WatchEvent.Stopped;
import dev.sightline.probe.Evidence;
import dev.sightline.probe.Finding;
import dev.sightline.probe.Negotiation;
import dev.sightline.probe.NegotiationVerdict;
import dev.sightline.probe.StreamVerdict;
import dev.sightline.probe.Verdict;
import dev.sightline.sdp.CameraCodec;
import dev.sightline.sdp.CameraTrack;
import dev.sightline.sdp.ReturnPathPolicy;
import dev.sightline.sdp.SessionDescription;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** A stream's work, with a media server that answers as recorded. */
class StreamTest {
    private static final InetAddress CAMERA = InetAddress.getLoopbackAddress();
    private static final SessionDescription VIEWER =
            SessionDescription.parse(RecordedMediaServer.resource("/sdp/chrome_offer.sdp"));
    private static final Line LINE = new Line("the camera's connection");
    private static final Candidate CANDIDATE = new Candidate("candidate:1 1 udp 1 192.0.2.1 9 typ host", "0", 0);

    private final RecordedMediaServer server = new RecordedMediaServer();
    private final List<Negotiation> negotiations = new CopyOnWriteArrayList<>();
    private final AtomicInteger gone = new AtomicInteger();
    private final NegotiationListener listener = new NegotiationListener() {
        @Override
        public void negotiated(Negotiation negotiation) {
            negotiations.add(negotiation);
        }

        @Override
        public void gone(CameraId camera) {
            gone.incrementAndGet();
            if (failsWhenGone) {
                throw new IllegalStateException("a mistake");
            }
        }
    };
    private final Map<CameraId, Optional<ReturnPathPolicy>> kept = new ConcurrentHashMap<>();
    private final Winners winners = new Winners() {
        @Override
        public Optional<ReturnPathPolicy> of(CameraId camera, ReturnPathPolicy configured) {
            return Optional.empty();
        }

        @Override
        public void keep(CameraId camera, ReturnPathPolicy configured, Optional<ReturnPathPolicy> winner) {
            kept.put(camera, winner);
        }
    };
    private StreamRegistry streams;
    private Stream stream;
    private volatile boolean failsWhenGone;
    /** The event at which the observer makes a mistake, once. */
    private volatile String mistakeAt = "";

    private final List<Exchange.Failure> failures = new CopyOnWriteArrayList<>();

    @BeforeEach
    void start() throws Exception {
        server.availability.tryEmitNext(new Availability.Up(new Description("", "", false)));
        begin(10);
    }

    /** For tests of giving up alone: their own steps have no more time than the camera. */
    private void cameraIsGivenUpAfter(int seconds) throws Exception {
        streams.close();
        begin(seconds);
    }

    private void begin(int cameraAnswerSeconds) throws Exception {
        GatewayConfig config = GatewayConfig.parse("""
                cameras:
                  keepaliveSeconds: 60
                  list:
                    - {id: cam}
                    - {id: placed, speaksFirst: gateway, video: {port: 41000}, audio: {none: true}, addresses: [127.0.0.1]}
                returnPath: {patience: {trappedSeconds: 0.5, silentSeconds: 60}}
                limits: {maxViewersPerCamera: 2, cameraAnswerSeconds: %d, maxCandidates: 2}
                """.formatted(cameraAnswerSeconds), "test");
        streams = new StreamRegistry(
                config,
                server,
                new SecretIds(),
                new StreamObserver() {
                    @Override
                    public void passed(String event, StreamState before, StreamState after) {
                        if (event.equals(mistakeAt)) {
                            mistakeAt = "";
                            throw new IllegalStateException("a mistake");
                        }
                    }

                    @Override
                    public void cameToNothing(CameraId camera, long negotiation, Exchange.Failure why) {
                        failures.add(why);
                    }

                    @Override
                    public void dropped(CameraId camera, String what) {}
                },
                listener,
                winners);
        stream = streams.find(new CameraId("cam")).orElseThrow();
    }

    @AfterEach
    void stop() {
        streams.close();
    }

    private SessionAnswer offer(CameraCodec codec) {
        OfferedMedia media = new OfferedMedia(CameraTrack.sending(codec).withPort(5006), Optional.empty());
        return Optional.ofNullable(stream.cameraSide().offer(media, CAMERA).block(Duration.ofSeconds(5)))
                .orElseThrow();
    }

    /** What one viewer was told. */
    private final class Viewer {
        private final List<WatchEvent> told = new CopyOnWriteArrayList<>();
        private final Watch watch = stream.watch(VIEWER, told::add);

        Viewer answered() {
            await().until(() -> told.stream().anyMatch(Answered.class::isInstance));
            return this;
        }

        <T extends WatchEvent> T lastly(Class<T> type) {
            await().until(() -> !told.isEmpty() && type.isInstance(told.get(told.size() - 1)));
            return type.cast(told.get(told.size() - 1));
        }
    }

    @Test
    void aViewersOfferIsAlignedToTheCamera() {
        offer(CameraCodec.h264(103));
        new Viewer().answered();

        assertThat(server.log)
                .containsExactly("create pipeline1", "create camera2", "create viewer3", "offered aligned");
    }

    @Test
    void viewersFollowTheCameraToItsNextEndpoint() throws Exception {
        cameraIsGivenUpAfter(1);
        offer(CameraCodec.h264(103));
        Viewer viewer = new Viewer().answered();

        offer(CameraCodec.h264(103));

        await().until(() -> server.log.contains("release camera2"));
        assertThat(server.log.subList(4, 7))
                .containsExactly("create camera4", "connect camera4 to viewer3", "release camera2");
        assertThat(viewer.told).hasSize(1);
    }

    @Test
    void anEndpointWhoseAnswerCannotBeReadIsReleased() {
        offer(CameraCodec.h264(103));
        server.cameraAnswer = "m=video 9 RTP/AVP 96\r\n".repeat(10_000);

        assertThatThrownBy(() -> offer(CameraCodec.h264(103)))
                .hasMessageContaining("the media server's answer cannot be read");

        await().until(() -> server.log.contains("release camera3"));
        assertThat(server.log).doesNotContain("release pipeline1");
    }

    @Test
    void viewersOfAnotherCodecOfferAgain() {
        offer(CameraCodec.h264(103));
        Viewer viewer = new Viewer().answered();

        offer(CameraCodec.h264(105));

        assertThat(viewer.lastly(Restart.class).reason()).contains("codec");
    }

    @Test
    void aViewerWhoseConnectionIsLostIsAskedToOfferAgain() {
        offer(CameraCodec.h264(103));
        Viewer viewer = new Viewer().answered();
        server.lastViewerEvents.accept(new MediaEvent.IceStateChanged("DISCONNECTED")); // as before any connection
        server.lastViewerEvents.accept(new MediaEvent.IceStateChanged("READY"));
        await().during(Duration.ofMillis(100)).until(() -> viewer.told.size() == 1);

        server.lastViewerEvents.accept(new MediaEvent.IceStateChanged("DISCONNECTED"));

        assertThat(viewer.lastly(Restart.class).reason()).contains("lost");
    }

    @Test
    void aMistakeEndsOnlyItsOwnEventAlsoWhenAnotherWaitsBehindIt() {
        SessionDescription withoutH264 = SessionDescription.parse(
                "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\na=rtpmap:96 VP8/90000\r\n");
        List<WatchEvent> told = new CopyOnWriteArrayList<>();
        Watch waiting = stream.watch(withoutH264, told::add);
        mistakeAt = "Negotiated";

        offer(CameraCodec.h264(103)); // its answer refuses the viewer, whose leaving is the event behind
        await().until(() -> told.stream().anyMatch(Refused.class::isInstance));
        waiting.stop();

        assertThat(mistakeAt).isEmpty();
        offer(CameraCodec.h264(103));
        new Viewer().answered();
    }

    @Test
    void candidatesNeverComeBeforeTheAnswer() {
        Sinks.Empty<Void> may = Sinks.empty();
        server.viewersMay = may.asMono();
        offer(CameraCodec.h264(103));
        Viewer viewer = new Viewer();
        await().until(() -> server.log.contains("offered aligned"));
        server.lastViewerEvents.accept(new MediaEvent.CandidateFound(CANDIDATE));
        viewer.watch.addCandidate(CANDIDATE);
        assertThat(viewer.told).isEmpty();

        may.tryEmitEmpty();

        await().until(() -> viewer.told.size() == 2);
        assertThat(viewer.told.get(0)).isInstanceOf(Answered.class);
        assertThat(viewer.told.get(1)).isEqualTo(new CandidateFound(CANDIDATE));
        await().until(() -> server.log.contains("candidate 0 to viewer3"));
    }

    @Test
    void aViewerWhoLeftBeforeTheAnswerLeavesNothing() {
        Sinks.Empty<Void> may = Sinks.empty();
        server.viewersMay = may.asMono();
        offer(CameraCodec.h264(103));
        Viewer viewer = new Viewer();
        await().until(() -> server.log.contains("offered aligned"));

        viewer.watch.stop();
        may.tryEmitEmpty();

        await().until(() -> server.log.contains("release viewer3"));
        assertThat(viewer.told).isEmpty();
        assertThat(stream.state().viewers()).isZero();
    }

    @Test
    void candidatesBeyondTheBoundAreDropped() {
        offer(CameraCodec.h264(103));
        Viewer viewer = new Viewer().answered();
        for (int i = 0; i < 5; i++) {
            viewer.watch.addCandidate(new Candidate("candidate:x", "", i));
        }

        await().until(() -> server.log.contains("candidate 1 to viewer3"));
        await().during(Duration.ofMillis(200))
                .until(() -> server.log.stream()
                                .filter(line -> line.startsWith("candidate"))
                                .count()
                        == 2);
    }

    @Test
    void aViewerTooManyIsRefused() {
        offer(CameraCodec.h264(103));
        new Viewer().answered();
        new Viewer().answered();

        assertThat(new Viewer().lastly(Refused.class).code()).isEqualTo(StreamException.Code.TOO_MANY_VIEWERS);
    }

    @Test
    void aViewerWhoCannotPlayTheCamerasCodecIsRefused() {
        offer(CameraCodec.h264(103));
        List<WatchEvent> told = new CopyOnWriteArrayList<>();
        stream.watch(
                SessionDescription.parse(String.join(
                        "\r\n",
                        "v=0",
                        "o=- 1 1 IN IP4 0.0.0.0",
                        "s=-",
                        "t=0 0",
                        "m=video 9 UDP/TLS/RTP/SAVPF 96",
                        "c=IN IP4 0.0.0.0",
                        "a=rtpmap:96 VP8/90000",
                        "")),
                told::add);

        await().until(() -> !told.isEmpty());
        assertThat(told.get(0))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.code()).isEqualTo(StreamException.Code.BAD_OFFER));
        await().until(() -> stream.state().viewers() == 0);
    }

    @Test
    void anEarlierOfferIsSuperseded() {
        OfferedMedia media =
                new OfferedMedia(CameraTrack.sending(CameraCodec.h264(103)).withPort(5006), Optional.empty());
        // Both are in the mailbox before the first is answered.
        var first = stream.cameraSide().offer(media, CAMERA).toFuture();
        var second = stream.cameraSide().offer(media, CAMERA).toFuture();

        await().until(() -> first.isDone() && second.isDone());
        assertThat(second.isCompletedExceptionally()).isFalse();
        assertThat(stream.state().session().orElseThrow().id())
                .isEqualTo(second.join().sessionId());
    }

    private NegotiationVerdict verdict(Verdict verdict, Duration age) {
        return verdict(verdict, age, negotiations.get(negotiations.size() - 1).number());
    }

    private static NegotiationVerdict verdict(Verdict verdict, Duration age, long negotiation) {
        return new NegotiationVerdict(
                "cam",
                negotiation,
                new Finding(verdict, Instant.now(), "seen by the test", Optional.empty()),
                age,
                Evidence.none(dev.sightline.probe.ReturnPath.unknown()),
                List.of());
    }

    @Test
    void eachNegotiationAndItsEndIsTold() {
        String session = offer(CameraCodec.h264(103)).sessionId();
        Negotiation told = negotiations.get(0);
        assertThat(told.camera()).isEqualTo("cam");
        assertThat(told.number()).isEqualTo(stream.state().negotiation());
        assertThat(told.address()).contains(CAMERA);
        assertThat(told.offer()).contains("m=video 5006 RTP/AVPF 103");
        assertThat(told.answer())
                .as("the media server's own words")
                .isEqualTo(RecordedMediaServer.resource("/sdp/camera_answer.sdp"));
        assertThat(gone).hasValue(0);

        stream.cameraSide().end(session);

        await().until(() -> gone.get() == 1);
    }

    @Test
    void aVerdictOfAnotherNegotiationIsStale() {
        offer(CameraCodec.h264(103));
        stream.verdict(verdict(
                Verdict.TRAPPED, Duration.ofSeconds(60), negotiations.get(0).number() - 1));
        stream.verdict(verdict(Verdict.NO_MEDIA, Duration.ZERO));

        await().until(() -> stream.state().feedback().verdict() == Verdict.NO_MEDIA);
        assertThat(stream.state().phase()).isEqualTo(Phase.ESTABLISHED);
    }

    @Test
    void whatKeepsAnythingFromBeingProvenIsSaidAlsoOfTheNextNegotiation() {
        stream.unproven("this process may not capture packets", true);
        offer(CameraCodec.h264(103));

        assertThat(stream.state().feedback().verdict()).isEqualTo(Verdict.UNPROVEN);
        assertThat(stream.state().feedback().finding().reason()).contains("may not capture");
    }

    @Test
    void aFailureOfAnEarlierNegotiationLeavesTheLaterOneAlone() {
        Sinks.Empty<Void> may = Sinks.empty();
        server.camerasMay = may.asMono();
        OfferedMedia media =
                new OfferedMedia(CameraTrack.sending(CameraCodec.h264(103)).withPort(5006), Optional.empty());
        var first = stream.cameraSide().offer(media, CAMERA).toFuture();
        await().untilAtomic(server.camerasAsked, greaterThan(0));
        server.camerasMay = Mono.empty();
        offer(CameraCodec.h264(103));
        assertThat(first.isCompletedExceptionally()).as("superseded").isTrue();

        may.tryEmitError(new MediaServerException(MediaServerException.Kind.REFUSED, "late"));
        stream.verdict(verdict(Verdict.NO_MEDIA, Duration.ZERO));

        await().until(() -> stream.state().feedback().verdict() == Verdict.NO_MEDIA);
        assertThat(stream.state().phase()).isEqualTo(Phase.ESTABLISHED);
        assertThat(server.log).doesNotContain("release pipeline1");
    }

    @Test
    void trappedFeedbackMakesTheCameraOfferAgain() {
        String session = offer(CameraCodec.h264(103)).sessionId();
        assertThat(stream.cameraSide().keepAlive(session)).isInstanceOf(KeepAlive.Alive.class);

        stream.verdict(verdict(Verdict.TRAPPED, Duration.ZERO));

        await().until(() -> stream.cameraSide().keepAlive(session) instanceof KeepAlive.Again);
        assertThat(stream.cameraSide().nextCommand(Duration.ofSeconds(5), LINE).block())
                .isInstanceOf(CameraCommand.Renegotiate.class);
        offer(CameraCodec.h264(103));
        assertThat(stream.state().session().orElseThrow().policy().name()).isEqualTo("COMEDIA");
    }

    @Test
    void viewersAreMovedBeforeTheCameraIsAnswered() {
        offer(CameraCodec.h264(103));
        new Viewer().answered();
        Sinks.Empty<Void> may = Sinks.empty();
        server.movesMay = may.asMono();
        OfferedMedia media =
                new OfferedMedia(CameraTrack.sending(CameraCodec.h264(103)).withPort(5006), Optional.empty());

        var second = stream.cameraSide().offer(media, CAMERA).toFuture();
        await().until(() -> server.log.contains("connect camera4 to viewer3"));
        assertThat(second.isDone()).isFalse();
        may.tryEmitEmpty();

        await().until(second::isDone);
    }

    @Test
    void theFormerEndpointIsKeptUntilTheCameraSendsToTheNext() {
        offer(CameraCodec.h264(103));
        offer(CameraCodec.h264(103));
        assertThat(server.log).doesNotContain("release camera2");

        server.lastCameraEvents.accept(new MediaEvent.FlowChanged("VIDEO", true));

        await().until(() -> server.log.contains("release camera2"));
    }

    @Test
    void aGatewayFirstCameraIsGivenAnotherAnswerAndItsViewersMoveWhenItTakesIt() {
        stream = streams.find(new CameraId("placed")).orElseThrow();
        Viewer viewer = new Viewer();
        assertThat(stream.cameraSide().nextCommand(Duration.ofSeconds(5), LINE).block())
                .isInstanceOf(CameraCommand.PlayTo.class);
        viewer.answered();
        server.lastCameraEvents.accept(new MediaEvent.FlowChanged("VIDEO", true));
        await().until(() -> stream.state().flowing());

        stream.verdict(verdict(Verdict.TRAPPED, Duration.ofMinutes(1)));
        await().until(() -> server.log.contains("create camera4"));
        assertThat(server.log).noneMatch(line -> line.startsWith("connect"));

        assertThat(stream.cameraSide().nextCommand(Duration.ofSeconds(5), LINE).block())
                .isInstanceOf(CameraCommand.PlayTo.class);
        assertThat(server.log)
                .as("before the camera has the answer")
                .contains("connect camera4 to viewer3")
                .doesNotContain("release camera2");
        server.lastCameraEvents.accept(new MediaEvent.FlowChanged("VIDEO", true));
        await().until(() -> server.log.contains("release camera2"));
        assertThat(viewer.told).hasSize(1);

        stream.verdict(verdict(Verdict.DELIVERED, Duration.ZERO));
        await().until(() -> kept.containsKey(new CameraId("placed")));
        assertThat(kept.get(new CameraId("placed"))).contains(ReturnPathPolicy.COMEDIA);
    }

    @Test
    void aCameraThatTakesTheAnswerAndStaysIsShownAsBefore() throws Exception {
        cameraIsGivenUpAfter(2);
        stream = streams.find(new CameraId("placed")).orElseThrow();
        Viewer viewer = new Viewer();
        stream.cameraSide().nextCommand(Duration.ofSeconds(5), LINE).block();
        viewer.answered();
        server.lastCameraEvents.accept(new MediaEvent.FlowChanged("VIDEO", true));
        await().until(() -> stream.state().flowing());
        stream.verdict(verdict(Verdict.TRAPPED, Duration.ofMinutes(1)));
        stream.cameraSide().nextCommand(Duration.ofSeconds(5), LINE).block();

        await().until(() -> server.log.contains("connect camera2 to viewer3"));
        await().until(() -> server.log.contains("release camera4"));
        assertThat(server.log).doesNotContain("release camera2");
        assertThat(viewer.told).hasSize(1);
        assertThat(negotiations.get(negotiations.size() - 1))
                .as("the probe is told what is judged again")
                .isEqualTo(negotiations.get(0));
        assertThat(stream.state().remark()).contains("still sends to the former one");
    }

    private Viewer viewerOfACameraThatIsGivenItsAnswer() {
        stream = streams.find(new CameraId("placed")).orElseThrow();
        Viewer viewer = new Viewer();
        stream.cameraSide().nextCommand(Duration.ofSeconds(5), LINE).block();
        return viewer.answered();
    }

    @Test
    void ofACameraThatBeganAndStoppedItIsNotSaidThatItNeverBegan() throws Exception {
        cameraIsGivenUpAfter(2);
        Viewer viewer = viewerOfACameraThatIsGivenItsAnswer();
        server.lastCameraEvents.accept(new MediaEvent.FlowChanged("VIDEO", true));
        await().until(() -> stream.state().flowing());
        server.lastCameraEvents.accept(new MediaEvent.FlowChanged("VIDEO", false));

        assertThat(viewer.lastly(Stopped.class).reason())
                .isEqualTo("the camera stopped sending, and did not begin again");
        assertThat(failures).as("its negotiation did not fail").isEmpty();
    }

    @Test
    void ofACameraThatNeverBeganTheNegotiationFailed() throws Exception {
        cameraIsGivenUpAfter(1);
        Viewer viewer = viewerOfACameraThatIsGivenItsAnswer();

        String why = "the camera was asked to begin, and did not";
        assertThat(viewer.lastly(Stopped.class).reason()).isEqualTo(why);
        await().untilAsserted(() ->
                assertThat(failures).extracting(Exchange.Failure::reason).containsExactly(why));
    }

    @Test
    void whatFailsWithEachPacketIsOneLine() {
        offer(CameraCodec.h264(103));
        Logger log = (Logger) LoggerFactory.getLogger(Negotiator.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        log.addAppender(lines);
        try {
            for (int i = 0; i < 40; i++) {
                server.lastCameraEvents.accept(
                        new MediaEvent.Failed(0, "RESOURCE_ERROR_WRITE", "Network is unreachable"));
            }
        } finally {
            log.detachAppender(lines);
        }

        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly("camera cam: the media server reports 0: Network is unreachable");
    }

    @Test
    void feedbackIsGivenOnlyWhatIsLeftOfItsTime() {
        String session = offer(CameraCodec.h264(103)).sessionId();

        stream.verdict(verdict(Verdict.SILENT, Duration.ofSeconds(60)));

        await().until(() -> stream.cameraSide().keepAlive(session) instanceof KeepAlive.Again);
    }

    /** The media server's answer tells which of its ports is the video's. */
    @Test
    void servedAudioKeepsNoVideoFromBeingMended() {
        String session = offer(CameraCodec.h264(103)).sessionId();
        NegotiationVerdict silent = verdict(Verdict.SILENT, Duration.ofSeconds(60));

        stream.verdict(new NegotiationVerdict(
                silent.camera(),
                silent.negotiation(),
                silent.finding(),
                silent.age(),
                silent.evidence(),
                List.of(stream(14_740, Verdict.DELIVERED), stream(14_738, Verdict.SILENT))));

        await().until(() -> stream.cameraSide().keepAlive(session) instanceof KeepAlive.Again);
    }

    private static StreamVerdict stream(int port, Verdict verdict) {
        NegotiationVerdict said = verdict(verdict, Duration.ZERO, 1);
        InetSocketAddress from = new InetSocketAddress(CAMERA, 5006);
        InetSocketAddress to = new InetSocketAddress(CAMERA, port);
        return new StreamVerdict(from, to, 1, Optional.empty(), said.finding(), said.evidence());
    }

    @Test
    void aVerdictThatComesAndGoesIsMendedAllTheSame() {
        String session = offer(CameraCodec.h264(103)).sessionId();

        await().until(() -> {
            stream.verdict(verdict(Verdict.TRAPPED, Duration.ZERO));
            stream.verdict(verdict(Verdict.UNPROVEN, Duration.ZERO));
            stream.verdict(verdict(Verdict.TRAPPED, Duration.ZERO));
            return stream.cameraSide().keepAlive(session) instanceof KeepAlive.Again;
        });
    }

    @Test
    void whatTheFirewallDropsIsNotMendedByNegotiation() {
        String session = offer(CameraCodec.h264(103)).sessionId();
        MediaEvent refused = new MediaEvent.Failed(0, "RESOURCE_ERROR_WRITE", "Operation not permitted");
        server.lastCameraEvents.accept(refused);
        server.lastCameraEvents.accept(refused);

        stream.verdict(verdict(Verdict.SILENT, Duration.ofMinutes(1)));

        await().until(() -> stream.state().feedback().verdict() == Verdict.BLOCKED);
        assertThat(stream.state().feedback().finding().reason()).contains("Operation not permitted");
        assertThat(stream.cameraSide().keepAlive(session)).isInstanceOf(KeepAlive.Alive.class);
    }

    @Test
    void aWaitingViewerIsToldWhenTheCameraDoesNotBegin() throws Exception {
        cameraIsGivenUpAfter(1);
        assertThat(new Viewer().lastly(Stopped.class).reason()).contains("did not");
        await().until(() ->
                stream.state().phase() == Phase.IDLE && stream.state().viewers() == 0);
    }

    @Test
    void aClosedStreamTellsEverybody() {
        String session = offer(CameraCodec.h264(103)).sessionId();
        Viewer viewer = new Viewer().answered();

        streams.close();

        assertThat(viewer.lastly(Stopped.class).reason()).contains("the gateway ends");
        assertThat(server.log).contains("release pipeline1");
        assertThat(stream.cameraSide().end(session)).isTrue();
    }

    @Test
    void whatAFullMinuteLeftOutIsToldWhenTheGatewayEnds() {
        fillAMinute();

        assertThat(eventsOf(streams::close))
                .anyMatch(line -> line.matches(
                        "camera cam: \\d+ more lines within a minute were left out; the verdict now is DELIVERED"));
    }

    @Test
    void whatAFullMinuteLeftOutIsToldThoughOneThingCannotBeEnded() {
        fillAMinute();
        failsWhenGone = true;

        assertThat(eventsOf(streams::close)).anyMatch(line -> line.contains("more lines within a minute"));
    }

    @Test
    void howManyVerdictsMoreReturnedUnchangedIsToldWhenTheGatewayEnds() {
        offer(CameraCodec.h264(103));
        judged(Verdict.DELIVERED);
        for (int i = 0; i < 30; i++) {
            stream.unproven("the agent has ended", false);
            judged(Verdict.DELIVERED);
        }

        assertThat(eventsOf(streams::close))
                .anyMatch(line -> line.matches("verdicts that are again what they were .*: 10 more lines .*"));
    }

    /** More verdicts than a camera may have lines. */
    private void fillAMinute() {
        offer(CameraCodec.h264(103));
        for (int i = 0; i < 15; i++) {
            judged(Verdict.NO_MEDIA);
            judged(Verdict.DELIVERED);
        }
    }

    private void judged(Verdict verdict) {
        stream.verdict(verdict(verdict, Duration.ZERO));
        await().until(() -> stream.state().feedback().verdict() == verdict);
    }

    private static List<String> eventsOf(Runnable cause) {
        Logger log = (Logger) LoggerFactory.getLogger("dev.sightline.events");
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        log.addAppender(lines);
        try {
            cause.run();
        } finally {
            log.detachAppender(lines);
        }
        return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    @Test
    void aStreamOfWhichOneThingCannotBeEndedEndsAllTheSame() {
        offer(CameraCodec.h264(103));
        failsWhenGone = true;

        assertThatThrownBy(() -> stream.close("the camera was forgotten").block(Duration.ofSeconds(5)))
                .hasMessage("a mistake");
        assertThat(server.log).contains("release pipeline1");
    }

    @Test
    void aMailboxThatIsFullRefuses() throws Exception {
        GatewayConfig config =
                GatewayConfig.parse("cameras: {list: [{id: cam}]}\nlimits: {maxEventsQueued: 10}", "test");
        try (StreamRegistry tight = new StreamRegistry(
                config,
                server,
                new SecretIds(),
                new StreamObserver() {
                    @Override
                    public void passed(String event, StreamState before, StreamState after) {}

                    @Override
                    public void dropped(CameraId camera, String what) {}
                },
                NegotiationListener.deaf(),
                Winners.forgotten())) {
            Stream busy = tight.find(new CameraId("cam")).orElseThrow();
            OfferedMedia media =
                    new OfferedMedia(CameraTrack.sending(CameraCodec.h264(103)).withPort(5006), Optional.empty());

            assertThatThrownBy(() -> {
                        for (int i = 0; i < 100_000; i++) {
                            var answer = busy.cameraSide().offer(media, CAMERA).toFuture();
                            if (answer.isCompletedExceptionally()) {
                                answer.join();
                            }
                        }
                    })
                    .hasCauseInstanceOf(StreamException.class);
        }
    }
}
