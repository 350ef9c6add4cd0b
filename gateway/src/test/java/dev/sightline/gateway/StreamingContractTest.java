package dev.sightline.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sightline.sdp.Comedia;
import dev.sightline.sdp.MediaDescription;
import dev.sightline.sdp.SessionDescription;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Camera and viewer at one gateway, both flows, over real sockets and with the embedded relay. */
class StreamingContractTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String YAML = RunningGateway.LOOPBACK_RELAY + """
            cameras:
              profiles:
                strict:
                  speaksFirst: gateway
                  requiresPassive: true
                  returnPath: {policy: comedia}
                  cname: unit@model
                  video: {ssrc: 1607797317}
                  audio: {ssrc: 229236353}
                  vendorLines: ["a=x-skl-ssrca:229236353", "a=x-skl-ssrcv:1607797317", "a=x-skl-cname:unit@model"]
                placed:
                  speaksFirst: gateway
                  video: {port: 41000}
                  audio: {port: 41002}
              list:
                - {id: strict, profile: strict, addresses: [127.0.0.1]}
                - {id: placed, profile: placed, addresses: [127.0.0.1]}
                - {id: first, addresses: [127.0.0.1]}
                - {id: gone, addresses: [127.0.0.1]}
            limits: {viewerGraceSeconds: 0.2}
            """;
    private static final String OFFER =
            "{\"video\":{\"port\":40000,\"payloadType\":103,\"fmtp\":\"packetization-mode=1;profile-level-id=42e01f\"}}";

    private static RunningGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        gateway = RunningGateway.with(YAML);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void aStrictCameraIsGivenAFinishedAnswerWithPassive() throws Exception {
        CompletableFuture<HttpResponse<String>> poll = gateway.getLater("/cameras/strict/commands?wait=20");
        try (TestViewer viewer = new TestViewer(gateway.gateway().signalingPort())) {
            viewer.watch("strict");

            JsonNode play = command(poll);
            assertThat(play.path("command").asText()).isEqualTo("play");
            SessionDescription answer =
                    SessionDescription.parse(play.path("sdp").asText());
            assertThat(answer.media()).hasSize(2);
            assertThat(answer.media())
                    .allSatisfy(media -> assertThat(media.comedia()).contains(Comedia.PASSIVE));
            assertThat(ssrcs(answer, "video")).containsOnly(1607797317L);
            assertThat(ssrcs(answer, "audio")).containsOnly(229236353L);
            assertThat(play.path("sdp").asText())
                    .endsWith("a=x-skl-ssrca:229236353\r\na=x-skl-ssrcv:1607797317\r\na=x-skl-cname:unit@model\r\n");
            JsonNode response = viewer.next();
            assertThat(response.path("type").asText()).as(response.toString()).isEqualTo("viewerResponse");
            assertThat(video(response).rtpMaps()).extracting("encoding").containsExactly("H264");
            viewer.stop();
        }
        assertThat(command(gateway.getLater("/cameras/strict/commands?wait=20"))
                        .path("command")
                        .asText())
                .isEqualTo("stop");
    }

    @Test
    void aCameraWhosePortsAreConfiguredIsReachedAtThem() throws Exception {
        CompletableFuture<HttpResponse<String>> poll = gateway.getLater("/cameras/placed/commands?wait=20");
        try (TestViewer viewer = new TestViewer(gateway.gateway().signalingPort())) {
            viewer.watch("placed");

            assertThat(command(poll).path("sdp").asText()).contains("m=video ").doesNotContain("a=direction");
            assertThat(viewer.next().path("type").asText()).isEqualTo("viewerResponse");
        }
    }

    @Test
    void aViewerStartsACameraThatOffersAndItsLeavingStopsIt() throws Exception {
        CompletableFuture<HttpResponse<String>> poll = gateway.getLater("/cameras/first/commands?wait=20");
        try (TestViewer viewer = new TestViewer(gateway.gateway().signalingPort())) {
            viewer.watch("first");
            assertThat(command(poll).path("command").asText()).isEqualTo("play");

            HttpResponse<String> session = gateway.post("/cameras/first/session", "application/json", OFFER);

            assertThat(session.statusCode()).as(session.body()).isEqualTo(201);
            JsonNode response = viewer.next();
            assertThat(response.path("type").asText()).as(response.toString()).isEqualTo("viewerResponse");
            JsonNode candidate = viewer.take();
            assertThat(candidate.path("candidate").path("candidate").asText()).startsWith("candidate:");
        }
        assertThat(command(gateway.getLater("/cameras/first/commands?wait=20"))
                        .path("command")
                        .asText())
                .isEqualTo("stop");
    }

    @Test
    void aViewerOfACameraThatDoesNotBeginIsTold() throws Exception {
        String limits = "limits: {viewerGraceSeconds: 0.2";
        try (RunningGateway impatient =
                RunningGateway.with(YAML.replace(limits, limits + ", cameraAnswerSeconds: 1"))) {
            try (TestViewer viewer = new TestViewer(impatient.gateway().signalingPort())) {
                viewer.watch("gone");

                JsonNode last = viewer.next();

                assertThat(last.path("type").asText()).isIn("stopped", "error");
                assertThat(last.toString()).contains("asked to begin, and did not");
            }
            await().untilAsserted(() ->
                    assertThat(impatient.management("/metrics").body()).contains("sightline_viewers 0.0"));
        }
    }

    @Test
    void whoWatchesIsToldWhenTheGatewayEnds() throws Exception {
        try (RunningGateway ending = RunningGateway.with(YAML);
                TestViewer viewer = new TestViewer(ending.gateway().signalingPort())) {
            assertThat(ending.post("/cameras/first/session", "application/json", OFFER)
                            .statusCode())
                    .isEqualTo(201);
            viewer.watch("first");
            assertThat(viewer.next().path("type").asText()).isEqualTo("viewerResponse");
            CompletableFuture<HttpResponse<String>> poll = heldPoll(ending, "/cameras/first/commands?wait=20");

            ending.close();

            assertThat(viewer.next().path("type").asText()).isEqualTo("stopped");
            assertThat(command(poll).path("command").asText()).isEqualTo("stop");
        }
    }

    /** The later of two, which has ended the earlier one: so it is there. */
    private static CompletableFuture<HttpResponse<String>> heldPoll(RunningGateway asked, String path)
            throws Exception {
        CompletableFuture<HttpResponse<String>> one = asked.getLater(path);
        CompletableFuture<HttpResponse<String>> other = asked.getLater(path);
        HttpResponse<String> ended =
                one.applyToEither(other, Function.identity()).get(25, TimeUnit.SECONDS);
        assertThat(ended.statusCode()).isEqualTo(204);
        return one.isDone() ? other : one;
    }

    private static JsonNode command(CompletableFuture<HttpResponse<String>> poll) throws Exception {
        HttpResponse<String> response = poll.get(25, TimeUnit.SECONDS);
        assertThat(response.statusCode()).isEqualTo(200);
        return JSON.readTree(response.body());
    }

    private static MediaDescription video(JsonNode viewerResponse) {
        return SessionDescription.parse(viewerResponse.path("sdpAnswer").asText())
                .media("video")
                .orElseThrow();
    }

    private static List<Long> ssrcs(SessionDescription answer, String type) {
        return answer.media(type).orElseThrow().ssrcs().stream()
                .map(ssrc -> ssrc.ssrc())
                .toList();
    }
}
