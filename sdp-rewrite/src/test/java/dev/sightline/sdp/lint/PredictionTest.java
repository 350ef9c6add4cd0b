package dev.sightline.sdp.lint;

import static dev.sightline.sdp.lint.LintAssertions.address;
import static dev.sightline.sdp.lint.LintAssertions.camerasOffer;
import static dev.sightline.sdp.lint.LintAssertions.changed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.sdp.Recording;
import dev.sightline.sdp.SessionDescription;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is foretold of an offer and its answer is what was then measured on the wire. */
class PredictionTest {
    /**
     * Kurento 7.3 on 10.77.0.1 and a camera on 10.77.0.2, captured on every interface (docs/return-path.md); the verdict, and
     * whether REMB came.
     */
    @ParameterizedTest(name = "{0} with {1}, camera''s RTCP {2}: {3}, REMB {4}")
    @CsvSource(
            delimiter = '!',
            value = {
                "a_zero_ip_discard_port ! '' ! UNKNOWN ! TRAPPED ! false",
                "a_zero_ip_discard_port ! m=video 9 -> m=video 5006 ! UNKNOWN ! TRAPPED ! false",
                "b_server_lan_ip ! '' ! UNKNOWN ! TRAPPED ! false",
                "c_camera_ip ! '' ! UNKNOWN ! DELIVERED ! true",
                "c_camera_ip ! a=sendonly -> a=rtcp:5017|a=sendonly ! UNKNOWN ! DELIVERED ! true",
                "c_camera_ip ! '' ! NEVER ! DELIVERED ! true",
                "d_zero_ip_comedia ! '' ! UNKNOWN ! DELIVERED ! true",
                "d_zero_ip_comedia ! '' ! NEVER ! SILENT ! false",
                "f_camera_ip_no_remb ! '' ! UNKNOWN ! DELIVERED ! false",
                "c_camera_ip ! RTP/AVPF -> RTP/AVP ! UNKNOWN ! DELIVERED ! false",
                "g_camera_ip_audio ! '' ! UNKNOWN ! DELIVERED ! true",
                "h_comedia_audio ! '' ! UNKNOWN ! DELIVERED ! true"
            })
    void theRowsOfTheMeasurement(
            String recording, String change, RtcpHabit habit, PredictedVerdict verdict, boolean remb) {
        SessionDescription offer = SessionDescription.parse(changed(recording + ".offer", change));
        SdpLint lint = new SdpLint(camerasOffer().withCamera(CameraFacts.NONE.withRtcp(habit)));

        Prediction withAnswer = lint.predict(offer, Recording.parsed(recording + ".answer"));

        assertThat(withAnswer.verdict()).isEqualTo(verdict);
        assertThat(withAnswer.remb()).isEqualTo(remb);
        assertThat(lint.predict(offer)).isEqualTo(withAnswer);
    }

    /** Gateway first: the time from the camera's first RTP to the first RTCP that reached it. */
    @ParameterizedTest(name = "{0}: {1}, {2}")
    @CsvSource(
            delimiter = '!',
            value = {
                "UNKNOWN ! DELIVERED ! delivered only if the camera sends RTCP after its first RTP; else" + " SILENT",
                "WITH_FIRST_RTP ! DELIVERED ! delivered only with the camera's second report, an interval late"
                        + " (5 s for most)",
                "SOON_AFTER_FIRST_RTP ! DELIVERED ! ''",
                "NEVER ! SILENT ! ''"
            })
    void comediaDependsOnTheCamerasReports(RtcpHabit habit, PredictedVerdict verdict, String condition) {
        Prediction prediction = new SdpLint(camerasOffer().withCamera(CameraFacts.NONE.withRtcp(habit)))
                .predict(Recording.parsed("d_zero_ip_comedia.offer"), Recording.parsed("d_zero_ip_comedia.answer"));

        assertThat(prediction.verdict()).isEqualTo(verdict);
        assertThat(prediction.condition().orElse("")).isEqualTo(condition);
        assertThat(prediction.text()).isEqualTo("a=direction:active");
    }

    /** The whole gateway with Kurento (docs/kurento.md): a camera that takes RTP and RTCP on one port. */
    @ParameterizedTest(name = "{0}: {1}, REMB {2}")
    @CsvSource(
            delimiter = '!',
            value = {
                "a=sendonly -> a=rtcp:5006|a=sendonly ! DELIVERED ! true",
                "a=ssrc:1607797317 cname:cam@host| -> a=rtcp:5006| ! DELIVERED ! false",
                "'' ! SILENT ! false",
                "a=sendonly -> a=direction:active|a=sendonly ! DELIVERED ! true",
                "a=ssrc:1607797317 cname:cam@host| -> a=direction:active| ! DELIVERED ! false",
                "c=IN IP4 10.77.0.2 -> c=IN IP4 10.77.0.1 ! TRAPPED ! false"
            })
    void theGatewaysOffersWithKurento(String change, PredictedVerdict verdict, boolean remb) {
        CameraFacts facts = CameraFacts.NONE
                .withAddress(address("10.77.0.2"))
                .withRtcpPorts(Map.of("video", 5006))
                .withRtcp(RtcpHabit.SOON_AFTER_FIRST_RTP);

        Prediction prediction = new SdpLint(camerasOffer().withCamera(facts))
                .predict(SessionDescription.parse(changed("c_camera_ip.offer", change)));

        assertThat(prediction.verdict()).isEqualTo(verdict);
        assertThat(prediction.remb()).isEqualTo(remb);
        assertThat(prediction.condition()).isEmpty();
    }

