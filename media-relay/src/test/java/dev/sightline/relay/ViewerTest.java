package dev.sightline.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Cameras that send real video, and viewers that are the real libwebrtc. */
class ViewerTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    private final MediaEngine engine =
            MediaEngine.start(EngineConfig.onLoopback().withLoops(2).withCandidateAddresses(List.of(reachable())));
    private final MediaPipeline pipeline = engine.createPipeline();

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void aViewerDecodesTheCameraAndKeepsPlayingOverAChangeOfSource() throws Exception {
        RtpEndpoint first = pipeline.createRtpEndpoint();
        RtpEndpoint second = pipeline.createRtpEndpoint();
        WebRtcEndpoint sink = pipeline.createWebRtcEndpoint();
        List<EndpointEvent> events = new CopyOnWriteArrayList<>();
        first.events(events::add);
        try (ClipPlayer one = play(first, 11, 65_500);
                ClipPlayer two = play(second, 22, 1_000)) {
            first.connect(sink).join();
            try (LibWebRtcViewer viewer = new LibWebRtcViewer(sink)) {
                await().atMost(SOON).until(() -> viewer.framesDecoded() > 25);
                assertThat(one.keyframeRequests).as("asked for the new viewer").hasPositiveValue();
                long ssrc = viewer.inbound("video", "ssrc");
                assertThat(sink.stats().join())
                        .anySatisfy(stats -> assertThat(stats.ssrc()).isEqualTo(ssrc));

                second.connect(sink).join();
                long before = viewer.framesDecoded();
                await().atMost(SOON).until(() -> viewer.framesDecoded() > before + 25);

                assertThat(two.keyframeRequests).as("asked at the change").hasPositiveValue();
                assertThat(viewer.inbound("video", "ssrc")).isEqualTo(ssrc);
                assertThat(viewer.inbound("video", "packetsLost")).isZero();
                assertThat(events)
                        .contains(
                                new EndpointEvent.ElementConnected(sink, MediaType.VIDEO),
                                new EndpointEvent.MediaTranscodingStateChanged(MediaType.VIDEO, false),
                                new EndpointEvent.ElementDisconnected(sink, MediaType.VIDEO));
            }
        }
    }

    @Test
    void manyViewersPlayOneCameraAndTheOthersStayWhenOneLeaves() throws Exception {
        RtpEndpoint source = pipeline.createRtpEndpoint();
        WebRtcEndpoint leaving = pipeline.createWebRtcEndpoint();
        WebRtcEndpoint staying = pipeline.createWebRtcEndpoint();
        long began = System.nanoTime();
        try (ClipPlayer player = play(source, 11, 0)) {
            source.connect(leaving).join();
            source.connect(staying).join();
            try (LibWebRtcViewer left = new LibWebRtcViewer(leaving);
                    LibWebRtcViewer stayed = new LibWebRtcViewer(staying)) {
                await().atMost(SOON).until(() -> left.framesDecoded() > 10 && stayed.framesDecoded() > 10);
                leaving.release().join();
                long before = stayed.framesDecoded();
                await().atMost(SOON).until(() -> stayed.framesDecoded() > before + 25);
                int requests = player.keyframeRequests.get();
                long millis = Duration.ofNanos(System.nanoTime() - began).toMillis();
                assertThat((long) requests)
                        .as("together, not each")
                        .isLessThanOrEqualTo(1 + millis / KeyframeRequests.LEAST_MILLIS);
            }
        }
    }

    private static ClipPlayer play(RtpEndpoint endpoint, long ssrc, int firstSequence) {
        String offer = TestCamera.offer(
                "0.0.0.0", 9, "a=rtcp-fb:103 nack pli", "a=rtcp-fb:103 ccm fir", "a=rtcp-fb:103 goog-remb");
        return new ClipPlayer(TestCamera.port(endpoint.processOffer(offer).join(), "video"), ssrc, firstSequence);
    }

    /** libwebrtc has no candidates on loopback: an address of an interface where there is one. */
    private static InetAddress reachable() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> address.getAddress().length == 4 && !address.isLoopbackAddress())
                    .findFirst()
                    .orElseGet(InetAddress::getLoopbackAddress);
        } catch (SocketException e) {
            throw new IllegalStateException(e);
        }
    }
}
