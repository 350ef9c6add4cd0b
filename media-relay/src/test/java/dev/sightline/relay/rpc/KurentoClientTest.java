package dev.sightline.relay.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.kurento.client.IceCandidate;
import org.kurento.client.KurentoClient;
import org.kurento.client.MediaPipeline;
import org.kurento.client.ModuleInfo;
import org.kurento.client.RtpEndpoint;
import org.kurento.client.ServerInfo;
import org.kurento.client.TFuture;
import org.kurento.client.Transaction;
import org.kurento.client.WebRtcEndpoint;
import org.kurento.client.internal.server.KurentoServerException;

/** Kurento's own client, 7.3.0, as the gateway uses it. */
class KurentoClientTest {
    private final TestRelay relay = TestRelay.start();
    private final KurentoClient client = KurentoClient.create(relay.uri().toString());

    @AfterEach
    void close() {
        client.destroy();
        relay.close();
    }

    @Test
    void learnsWhatTheServerIs() {
        ServerInfo info = client.getServerManager().getInfo();

        assertThat(info.getVersion()).startsWith("7.3");
        assertThat(info.getCapabilities()).containsExactly("transactions");
        assertThat(info.getModules()).extracting(ModuleInfo::getName).containsExactly("core", "elements", "sightline");
        assertThat(info.getModules().get(1).getFactories()).containsExactly("RtpEndpoint", "WebRtcEndpoint");
    }

    @Test
    void buildsAndReleasesAPipeline() {
        MediaPipeline pipeline = client.createMediaPipeline();
        RtpEndpoint camera = new RtpEndpoint.Builder(pipeline).build();
        WebRtcEndpoint viewer = new WebRtcEndpoint.Builder(pipeline).build();

        assertThat(pipeline.getId()).matches("[0-9a-f-]{36}_kurento\\.MediaPipeline");
        assertThat(camera.getId()).matches(pipeline.getId() + "/[0-9a-f-]{36}_kurento\\.RtpEndpoint");
        assertThat(viewer.getId()).matches(pipeline.getId() + "/[0-9a-f-]{36}_kurento\\.WebRtcEndpoint");
        assertThat(client.getServerManager().getPipelines())
                .extracting(MediaPipeline::getId)
                .containsExactly(pipeline.getId());

        viewer.release();
        pipeline.release();

        assertThat(client.getServerManager().getPipelines()).isEmpty();
        assertThat(relay.engine().pipelines()).isEmpty();
    }

    @Test
    void setsAndReadsBandwidths() {
        RtpEndpoint camera = camera();

        camera.setMinVideoRecvBandwidth(500);
        camera.setMaxVideoRecvBandwidth(5000);

        assertThat(camera.getMinVideoRecvBandwidth()).isEqualTo(500);
        assertThat(camera.getMaxVideoRecvBandwidth()).isEqualTo(5000);
    }

    @Test
    void hearsOfWhatItSubscribedTo() {
        MediaPipeline pipeline = client.createMediaPipeline();
        RtpEndpoint camera = new RtpEndpoint.Builder(pipeline).build();
        WebRtcEndpoint viewer = new WebRtcEndpoint.Builder(pipeline).build();
        Queue<String> heard = new ConcurrentLinkedQueue<>();
        camera.addElementConnectedListener(event -> heard.add(event.getType() + " " + event.getMediaType() + " "
                + event.getSink().getId()));

        camera.connect(viewer);

        Awaitility.await()
                .atMost(10, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(heard)
                        .as("Kurento's client calls its listeners on a pool, in no order")
                        .containsExactlyInAnyOrder(
                                "ElementConnected AUDIO " + viewer.getId(),
                                "ElementConnected VIDEO " + viewer.getId(),
                                "ElementConnected DATA " + viewer.getId()));
    }

