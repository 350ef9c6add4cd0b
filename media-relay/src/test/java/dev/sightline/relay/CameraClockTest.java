package dev.sightline.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sightline.rtp.NtpTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Times are in milliseconds on the camera's clock and on ours; RTP timestamps begin at 0 with the camera's clock. */
class CameraClockTest {
    private final CameraClock clock = new CameraClock();
    private final SourceStream audio = new SourceStream(Codec.OPUS, 1);
    private final SourceStream video = new SourceStream(Codec.H264, 2);

    @Test
    void beforeTheFirstReportArrivalCounts() {
        clock.packet(audio, 48_000, millis(2_000));
        clock.packet(audio, 96_000, millis(9_999));

        assertThat(clock.of(audio)).isEqualTo(new RtpClock(millis(2_000), 48_000, 48_000));
    }

    @Test
    void audioAndVideoShareOneOffset() {
        clock.packet(audio, 0, millis(1_000));
        clock.packet(video, 0, millis(1_300)); // the same moment, but it came later
        report(audio, 5_000, 6_050);
        report(video, 5_200, 6_400); // this report was late, too

        assertThat(skewMillis()).isCloseTo(0, within(1.0));
    }

    @Test
    void aCameraThatSetsItsClockDoesNotTearThemApart() {
        clock.packet(audio, 0, millis(1_000));
        clock.packet(video, 0, millis(1_000));
        report(audio, 5_000, 6_000);
        report(video, 5_000, 6_000);
        // An hour is added to the camera's clock; the RTP clocks run on.
        clock.senderReport(audio, ntp(3_600_000 + 10_000), 48L * 10_000, millis(11_000));

        assertThat(skewMillis()).isCloseTo(0, within(1.0));
    }

    @Test
    void theTimestampOfLaterDoesNotOverflow() {
        RtpClock twoWeeks = new RtpClock(0, 0, 90_000);

        assertThat(twoWeeks.timestampAt(1_209_600L * 1_000_000_000L)).isEqualTo(1_209_600L * 90_000 & 0xffff_ffffL);
        assertThat(twoWeeks.timestampAt(-1_000_000_000L)).isEqualTo(-90_000 & 0xffff_ffffL);
    }

    private void report(SourceStream stream, long cameraMillis, long arrivalMillis) {
        long timestamp = cameraMillis * (stream.codec().clockRate() / 1_000);
        clock.senderReport(stream, ntp(cameraMillis), timestamp, millis(arrivalMillis));
    }

    /** How far the same moment of audio and video lies apart on our clock. */
    private double skewMillis() {
        double audioZero = clock.of(audio).nanos() / 1e6 - clock.of(audio).rtpTimestamp() / 48.0;
        double videoZero = clock.of(video).nanos() / 1e6 - clock.of(video).rtpTimestamp() / 90.0;
        return audioZero - videoZero;
    }

    private static long ntp(long cameraMillis) {
        return NtpTime.ofInstant(Instant.ofEpochMilli(1_700_000_000_000L + cameraMillis));
    }

    private static long millis(long millis) {
        return millis * 1_000_000;
    }
}
