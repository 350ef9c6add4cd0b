package dev.sightline.gateway.viewer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sightline.gateway.InMemoryMediaServer;
import dev.sightline.gateway.media.Candidate;
import dev.sightline.gateway.media.MediaServerException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;

class SignalingTest {
    static final String OFFER = resource("chrome_offer.sdp");
    private static final String HOST = "candidate:1 1 udp 2113937151 192.0.2.7 50000 typ host";

    private SignalingServer server;
    private ViewerClient viewer;

    @BeforeEach
    void open() throws Exception {
        server = new SignalingServer();
        viewer = server.viewer();
    }

    @AfterEach
    void close() {
        viewer.close();
        server.close();
    }

    @Test
    void offerIsAnsweredWithTheMediaServersAnswerAndItsCandidates() throws Exception {
        server.cameraBegins();
        viewer.watch("door", OFFER);
        JsonNode answer = viewer.hears();
        InMemoryMediaServer.Viewer endpoint = server.mediaServer().viewers().get(0);

        assertThat(answer.path("type").asText()).isEqualTo("viewerResponse");
        assertThat(answer.path("viewerId").asText()).isNotEmpty();
        assertThat(answer.path("sdpAnswer").asText()).isEqualTo(endpoint.answer());

        endpoint.found(HOST);
        JsonNode candidate = viewer.hears();
        assertThat(candidate.path("type").asText()).isEqualTo("iceCandidate");
        assertThat(candidate.path("candidate").path("candidate").asText()).isEqualTo(HOST);
        assertThat(candidate.path("candidate").path("sdpMid").asText()).isEqualTo("0");
        assertThat(candidate.path("candidate").path("sdpMLineIndex").asInt()).isZero();
    }

    @Test
    void offerIsCutDownToWhatTheCameraSends() throws Exception {
        server.cameraBegins();
        viewer.watch("door", OFFER);
        viewer.hears();

        assertThat(server.mediaServer().viewers().get(0).offer())
                .contains("H264/90000", "opus/48000/2")
                .doesNotContain("VP8", "AV1", "rtx");
    }

    @Test
    void viewerThatComesFirstIsAnsweredWhenTheCameraHasBegun() throws Exception {
        viewer.watch("door", OFFER);
        await().until(() -> server.stream().state().viewers() == 1);
        server.cameraBegins();

        assertThat(viewer.hears().path("type").asText()).isEqualTo("viewerResponse");
    }

    @Test
    void candidatesThatComeBeforeOfferOrAnswerAreKept() throws Exception {
        viewer.candidate(HOST);
        viewer.watch("door", OFFER);
        viewer.candidate(HOST.replace("50000", "50001"));
        await().until(() -> server.stream().state().viewers() == 1);
        server.cameraBegins();
        viewer.hears();
        viewer.candidate(HOST.replace("50000", "50002"));

        await().untilAsserted(
                        () -> assertThat(server.mediaServer().viewers().get(0).candidates())
                                .extracting(Candidate::candidate)
                                .containsExactly(HOST, HOST.replace("50000", "50001"), HOST.replace("50000", "50002")));
    }

    @Test
    void candidatesThatNobodyCanUseAreNotPassedOn() throws Exception {
        server.cameraBegins();
        viewer.watch("door", OFFER);
        viewer.hears();
        InMemoryMediaServer.Viewer endpoint = server.mediaServer().viewers().get(0);

        viewer.candidate("candidate:1 1 udp 2113937151 5d2c2f6a.local 50000 typ host");
        viewer.candidate("candidate:1 1 tcp 1518280447 192.0.2.7 9 typ host tcptype active");
        viewer.candidate("");
        viewer.candidate(HOST);
        endpoint.found("candidate:2 1 TCP 1015021823 192.0.2.1 9 typ host tcptype active");
        endpoint.found("candidate:1 2 UDP 2015363326 192.0.2.1 10636 typ host");
        endpoint.found("candidate:1 1 UDP 2015363327 192.0.2.1 61875 typ host");

        assertThat(viewer.hears().path("candidate").path("candidate").asText()).contains("192.0.2.1 61875");
        await().untilAsserted(() -> assertThat(endpoint.candidates())
                .extracting(Candidate::candidate)
                .containsExactly(HOST));
        assertThat(server.count("sightline.signaling.candidates.dropped", "direction", "in"))
                .isEqualTo(3);
        assertThat(server.count("sightline.signaling.candidates.dropped", "direction", "out"))
                .isEqualTo(2);
    }

    @Test
    void laterOfferReplacesTheWatchUnderWay() throws Exception {
        server.cameraBegins();
        viewer.watch("door", OFFER);
        viewer.hears();
        viewer.watch("door", OFFER);
        String answer = viewer.hears().path("sdpAnswer").asText();
        InMemoryMediaServer.Viewer first = server.mediaServer().viewers().get(0);
        InMemoryMediaServer.Viewer second = server.mediaServer().viewers().get(1);

        assertThat(answer).isEqualTo(second.answer());
        await().until(first::isReleased);
        assertThat(second.isReleased()).isFalse();
        first.found(HOST);
        second.found(HOST.replace("50000", "50001"));
        assertThat(viewer.hears().path("candidate").path("candidate").asText()).contains("50001");
        assertThat(server.gauge("sightline.signaling.watching")).isEqualTo(1);
    }

