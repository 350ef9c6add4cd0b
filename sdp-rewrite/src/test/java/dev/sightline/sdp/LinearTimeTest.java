package dev.sightline.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.sdp.diff.SdpDiff;
import dev.sightline.sdp.lint.Finding;
import dev.sightline.sdp.lint.LintContext;
import dev.sightline.sdp.lint.Role;
import dev.sightline.sdp.lint.SdpLint;
import dev.sightline.sdp.rewrite.CodecChoice;
import dev.sightline.sdp.rewrite.KeepCodecs;
import dev.sightline.sdp.rewrite.PreferCodecs;
import dev.sightline.sdp.rewrite.StreamProfile;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Two things of which a description may hold many, and which are compared with one another. Each takes far less than a second
 * where time grows with the size of the text, and minutes where it grows with its square.
 */
@Timeout(60)
class LinearTimeTest {
    private static final String HEAD = "v=0\no=- 1 1 IN IP4 192.0.2.1\ns=-\nt=0 0\n";

    private static SessionDescription parsed(String text) {
        return SessionDescription.parse(text, SdpLimits.NONE);
    }

    @Test
    void sectionsThatTakeTheirAddressFromALongSession() {
        SessionDescription text = parsed(HEAD + "a=x\n".repeat(80_000) + "m=video 9 RTP/AVP 0\n".repeat(80_000));
        SdpLint lint = new SdpLint(LintContext.of(Role.CAMERA_OFFER));

        assertThat(lint.lint(text, text)).isNotEmpty();
        assertThat(SdpDiff.between(text, text)).isEmpty();
    }

    @Test
    void feedbackOfACodecWithLongParameters() {
        String messages = IntStream.range(0, 40_000)
                .mapToObj(number -> "a=rtcp-fb:96 x" + number + "\n")
                .collect(Collectors.joining());
        SessionDescription text = parsed(HEAD + "m=video 9 RTP/AVPF 96\na=rtpmap:96 VP8/90000\na=fmtp:96 "
                + "x".repeat(1_000_000) + "\n" + messages);

        assertThat(SdpDiff.between(text, text)).isEmpty();
    }

    /** What is said of all codecs is one difference a message, and not one for each codec. */
    @Test
    void codecsAndFeedbackForAllOfThem() {
        StringBuilder codecs = new StringBuilder(HEAD + "m=video 9 RTP/AVPF");
        IntStream.range(0, 128).forEach(number -> codecs.append(' ').append(number));
        codecs.append('\n');
        IntStream.range(0, 128).forEach(number -> codecs.append("a=rtpmap:" + number + " X" + number + "/90000\n"));
        String messages = IntStream.range(0, 100_000)
                .mapToObj(number -> "a=rtcp-fb:* x" + number + "\n")
                .collect(Collectors.joining());
        SessionDescription one = parsed(codecs + messages);

        assertThat(SdpDiff.between(one, parsed(codecs.toString())))
                .singleElement()
                .satisfies(difference -> assertThat(difference.first()).hasSize(100_000));
        assertThat(SdpDiff.between(one, parsed(codecs + messages.replace(" x", " y"))))
                .singleElement()
                .satisfies(difference -> assertThat(difference.second()).hasSize(100_000));
    }

    @Test
    void sectionsOfAViewerAndSectionsOfACamera() {
        SessionDescription camera = parsed(HEAD + "m=video 9 RTP/AVPF 97\na=rtpmap:97 H264/90000\n".repeat(60_000));
        String section = """
                m=video 9 UDP/TLS/RTP/SAVPF 97 98
                a=rtpmap:97 VP8/90000
                a=rtpmap:98 H264/90000
                a=fmtp:98 packetization-mode=1
                """;
        SessionDescription viewer = parsed(HEAD + section.repeat(60_000));
        LintContext context = LintContext.of(Role.VIEWER_OFFER).withCameraDescription(camera);

        assertThat(new SdpLint(context)
                        .lint(viewer).stream()
                                .map(Finding::code)
                                .filter("transcoding-trap"::equals)
                                .count())
                .isEqualTo(500);
    }

    @Test
    void parametersOfTheStreamAndWhatWasOffered() {
        String fmtp = "a=fmtp:96 profile-level-id=42e01f;packetization-mode=1\n";
        String section = "m=video 9 RTP/AVPF 96\na=rtpmap:96 H264/90000\n";
        SessionDescription other = parsed(HEAD
                + IntStream.range(0, 60_000)
                        .mapToObj(number -> section + fmtp.replace("42e01f", "42e0%02x".formatted(number % 256)))
                        .collect(Collectors.joining()));

        StreamProfile rule = StreamProfile.of(
                new byte[] {0x67, 0x4d, 0, 0x1f},
                parsed(other + section + "a=fmtp:96 profile-level-id=4d001f;packetization-mode=1\n"));

        assertThat(rule.apply(parsed(HEAD + section + fmtp.repeat(60_000)))
                        .changes()
                        .size())
                .isEqualTo(60_000);
    }

    @Test
    void codecsAndWhatEachRetransmissionRepeats() {
        StringBuilder text = new StringBuilder(HEAD + "m=video 9 RTP/AVPF");
        IntStream.range(0, 128).forEach(number -> text.append(' ').append(number));
        text.append('\n');
        for (int number = 0; number < 64; number++) {
            text.append("a=rtpmap:").append(number).append(" VP8/90000\n");
            text.append("a=rtpmap:").append(number + 64).append(" rtx/90000\na=fmtp:");
            text.append(number + 64).append(' ').append("x;".repeat(100_000));
            text.append("apt=").append(number).append('\n');
        }
        SessionDescription offer = parsed(text.toString());
        List<CodecChoice> vp8 = List.of(CodecChoice.of("VP8"));

        assertThat(new KeepCodecs("video", vp8, true).apply(offer).changes()).hasSize(1);
        assertThat(new PreferCodecs("video", vp8).apply(offer).changes()).hasSize(1);
    }
}
