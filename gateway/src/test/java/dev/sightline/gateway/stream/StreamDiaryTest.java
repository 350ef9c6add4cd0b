package dev.sightline.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sightline.gateway.config.CameraId;
import dev.sightline.gateway.config.CameraProfile.SpeaksFirst;
import dev.sightline.gateway.stream.StreamEvent.SessionEnded;
import dev.sightline.probe.Evidence;
import dev.sightline.probe.Finding;
import dev.sightline.probe.Verdict;
import dev.sightline.sdp.CameraCodec;
import dev.sightline.sdp.CameraTrack;
import dev.sightline.sdp.ReturnPathPolicy;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
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
    private static final StreamEvent EVENT = new SessionEnded("secret", false);

    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final Logger events = (Logger) LoggerFactory.getLogger("dev.sightline.events");
    private final StreamDiary diary = new StreamDiary(CAMERA, new StreamObserver() {
        @Override
        public void passed(String event, StreamState before, StreamState after) {}

        @Override
        public void dropped(CameraId camera, String what) {}
    });

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
        Finding finding = new Finding(Verdict.DELIVERED, Instant.EPOCH, "seen on eth0", Optional.empty());
        StreamState judged =
                begun.with(new Feedback(finding, Evidence.none(dev.sightline.probe.ReturnPath.unknown()), true));

        diary.passed(EVENT, idle, begun);
        diary.passed(EVENT, begun, begun);
        diary.passed(EVENT, begun, judged);
        diary.passed(EVENT, judged, judged);
        diary.passed(EVENT, judged, judged.withoutSession(StreamState.Phase.IDLE, "it was told to\nend"));

        assertThat(said())
                .containsExactly(
                        "camera diary: session begun by SessionEnded, return path comedia",
                        "camera diary: verdict UNPROVEN → DELIVERED: seen on eth0",
                        "camera diary: session ended by SessionEnded: it was told to");
    }

    @Test
    void whoComesAndGoesAllTheTimeFillsNoDisk() {
        StreamState idle = StreamState.idle(CAMERA, Optional.empty());
        StreamState begun = idle.negotiating(SESSION, Optional.empty());

        for (int i = 0; i < 1000; i++) {
            diary.passed(EVENT, idle, begun);
            diary.passed(EVENT, begun, idle);
        }

        assertThat(said()).hasSizeLessThanOrEqualTo(2 * 20);
    }

    private List<String> said() {
        return List.copyOf(lines.list).stream()
                .map(ILoggingEvent::getFormattedMessage)
                .filter(line -> line.startsWith("camera " + CAMERA))
                .toList();
    }
}