    @Test
    void laterOfferDoesNotWaitBehindOneThatTheMediaServerNeverAnswers() throws Exception {
        server.cameraBegins();
        server.mediaServer().answering(made -> Mono.never());
        viewer.watch("door", OFFER);
        await().until(() -> server.stream().state().viewers() == 1);
        server.mediaServer().answering(made -> made);
        viewer.watch("door", OFFER);

        assertThat(viewer.hears().path("type").asText()).isEqualTo("viewerResponse");
    }

    @Test
    void stopLetsTheEndpointGoAndTheConversationGoOn() throws Exception {
        server.cameraBegins();
        viewer.watch("door", OFFER);
        viewer.hears();
        viewer.say("{\"type\":\"stop\"}");

        await().until(server.mediaServer().viewers().get(0)::isReleased);
        await().until(() -> server.stream().state().viewers() == 0);
        viewer.watch("door", OFFER);
        assertThat(viewer.hears().path("type").asText()).isEqualTo("viewerResponse");
    }

    @Test
    void viewerThatGoesWithoutAWordLeavesNothing() throws Exception {
        server.cameraBegins();
        viewer.watch("door", OFFER);
        viewer.hears();
        viewer.close();

        await().until(server.mediaServer().viewers().get(0)::isReleased);
        await().until(() -> server.gauge("sightline.signaling.connections") == 0);
        assertThat(server.gauge("sightline.signaling.watching")).isZero();
    }

    @Test
    void viewerIsToldToOfferAgainWhenTheMediaServerWasReplaced() throws Exception {
        server.cameraBegins();
        viewer.watch("door", OFFER);
        viewer.hears();
        server.mediaServer().die();
        server.mediaServer().comeBack();

        assertThat(viewer.hears().path("type").asText()).isEqualTo("restart");
        viewer.watch("door", OFFER);
        await().until(() -> server.stream().state().viewers() == 1);
        server.cameraBegins();
        assertThat(viewer.hears().path("type").asText()).isEqualTo("viewerResponse");
    }

    @Test
    void viewerIsToldWhyThePictureEnds() throws Exception {
        server.cameraBegins();
        viewer.watch("door", OFFER);
        viewer.hears();
        server.stream()
                .cameraSide()
                .end(server.stream().state().session().orElseThrow().id());

        JsonNode last = viewer.hears();
        assertThat(last.path("type").asText()).isEqualTo("stopped");
        assertThat(last.path("reason").asText()).isNotEmpty();
        await().until(() -> server.gauge("sightline.signaling.watching") == 0);
    }

    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource({"BAD_DESCRIPTION, bad-offer", "NO_RESOURCES, media-server-refused", "REFUSED, media-server-refused"})
    void refusalOfTheMediaServerHasItsCode(MediaServerException.Kind kind, String code) throws Exception {
        server.cameraBegins();
        server.mediaServer().answering(made -> Mono.error(new MediaServerException(kind, "no")));
        viewer.watch("door", OFFER);

        assertThat(viewer.hearsError()).isEqualTo(code);
    }

    @Test
    void viewersBeyondTheCamerasBoundAreRefused() throws Exception {
        server.cameraBegins();
        for (int i = 0; i < 3; i++) {
            ViewerClient other = i == 0 ? viewer : server.viewer();
            other.watch("door", OFFER);
            other.hears();
        }
        try (ViewerClient last = server.viewer()) {
            last.watch("door", OFFER);
            assertThat(last.hearsError()).isEqualTo("too-many-viewers");
        }
    }

    @Test
    void unknownCameraIsRefusedAndTheConversationGoesOn() throws Exception {
        viewer.watch("nowhere", OFFER);
        assertThat(viewer.hearsError()).isEqualTo("unknown-camera");
        viewer.watch("../etc <b>", OFFER);
        assertThat(viewer.hearsError()).isEqualTo("unknown-camera");

        server.cameraBegins();
        viewer.watch("door", OFFER);
        assertThat(viewer.hears().path("type").asText()).isEqualTo("viewerResponse");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"nothing, ''", "no media, 'v=0'", "a picture that the camera does not send, VP8", "text, hello"})
    void offerThatCannotBeUsedIsRefused(String what, String offer) throws Exception {
        server.cameraBegins();
        viewer.watch("door", offer.equals("VP8") ? OFFER.replace("H264/90000", "VP8/90000") : offer);

        assertThat(viewer.hearsError()).as(what).isEqualTo("bad-offer");
        assertThat(server.gauge("sightline.signaling.watching")).isZero();
        await().until(() -> server.stream().state().viewers() == 0);
    }

    static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(SignalingTest.class.getResourceAsStream(name))) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