    /** Linux sends what is for the unspecified address to loopback, where a camera on the server's host may be. */
    @ParameterizedTest(name = "a camera at {0}: {1}")
    @CsvSource({"127.0.0.1, DELIVERED", "10.77.0.2, TRAPPED"})
    void theUnspecifiedAddressIsLoopback(String camera, PredictedVerdict verdict) {
        SdpLint lint = new SdpLint(camerasOffer().withCamera(CameraFacts.NONE.withAddress(address(camera))));
        SessionDescription offer = SessionDescription.parse(changed("c_camera_ip.offer", "10.77.0.2 -> 0.0.0.0"));

        assertThat(lint.predict(offer).verdict()).isEqualTo(verdict);
        assertThat(lint.lint(offer)).extracting(Finding::rule).doesNotContain(LintRule.ADDRESS_OF_ANOTHER);
    }

    @Test
    void aPredictionNamesTheLineAndWhereRtcpGoes() {
        Prediction prediction = new SdpLint(camerasOffer()).predict(Recording.parsed("a_zero_ip_discard_port.offer"));

        assertThat(prediction.line()).isEqualTo(4);
        assertThat(prediction.text()).isEqualTo("c=IN IP4 0.0.0.0");
        assertThat(prediction.reason()).contains("0.0.0.0 port 10", "lo");
    }

    /** An active offer whose answer is not passive is an offer of 0.0.0.0 and nothing more. */
    @Test
    void withoutPassiveThereIsNoComedia() {
        Prediction prediction = new SdpLint(camerasOffer())
                .predict(
                        Recording.parsed("d_zero_ip_comedia.offer"),
                        SessionDescription.parse(changed("d_zero_ip_comedia.answer", "a=direction:passive| -> ")));

        assertThat(prediction.verdict()).isEqualTo(PredictedVerdict.TRAPPED);
        assertThat(prediction.reason()).contains("lacks a=direction:passive");
    }

    @Test
    void whatIsNotKnownIsACondition() {
        SdpLint lint = new SdpLint(LintContext.of(Role.CAMERA_OFFER));

        assertThat(lint.predict(Recording.parsed("c_camera_ip.offer")).condition())
                .contains("delivered only if 10.77.0.2 is the camera's address and none of the media server's own");
        assertThat(lint.predict(Recording.parsed("c_camera_ip.offer"), Recording.parsed("c_camera_ip.answer"))
                        .condition())
                .isEmpty();
    }

    @ParameterizedTest(name = "{0}, {1}: {2}")
    @CsvSource(
            delimiter = '!',
            value = {
                "c_camera_ip.offer ! 10.77.0.2 -> camera.example ! UNPROVEN",
                "c_camera_ip.offer ! 10.77.0.2 -> 239.1.1.1 ! UNPROVEN",
                "c_camera_ip.offer ! m=video 5006 -> m=video 0 ! NO_MEDIA",
                "c_camera_ip.offer ! a=sendonly -> a=recvonly ! NO_MEDIA",
                "c_camera_ip.offer ! m=video 5006 -> m=video 9 ! SILENT",
                "c_camera_ip.offer ! a=sendonly -> a=sendonly|a=rtcp:9 ! SILENT",
                "c_camera_ip.offer ! m=video 5006 -> m=video 8 ! SILENT",
                "g_camera_ip_audio.offer ! m=audio 5008 -> m=audio 9 ! SILENT"
            })
    void whatTheDescriptionAloneDecides(String recording, String change, PredictedVerdict verdict) {
        assertThat(new SdpLint(camerasOffer())
                        .predict(SessionDescription.parse(changed(recording, change)))
                        .verdict())
                .isEqualTo(verdict);
    }

    /** Only RTCP goes to a camera: where that is told, port 9 in {@code m=} takes nothing away. */
    @Test
    void aPortOfRtcpThatIsToldIsNotMissing() {
        SessionDescription offer = SessionDescription.parse(Recording.read("c_camera_ip.offer")
                .replace("m=video 5006", "m=video 9")
                .replace("a=sendonly", "a=sendonly\r\na=rtcp:5007"));
        SdpLint lint = new SdpLint(camerasOffer());

        assertThat(lint.predict(offer).verdict()).isEqualTo(PredictedVerdict.DELIVERED);
        assertThat(lint.lint(offer)).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"a=inactive, NO_MEDIA, false", "a=sendonly, NO_MEDIA, false", "a=sendrecv, DELIVERED, true"})
    void nothingIsDeliveredToACameraThatMayNotSend(String direction, PredictedVerdict verdict, boolean remb) {
        Prediction prediction = new SdpLint(camerasOffer())
                .predict(
                        Recording.parsed("c_camera_ip.offer"),
                        SessionDescription.parse(changed("c_camera_ip.answer", "a=recvonly -> " + direction)));

        assertThat(prediction.verdict()).isEqualTo(verdict);
        assertThat(prediction.remb()).isEqualTo(remb);
    }

    @Test
    void theEmbeddedRelayIsNeverTrapped() {
        SdpLint lint = new SdpLint(camerasOffer().withServer(MediaServer.EMBEDDED));

        assertThat(lint.predict(Recording.parsed("a_zero_ip_discard_port.offer"))
                        .verdict())
                .isEqualTo(PredictedVerdict.DELIVERED);
        assertThat(lint.lint(Recording.parsed("a_zero_ip_discard_port.offer"))).isEmpty();
    }

    @Test
    void ofAViewersOfferNothingIsForetold() {
        assertThat(new SdpLint(LintContext.of(Role.VIEWER_OFFER))
                        .predict(Recording.parsed("chrome_offer"))
                        .verdict())
                .isEqualTo(PredictedVerdict.UNPROVEN);
    }
}
