package dev.sightline.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.Cause;
import dev.sightline.probe.Evidence;
import dev.sightline.probe.Finding;
import dev.sightline.probe.StreamVerdict;
import dev.sightline.probe.Verdict;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SectionsTest {
    private static final int VIDEO = 40_000;
    private static final int AUDIO = 40_002;

    private static StreamVerdict stream(int port, int since, Verdict verdict, Cause... causes) {
        return new StreamVerdict(
                new InetSocketAddress(Life.CAMERA, 5006),
                new InetSocketAddress(Life.CAMERA, port),
                1,
                Optional.empty(),
                new Finding(
                        verdict, Instant.ofEpochSecond(since), List.of(causes), "seen by the test", Optional.empty()),
                Evidence.none(dev.sightline.probe.ReturnPath.unknown()));
    }

    private static StreamVerdict video(Verdict verdict, Cause... causes) {
        return stream(VIDEO, 0, verdict, causes);
    }

    private static Sections after(Sections before, StreamVerdict... streams) {
        return before.next(List.of(streams), Set.of(VIDEO));
    }

    private static Sections served(StreamVerdict... streams) {
        return after(Sections.NONE, streams);
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource({
        "DELIVERED,   ,               true",
        "NO_MEDIA,    CAMERA_STOPPED, true",
        "UNPROVEN,    CAPTURE_LOST,   true",
        "UNPROVEN,    TOO_EARLY,      true",
        "UNPROVEN,    PORT_IN_DOUBT,  false",
        "SILENT,      NO_FEEDBACK,    false",
        "TRAPPED,     LOOPED_BACK,    false",
        "UNREACHABLE, PROHIBITED,     false",
        "BLOCKED,     DROPPED_OUT,    false",
    })
    void whatWasServedStaysServedUntilItIsSeenToFail(Verdict verdict, Cause cause, boolean stays) {
        Cause[] causes = cause == null ? new Cause[0] : new Cause[] {cause};

        Sections now = after(served(video(Verdict.DELIVERED)), video(verdict, causes));

        assertThat(now.serveAny()).isEqualTo(stays);
        assertThat(now.video().fails()).isEqualTo(!stays);
    }

    /** A verdict that is cut short says nothing of its streams. */
    @Test
    void whereNoStreamIsToldAllStaysAsItWas() {
        Sections before = served(stream(AUDIO, 0, Verdict.DELIVERED), video(Verdict.SILENT, Cause.STALE_PORT));

        assertThat(after(before)).isEqualTo(before);
        assertThat(before.astray()).containsExactly(Cause.STALE_PORT);
    }

    @Test
    void eachSectionThatFailsIsServedNoMore() {
        Sections both = served(video(Verdict.DELIVERED), stream(AUDIO, 0, Verdict.DELIVERED));

        assertThat(after(both, video(Verdict.SILENT), stream(AUDIO, 0, Verdict.TRAPPED))
                        .served())
                .isEmpty();
    }

    @Test
    void aSectionOfWhichOneStreamIsServedIsServed() {
        StreamVerdict silent = video(Verdict.SILENT, Cause.NO_FEEDBACK);

        assertThat(served(video(Verdict.DELIVERED), silent).serveEnough()).isTrue();
        assertThat(served(silent, video(Verdict.DELIVERED)).serveEnough()).isTrue();
    }

    @Test
    void tellSinceWhenTheFirstIsServed() {
        assertThat(served(stream(VIDEO, 9, Verdict.DELIVERED), stream(AUDIO, 4, Verdict.DELIVERED))
                        .servedSince())
                .contains(Instant.ofEpochSecond(4));
    }

    @Test
    void areNoMoreThanANegotiationCanHave() {
        StreamVerdict[] many = IntStream.range(0, 100)
                .mapToObj(i -> stream(50_000 + i, 0, Verdict.DELIVERED))
                .toArray(StreamVerdict[]::new);

        assertThat(served(many).served()).hasSize(16);
    }

    /** An agent lists a stream that has ended on, with what was found of it last. */
    @ParameterizedTest(name = "then the video is {0} {1}")
    @CsvSource({"NO_MEDIA, CAMERA_STOPPED", "UNPROVEN, CAPTURE_LOST"})
    void aStrayStreamThatHasEndedTakesNothingFromVideoThatPauses(Verdict verdict, Cause cause) {
        StreamVerdict stray = video(Verdict.SILENT, Cause.STALE_PORT, Cause.CAMERA_STOPPED);
        Sections before = served(video(Verdict.DELIVERED), stray);

        Sections now = after(before, video(verdict, cause), stray);

        assertThat(now.serveEnough()).isTrue();
        assertThat(now.astray()).isEmpty();
    }

    /** As of a camera that began anew from another port: the former stream is listed on. */
    @Test
    void videoThatGoesOnWithoutFeedbackFailsBesideFormerVideo() {
        StreamVerdict former = video(Verdict.NO_MEDIA, Cause.CAMERA_STOPPED);

        Sections now = after(served(video(Verdict.DELIVERED)), former, video(Verdict.SILENT, Cause.STALE_PORT));

        assertThat(now.serveAny()).isFalse();
        assertThat(now.astray()).containsExactly(Cause.STALE_PORT);
    }

    @ParameterizedTest(name = "beside another that is {0}")
    @CsvSource({"-", "SILENT"})
    void videoThatStoppedForWantOfFeedbackFails(String other) {
        StreamVerdict stopped = video(Verdict.SILENT, Cause.NO_FEEDBACK, Cause.CAMERA_STOPPED);
        StreamVerdict[] streams = other.equals("-")
                ? new StreamVerdict[] {stopped}
                : new StreamVerdict[] {stopped, video(Verdict.valueOf(other), Cause.NO_FEEDBACK)};

        Sections now = after(served(video(Verdict.DELIVERED)), streams);

        assertThat(now.serveAny()).as(Arrays.toString(streams)).isFalse();
    }
}
