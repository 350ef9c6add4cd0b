package dev.sightline.sdp.lint;

import static dev.sightline.sdp.lint.LintAssertions.address;
import static dev.sightline.sdp.lint.LintAssertions.assertThatLint;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.sdp.Recording;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Of real descriptions exactly what a careful engineer would say, and nothing else. The server is 10.77.0.1. */
class RecordedDescriptionsTest {
    private static final String COMEDIA =
            "comedia-needs-rtcp@%1$d comedia-latches-once@%1$d comedia-address-from-rtcp@%1$d";

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "a_zero_ip_discard_port | loopback-trap@4 discard-port@6",
                "b_server_lan_ip        | loopback-trap@4",
                "c_camera_ip            | ''",
                "f_camera_ip_no_remb    | remb-missing@6",
                "g_camera_ip_audio      | ''"
            })
    void camerasOffersAndTheirAnswers(String recording, String found) {
        String offer = Recording.read(recording + ".offer");
        String answer = Recording.read(recording + ".answer");

        assertThatLint(offer).withLocal("10.77.0.1").finds(words(found));
        assertThatLint(answer).withLocal("10.77.0.1").readAs(Role.ANSWER).finds();
        assertThatLint(offer).answeredBy(answer);
    }

    @ParameterizedTest(name = "{0}: COMEDIA at line {1}")
    @CsvSource({"d_zero_ip_comedia, 14", "h_comedia_audio, 10"})
    void withComediaNothingIsTrapped(String recording, int line) {
        String offer = Recording.read(recording + ".offer");

        assertThatLint(offer).withLocal("10.77.0.1").finds(words(COMEDIA.formatted(line)));
        assertThatLint(offer).answeredBy(Recording.read(recording + ".answer"));
        assertThatLint(offer).by(MediaServer.EMBEDDED).finds();
    }

    @ParameterizedTest(name = "{0} as {1}: {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "chrome_offer             | VIEWER_OFFER | transcoding-trap@8",
                "chromium_sendrecv.offer  | VIEWER_OFFER | transcoding-trap@8",
                "max_bundle_offer         | VIEWER_OFFER | transcoding-trap@19",
                "kms_webrtc_answer        | ANSWER       | transcoding-trap@9",
                "kms_webrtc_answer_h264   | ANSWER       | ''",
                "ffmpeg_rtp               | CAMERA_OFFER | avp-without-feedback@6 loopback-trap@7 loopback-trap@11",
                "gstreamer_rtsp           | CAMERA_OFFER | port-zero@7 port-zero@16 no-media@0"
            })
    void browsersServersAndTools(String recording, Role role, String found) {
        assertThatLint(Recording.read(recording)).readAs(role).finds(words(found));
    }

    /** The answer's address is the media server's: the trap shows even where nobody told its addresses. */
    @Test
    void theAnswerTellsWhoseAddressWasOffered() {
        SdpLint lint = new SdpLint(LintContext.of(Role.CAMERA_OFFER));

        assertThat(lint.lint(Recording.parsed("b_server_lan_ip.offer"))).isEmpty();
        assertThat(lint.lint(Recording.parsed("b_server_lan_ip.offer"), Recording.parsed("b_server_lan_ip.answer")))
                .extracting(Finding::code)
                .containsExactly("loopback-trap");
    }

    @Test
    void aFindingNamesTheLineTheReasonTheCureAndItsSource() {
        List<Finding> findings = new SdpLint(
                        LintContext.of(Role.CAMERA_OFFER).withLocalAddresses(Set.of(address("10.77.0.1"))))
                .lint(Recording.parsed("b_server_lan_ip.offer"));

        assertThat(findings).singleElement().satisfies(trap -> {
            assertThat(trap.severity()).isEqualTo(Severity.ERROR);
            assertThat(trap.line()).isEqualTo(4);
            assertThat(trap.text()).isEqualTo("c=IN IP4 10.77.0.1");
            assertThat(trap.why()).contains("10.77.0.1", "lo", "hears nothing");
            assertThat(trap.cure()).contains("camera's own address", "a=direction:active");
            assertThat(trap.source()).contains("Kurento 7.3", "docs/return-path.md");
        });
    }

    private static String[] words(String found) {
        return found.isEmpty() ? new String[0] : found.split(" ");
    }
}
