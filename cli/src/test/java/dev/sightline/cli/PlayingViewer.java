package dev.sightline.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.onvoid.webrtc.CreateSessionDescriptionObserver;
import dev.onvoid.webrtc.PeerConnectionFactory;
import dev.onvoid.webrtc.PeerConnectionObserver;
import dev.onvoid.webrtc.RTCConfiguration;
import dev.onvoid.webrtc.RTCIceCandidate;
import dev.onvoid.webrtc.RTCOfferOptions;
import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.RTCRtpTransceiverDirection;
import dev.onvoid.webrtc.RTCRtpTransceiverInit;
import dev.onvoid.webrtc.RTCSdpType;
import dev.onvoid.webrtc.RTCSessionDescription;
import dev.onvoid.webrtc.RTCStats;
import dev.onvoid.webrtc.RTCStatsType;
import dev.onvoid.webrtc.SetSessionDescriptionObserver;
import dev.onvoid.webrtc.media.audio.HeadlessAudioDeviceModule;
import dev.onvoid.webrtc.media.video.CustomVideoSource;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A viewer that talks to the gateway as the page does, and plays by libwebrtc, the code in Chromium. Video only. */
final class PlayingViewer implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 15;

    private final HeadlessAudioDeviceModule audio = new HeadlessAudioDeviceModule();
    private final PeerConnectionFactory factory = new PeerConnectionFactory(audio);
    private final CustomVideoSource video = new CustomVideoSource();
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final RTCPeerConnection connection;
    private final SignalingClient signaling;

    private PlayingViewer(URI gateway, String camera) throws GeneralSecurityException, JsonProcessingException {
        connection = factory.createPeerConnection(new RTCConfiguration(), new PeerConnectionObserver() {
            @Override
            public void onIceCandidate(RTCIceCandidate candidate) {
                // Only the server's end has to be known: it learns ours from the checks.
            }
        });
        RTCRtpTransceiverInit receiving = new RTCRtpTransceiverInit();
        receiving.direction = RTCRtpTransceiverDirection.RECV_ONLY;
        connection.addTransceiver(factory.createVideoTrack("video", video), receiving);
        RTCSessionDescription offer = offer();
        set(observer -> connection.setLocalDescription(offer, observer));
        signaling = new SignalingClient(gateway, this::hear);
        signaling.watch(camera, offer.sdp);
    }

    /** Watches from {@code host}: the threads that it starts there are that host's. */
    static PlayingViewer watching(Host host, URI gateway, String camera) {
        return host.inside(() -> new PlayingViewer(gateway, camera));
    }

    private RTCSessionDescription offer() {
        CompletableFuture<RTCSessionDescription> made = new CompletableFuture<>();
        connection.createOffer(new RTCOfferOptions(), new CreateSessionDescriptionObserver() {
            @Override
            public void onSuccess(RTCSessionDescription description) {
                made.complete(description);
            }

            @Override
            public void onFailure(String error) {
                made.completeExceptionally(new IllegalStateException(error));
            }
        });
        return made.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    private static void set(Consumer<SetSessionDescriptionObserver> call) {
        CompletableFuture<Void> set = new CompletableFuture<>();
        call.accept(new SetSessionDescriptionObserver() {
            @Override
            public void onSuccess() {
                set.complete(null);
            }

            @Override
            public void onFailure(String error) {
                set.completeExceptionally(new IllegalStateException(error));
            }
        });
        set.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    private void hear(JsonNode message) {
        switch (message.path("type").asText()) {
            case "viewerResponse" -> {
                RTCSessionDescription answer = new RTCSessionDescription(
                        RTCSdpType.ANSWER, message.path("sdpAnswer").asText());
                set(observer -> connection.setRemoteDescription(answer, observer));
            }
            case "iceCandidate" -> {
                JsonNode candidate = message.path("candidate");
                connection.addIceCandidate(new RTCIceCandidate(
                        candidate.path("sdpMid").asText(),
                        candidate.path("sdpMLineIndex").asInt(),
                        candidate.path("candidate").asText()));
            }
            default -> told.add(message.toString());
        }
    }

    /** Whatever it was told besides the answer and candidates: that the picture is over, that it should offer again, errors. */
    List<String> told() {
        return List.copyOf(told);
    }

    /** Frames of video that it has decoded. */
    long frames() {
        CompletableFuture<Long> found = new CompletableFuture<>();
        connection.getStats(report -> found.complete(report.getStats().values().stream()
                .filter(stats -> stats.getType() == RTCStatsType.INBOUND_RTP)
                .map(RTCStats::getAttributes)
                .mapToLong(PlayingViewer::framesDecoded)
                .sum()));
        return found.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    private static long framesDecoded(Map<String, Object> attributes) {
        return attributes.get("framesDecoded") instanceof Number frames ? frames.longValue() : 0;
    }

    @Override
    public void close() {
        signaling.close();
        connection.close();
        video.dispose();
        factory.dispose();
        audio.dispose();
    }
}
