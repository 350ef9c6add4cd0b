package dev.sightline.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sightline.gateway.config.CameraId;
import dev.sightline.gateway.config.CameraProfile.SpeaksFirst;
import dev.sightline.gateway.security.limits.LogPace;
import dev.sightline.gateway.stream.StreamEvent.CameraOffered;
import dev.sightline.gateway.stream.StreamEvent.GraceEnded;
import dev.sightline.gateway.stream.StreamEvent.SessionEnded;
import dev.sightline.gateway.stream.StreamEvent.ViewersChanged;
import dev.sightline.probe.Cause;
import dev.sightline.probe.Evidence;
import dev.sightline.probe.Finding;
import dev.sightline.probe.Verdict;
import dev.sightline.sdp.CameraCodec;
import dev.sightline.sdp.CameraTrack;
import dev.sightline.sdp.ReturnPathPolicy;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class StreamDiaryTest {
    private static final CameraId CAMERA = new CameraId("diary");
    private static final CameraSession SESSION = new CameraSession(
            "secret",
            SpeaksFirst.CAMERA,
            new OfferedMedia(CameraTrack.sending(CameraCodec.h264(103)), Optional.empty()),
            Optional.empty(),
            ReturnPathPolicy.COMEDIA);
    private static final StreamEvent OFFERED =
            new CameraOffered("secret", SESSION.media(), InetAddress.getLoopbackAddress());
    private static final StreamEvent ENDED = new SessionEnded("secret", false);

    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final Logger events = (Logger) LoggerFactory.getLogger("dev.sightline.events");
    private final LogPace returns = new LogPace(2, left -> events.info("camera {}: {} more returns", CAMERA, left));
    private final StreamDiary diary = new StreamDiary(
            CAMERA,
            new StreamObserver() {
                @Override
                public void passed(String event, StreamState before, StreamState after) {}

                @Override
                public void dropped(CameraId camera, String what) {}
            },
            returns);

    @BeforeEach
    void listen() {
        lines.start();
        events.addAppender(lines);
    }

    @AfterEach
    void stop() {
        events.detachAppender(lines);
    }

    @Test
    void aSessionAndItsVerdictsAreALineEachWithoutTheSessionsName() {
        StreamState idle = StreamState.idle(CAMERA, Optional.empty());
        StreamState begun = idle.negotiating(SESSION, Optional.empty());
        StreamState judged = begun.with(reached(Verdict.DELIVERED, "seen on eth0"));

        diary.passed(OFFERED, idle, begun);
        diary.passed(OFFERED, begun, begun);
        diary.passed(OFFERED, begun, judged);
        diary.passed(OFFERED, judged, judged);
        diary.passed(ENDED, judged, judged.withoutSession(StreamState.Phase.IDLE, "it was told to\nend"));

        assertThat(said())
                .containsExactly(
                        "camera diary: session begun by the camera's offer, return path comedia",
                        "camera diary: verdict UNPROVEN → DELIVERED: seen on eth0",
                        "camera diary: session ended: it was told to");
    }

    @Test
    void whatBeginsAndEndsSessionsIsSaidInWords() {
        StreamState idle = StreamState.idle(CAMERA, Optional.empty());
        StreamState begun = idle.negotiating(SESSION, Optional.empty());

        diary.passed(new ViewersChanged(1, "secret", Optional.empty()), idle, begun);
        diary.passed(new GraceEnded(), begun, begun.withoutSession(StreamState.Phase.IDLE, ""));
        diary.passed(OFFERED, idle, begun);
        diary.passed(ENDED, begun, begun.withoutSession(StreamState.Phase.IDLE, ""));

        assertThat(said())
                .containsExactly(
                        "camera diary: session begun by a viewer's wish, return path comedia",
                        "camera diary: session ended: nobody watches any more",
                        "camera diary: session begun by the camera's offer, return path comedia",
                        "camera diary: session ended: the camera ended it");
    }

    @Test
    void thatAVerdictIsAwaitedIsNoNews() {
        StreamState trapped = StreamState.idle(CAMERA, Optional.empty())
                .negotiating(SESSION, Optional.empty())
                .with(reached(Verdict.TRAPPED, "seen on lo"));
        StreamState mended = trapped.adopted("");

        diary.passed(OFFERED, trapped, mended);
        diary.passed(OFFERED, mended, mended.with(reached(Verdict.DELIVERED, "seen on eth0")));

        assertThat(said()).containsExactly("camera diary: verdict UNPROVEN → DELIVERED: seen on eth0");
    }

    @Test
    void whatIsWrongWithFeedbackThatIsDeliveredIsToldOnceItIsKnown() {
        StreamState begun = StreamState.idle(CAMERA, Optional.empty()).negotiating(SESSION, Optional.empty());
        StreamState plain = begun.with(reached(Verdict.DELIVERED, "seen on eth0"));
        StreamState lacking = begun.with(reached(Verdict.DELIVERED, "seen; no REMB", Cause.REMB_MISSING));

        diary.passed(OFFERED, begun, plain);
        diary.passed(OFFERED, plain, lacking);
        diary.passed(OFFERED, lacking, plain);
        diary.passed(OFFERED, plain, lacking);
        diary.passed(OFFERED, lacking, begun.with(reached(Verdict.SILENT, "nothing", Cause.NO_FEEDBACK)));

        assertThat(said())
                .containsExactly(
                        "camera diary: verdict UNPROVEN → DELIVERED: seen on eth0",
                        "camera diary: verdict DELIVERED (REMB_MISSING): seen; no REMB",
                        "camera diary: verdict DELIVERED → SILENT (NO_FEEDBACK): nothing");
    }

    @Test
    void whatAnAgentThatReturnsFindsIsALineWhateverWasToldBefore() {
        StreamState begun = StreamState.idle(CAMERA, Optional.empty()).negotiating(SESSION, Optional.empty());
        StreamState delivered = begun.with(reached(Verdict.DELIVERED, "seen on eth0"));
        StreamState lost = begun.with(reached(Verdict.UNPROVEN, "the agent has ended"));
        StreamState waiting = begun.with(reached(Verdict.UNPROVEN, "seen for 1 s", Cause.TOO_EARLY));

        diary.passed(OFFERED, begun, delivered);
        diary.passed(new StreamEvent.ProofLost("the agent has ended", true), delivered, lost);
        diary.passed(OFFERED, lost, waiting);
        diary.passed(OFFERED, waiting, delivered);
        diary.passed(OFFERED, delivered, begun.with(reached(Verdict.TRAPPED, "seen on lo")));

        assertThat(said())
                .containsExactly(
                        "camera diary: verdict UNPROVEN → DELIVERED: seen on eth0",
                        "camera diary: verdict UNPROVEN → DELIVERED: seen on eth0",
                        "camera diary: verdict DELIVERED → TRAPPED: seen on lo");
    }

    @Test
    void verdictsThatReturnUnchangedHaveAPaceForAllCamerasAndOthersAreToldAllTheSame() {
        StreamState begun = StreamState.idle(CAMERA, Optional.empty()).negotiating(SESSION, Optional.empty());
        StreamState delivered = begun.with(reached(Verdict.DELIVERED, "seen on eth0"));
        StreamState lost = begun.with(reached(Verdict.UNPROVEN, "the agent has ended"));
        StreamEvent ended = new StreamEvent.ProofLost("the agent has ended", true);

        diary.passed(OFFERED, begun, delivered);
        for (int i = 0; i < 10; i++) {
            diary.passed(ended, delivered, lost);
            diary.passed(OFFERED, lost, delivered);
        }
        diary.passed(ended, delivered, lost);
        diary.passed(OFFERED, lost, begun.with(reached(Verdict.SILENT, "nothing", Cause.NO_FEEDBACK)));
        returns.sayRest();

        String found = "camera diary: verdict UNPROVEN → DELIVERED: seen on eth0";
        assertThat(said())
                .containsExactly(
                        found,
                        found,
                        found,
                        "camera diary: verdict UNPROVEN → SILENT (NO_FEEDBACK): nothing",
                        "camera diary: 8 more returns");
    }

    @Test
    void whyNothingCanBeProvenIsToldAndThatItIsTooEarlyIsNot() {
        StreamState begun = StreamState.idle(CAMERA, Optional.empty()).negotiating(SESSION, Optional.empty());
        StreamState waiting = begun.with(reached(Verdict.UNPROVEN, "seen for 1 s", Cause.TOO_EARLY));
        StreamState blind = begun.with(reached(Verdict.UNPROVEN, "eth1 is not captured", Cause.NOT_CAPTURED));

        diary.passed(OFFERED, begun, waiting);
        diary.passed(OFFERED, waiting, blind);
        diary.passed(OFFERED, blind, waiting);
        diary.passed(OFFERED, waiting, blind);

        assertThat(said()).containsExactly("camera diary: verdict UNPROVEN (NOT_CAPTURED): eth1 is not captured");
    }

    @Test
    void whatAFlappingVerdictCameToIsToldWithTheNumberOfLinesThatWereLeftOut() {
        StreamState begun = StreamState.idle(CAMERA, Optional.empty()).negotiating(SESSION, Optional.empty());
        StreamState delivered = begun.with(reached(Verdict.DELIVERED, "seen on eth0"));
        StreamState silent = begun.with(reached(Verdict.SILENT, "nothing"));

        for (int i = 0; i < 15; i++) {
            diary.passed(OFFERED, silent, delivered);
            diary.passed(OFFERED, delivered, silent);
        }
        diary.tellRest();

        assertThat(said())
                .hasSize(21)
                .endsWith("camera diary: 10 more lines within a minute were left out; the verdict now is SILENT");
    }

    @Test
    void whoComesAndGoesAllTheTimeFillsNoDisk() {
        StreamState idle = StreamState.idle(CAMERA, Optional.empty());
        StreamState begun = idle.negotiating(SESSION, Optional.empty());

        for (int i = 0; i < 1000; i++) {
            diary.passed(OFFERED, idle, begun);
            diary.passed(ENDED, begun, idle);
        }

        assertThat(said()).hasSizeLessThanOrEqualTo(2 * 20);
    }

    @Test
    void aCameraThatIsAskedForAndDoesNotComeIsALineAndAnotherAfterAWhile() {
        AtomicLong now = new AtomicLong();
        CallLines calls = new CallLines(CAMERA, now::get);
        StreamState idle = StreamState.idle(CAMERA, Optional.empty());
        StreamState asked = idle.withViewers(2).in(StreamState.Phase.CALLING);
        StreamState gone = asked.withoutSession(StreamState.Phase.IDLE, "the camera was asked to begin, and did not");
        StreamEvent over = new StreamEvent.CallTimedOut(asked.negotiation());

        for (int second = 0; second < 11 * 60; second += 30) {
            calls.passed(over, asked, gone);
            calls.passed(over, gone, gone);
            now.addAndGet(Duration.ofSeconds(30).toNanos());
        }
        calls.passed(OFFERED, idle, idle.negotiating(SESSION, Optional.empty()));
        calls.passed(over, asked, gone);

        String line = "camera diary does not come: the camera was asked to begin, and did not. Viewers who waited: 2";
        assertThat(said()).containsExactly(line, line + " (asked 20 times since the last such line)", line);
    }

    private static Feedback reached(Verdict verdict, String reason, Cause... causes) {
        Finding finding = new Finding(verdict, Instant.EPOCH, List.of(causes), reason, Optional.empty());
        return new Feedback(finding, Evidence.none(dev.sightline.probe.ReturnPath.unknown()), true);
    }

    private List<String> said() {
        return List.copyOf(lines.list).stream()
                .filter(line -> line.getLevel().isGreaterOrEqual(Level.INFO))
                .map(ILoggingEvent::getFormattedMessage)
                .filter(line -> line.startsWith("camera " + CAMERA))
                .toList();
    }
}
