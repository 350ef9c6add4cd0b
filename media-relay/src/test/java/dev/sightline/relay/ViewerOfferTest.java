package dev.sightline.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sightline.sdp.MediaDescription;
import dev.sightline.sdp.SessionDescription;
import dev.sightline.sdp.Setup;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ViewerOfferTest {
    private static final WebRtcAnswer.Transport TRANSPORT =
            new WebRtcAnswer.Transport("abcd", "0123456789012345678901", "sha-256 AA", "name", "stream");

    @ParameterizedTest(name = "{0} mode {1} → payload type {2}")
    @CsvSource({"42e01f, 1, 108", "42001f, 1, 102", "4d001f, 1, 116", "42e01f, 0, 114", "64001f, 1, 41"})
    void theProfileThatTheCameraSendsIsAnswered(String profile, int mode, String payloadType) throws IOException {
        SessionDescription answer = answer(
                chrome(),
                Optional.of(camera("96 H264/90000;packetization-mode=" + mode + ";profile-level-id=" + profile)));

        assertThat(answer.media("video").orElseThrow().formats()).containsExactly(payloadType);
    }

    @Test
    void withoutASourceConstrainedBaselineAndAllAudioCodecsAreAnswered() throws IOException {
        SessionDescription answer = answer(chrome(), Optional.empty());

        assertThat(answer.media("video").orElseThrow().formats()).containsExactly("108");
        assertThat(answer.media("audio").orElseThrow().formats()).containsExactly("111", "0", "8");
    }

    @Test
    void oneBundledTransportIsAnswered() throws IOException {
        SessionDescription answer = answer(chrome(), Optional.empty());

        assertThat(answer.attribute("group")).contains("BUNDLE 0 1");
        for (MediaDescription section : answer.media()) {
            assertThat(section.setup()).contains(Setup.PASSIVE);
            assertThat(section.rtcpMux()).isTrue();
            assertThat(section.direction().attribute()).isEqualTo("sendonly");
            assertThat(section.ssrcs()).isNotEmpty();
            assertThat(section.attribute("msid").orElseThrow()).startsWith("stream ");
            assertThat(section.iceUfrag()).contains("abcd");
        }
        MediaDescription video = answer.media("video").orElseThrow();
        assertThat(video.feedback(108)).containsExactlyInAnyOrder("goog-remb", "ccm fir", "nack pli");
    }

    @Test
    void whatTheCameraDoesNotSendIsRefusedInItsPlace() throws IOException {
        SessionDescription answer =
                answer(chrome(), Optional.of(camera("96 H264/90000;packetization-mode=1;profile-level-id=42e01f")));

        assertThat(answer.media()).hasSize(2);
        assertThat(answer.media().get(1).type()).isEqualTo("audio");
        assertThat(answer.media().get(1).port()).isZero();
        assertThat(answer.attribute("group")).contains("BUNDLE 0");
    }

    @Test
    void aViewerThatCannotPlayTheCameraIsToldWhy() throws IOException {
        String vp8 = chrome().replaceAll("H264", "H265");

        assertThatThrownBy(() ->
                        answer(vp8, Optional.of(camera("96 H264/90000;packetization-mode=1;profile-level-id=42e01f"))))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("H264");
    }

    @ParameterizedTest
    @CsvSource({
        "a=ice-ufrag:QTCB, a=x:, ice-ufrag",
        "a=fingerprint:sha-256, a=x:, fingerprint",
        "a=setup:actpass, a=setup:passive, setup",
        "UDP/TLS/RTP/SAVPF, RTP/AVPF, UDP/TLS/RTP/SAVPF"
    })
    void whatATransportNeedsIsDemanded(String from, String to, String named) throws IOException {
        String offer = chrome().replace(from, to);

        assertThatThrownBy(() -> answer(offer, Optional.empty()))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining(named);
    }

    @Test
    void mutatedOffersAreAnsweredOrRefused() throws IOException {
        String offer = chrome();
        Random random = new Random(3);
        for (int i = 0; i < 400; i++) {
            StringBuilder text = new StringBuilder(offer);
            for (int change = 0; change < 8; change++) {
                int at = random.nextInt(text.length());
                switch (random.nextInt(3)) {
                    case 0 -> text.setCharAt(at, (char) random.nextInt(256));
                    case 1 -> text.delete(at, Math.min(text.length(), at + random.nextInt(200)));
                    default -> text.insert(at, text.substring(at, Math.min(text.length(), at + random.nextInt(60))));
                }
            }
            try {
                assertThat(answer(text.toString(), Optional.empty()).media()).isNotEmpty();
            } catch (EngineException e) {
                assertThat(e.error()).isEqualTo(EngineError.SDP_PARSE_ERROR);
            }
        }
    }

    private static SessionDescription answer(String offer, Optional<SessionDescription> camera) {
        ViewerOffer taken = ViewerOffer.of(Offers.read(offer, EngineLimits.DEFAULT), camera);
        List<ViewerStream> streams = new ArrayList<>();
        taken.sections()
                .forEach(section -> section.mediaType()
                        .ifPresent(type -> streams.add(new ViewerStream(type, 77 + streams.size(), Map.of()))));
        return SessionDescription.parse(WebRtcAnswer.to(taken, TRANSPORT, streams));
    }

    private static SessionDescription camera(String codec) {
        String payloadType = codec.substring(0, codec.indexOf(' '));
        int parameters = codec.indexOf(';');
        return SessionDescription.parse("v=0\r\nm=video 9 RTP/AVPF " + payloadType + "\r\na=rtpmap:"
                + codec.substring(0, parameters) + "\r\na=fmtp:" + payloadType + " " + codec.substring(parameters + 1)
                + "\r\n");
    }

    private static String chrome() throws IOException {
        try (InputStream in = Objects.requireNonNull(ViewerOfferTest.class.getResourceAsStream("/chrome_offer.sdp"))) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