    @Test
    void negotiatesACameraAndAViewer() {
        MediaPipeline pipeline = client.createMediaPipeline();
        RtpEndpoint camera = new RtpEndpoint.Builder(pipeline).build();
        WebRtcEndpoint viewer = new WebRtcEndpoint.Builder(pipeline).build();
        Queue<String> candidates = new ConcurrentLinkedQueue<>();
        Queue<String> states = new ConcurrentLinkedQueue<>();
        viewer.addIceCandidateFoundListener(
                event -> candidates.add(event.getCandidate().getCandidate()));
        viewer.addIceGatheringDoneListener(event -> states.add("done"));
        viewer.addIceComponentStateChangedListener(
                event -> states.add(event.getState() + " " + event.getComponentId()));
        camera.addConnectionStateChangedListener(event -> states.add("camera " + event.getNewState()));

        String cameraAnswer = camera.processOffer(offer("c_camera_ip"));
        camera.connect(viewer);
        String viewerAnswer = viewer.processOffer(offer("webrtc_viewer"));
        viewer.gatherCandidates();
        viewer.addIceCandidate(new IceCandidate("candidate:1 1 udp 2113937151 127.0.0.1 9 typ host", "0", 0));
        viewer.addIceCandidate(new IceCandidate("garbage", "0", 0));

        assertThat(cameraAnswer).startsWith("v=0\r\n").contains("a=rtpmap:103 H264/90000");
        assertThat(viewerAnswer).startsWith("v=0\r\n").contains(" H264/90000").doesNotContain("VP8");
        assertThat(camera.getStats())
                .allSatisfy((id, stats) -> assertThat(stats.getId()).isEqualTo(id));
        assertThat(viewer.getStats())
                .allSatisfy((id, stats) -> assertThat(stats.getId()).isEqualTo(id));
        Awaitility.await().atMost(10, TimeUnit.SECONDS).untilAsserted(() -> {
            assertThat(states).contains("done", "GATHERING 1", "camera CONNECTED");
            assertThat(candidates).isNotEmpty().allMatch(candidate -> candidate.contains(" typ host"));
        });
    }

    /** The first offer that the recording gave to an endpoint of its kind. */
    private static String offer(String recording) {
        return Recording.load(recording).lines().stream()
                .map(line -> line.message().path("params"))
                .filter(params -> recording.startsWith("webrtc")
                        == params.path("object").asText().endsWith("WebRtcEndpoint"))
                .map(params -> params.path("operationParams").path("offer").asText())
                .filter(offer -> offer.startsWith("v=0"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void setsUpAViewerInOneTransaction() throws Exception {
        MediaPipeline pipeline = client.createMediaPipeline();
        RtpEndpoint camera = new RtpEndpoint.Builder(pipeline).build();
        Transaction transaction = pipeline.beginTransaction();
        WebRtcEndpoint viewer = new WebRtcEndpoint.Builder(pipeline).build(transaction);
        camera.connect(transaction, viewer);
        TFuture<Integer> bandwidth = viewer.getMaxVideoSendBandwidth(transaction);
        transaction.commit();

        assertThat(viewer.getId()).endsWith("_kurento.WebRtcEndpoint");
        assertThat(bandwidth.get()).isPositive();
    }

    @Test
    void isToldWhatTheRelayDoesNotDo() {
        RtpEndpoint camera = camera();

        assertThatExceptionOfType(KurentoServerException.class)
                .isThrownBy(() -> camera.processOffer("garbage"))
                .satisfies(e -> assertThat(e.getCode()).isEqualTo(40201));
        assertThatExceptionOfType(KurentoServerException.class)
                .isThrownBy(camera::requestKeyframe)
                .satisfies(e -> assertThat(e.getCode()).isEqualTo(40111));
        assertThatExceptionOfType(KurentoServerException.class)
                .isThrownBy(camera::getGstreamerDot)
                .satisfies(e -> assertThat(e.getCode()).isEqualTo(40008));
        assertThatExceptionOfType(KurentoServerException.class)
                .isThrownBy(() -> camera.addMediaSessionStartedListener(event -> {}))
                .satisfies(e -> assertThat(e.getCode()).isEqualTo(40106));
    }

    @Test
    void leavesNothingBehindWhenItIsDestroyedAndItsSessionExpires() {
        try (TestRelay brief =
                TestRelay.start(RpcLimits.DEFAULT.withTimes(RpcLimits.DEFAULT.handshake(), Duration.ofMillis(200)))) {
            KurentoClient passing = KurentoClient.create(brief.uri().toString());
            passing.createMediaPipeline();
            assertThat(brief.engine().pipelines()).hasSize(1);

            passing.destroy();

            Awaitility.await()
                    .atMost(10, TimeUnit.SECONDS)
                    .untilAsserted(() -> assertThat(brief.engine().pipelines()).isEmpty());
        }
    }

    private RtpEndpoint camera() {
        return new RtpEndpoint.Builder(client.createMediaPipeline()).build();
    }
}
