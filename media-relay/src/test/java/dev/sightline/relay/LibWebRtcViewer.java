package dev.sightline.relay;

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
import dev.onvoid.webrtc.media.MediaStreamTrack;
import dev.onvoid.webrtc.media.audio.AudioOptions;
import dev.onvoid.webrtc.media.audio.HeadlessAudioDeviceModule;
import dev.onvoid.webrtc.media.video.CustomVideoSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A viewer that is the real libwebrtc, the code in Chromium: it decodes what it is sent and counts it. */
final class LibWebRtcViewer implements AutoCloseable {
    private final HeadlessAudioDeviceModule audio = new HeadlessAudioDeviceModule();
    private final PeerConnectionFactory factory = new PeerConnectionFactory(audio);
    private final CustomVideoSource videoSource = new CustomVideoSource();
    private final RTCPeerConnection connection;
    private final WebRtcEndpoint endpoint;

    /** Begins to play through {@code endpoint}. */
    LibWebRtcViewer(WebRtcEndpoint endpoint) {
        this.endpoint = endpoint;
        this.connection = factory.createPeerConnection(new RTCConfiguration(), new PeerConnectionObserver() {
            @Override
            public void onIceCandidate(RTCIceCandidate candidate) {
                // Not waited for: this is libwebrtc's own thread, for which the endpoint's loop may be waiting.
                CompletableFuture<Void> unused =
                        endpoint.addIceCandidate(candidate.sdp, candidate.sdpMid, candidate.sdpMLineIndex);
            }
        });
        receive(factory.createVideoTrack("video", videoSource));
        receive(factory.createAudioTrack("audio", factory.createAudioSource(new AudioOptions())));
        RTCSessionDescription offer = offer();
        List<RTCIceCandidate> candidates = new CopyOnWriteArrayList<>();
        CompletableFuture<Void> gathered = new CompletableFuture<>();
        endpoint.events(event -> {
            if (event instanceof EndpointEvent.IceCandidateFound found) {
                candidates.add(new RTCIceCandidate(found.sdpMid(), found.sdpMLineIndex(), found.candidate()));
            } else if (event instanceof EndpointEvent.IceGatheringDone) {
                gathered.complete(null);
            }
        });
        set(observer -> connection.setLocalDescription(offer, observer));
        String answer =
                endpoint.processOffer(offer.sdp).orTimeout(10, TimeUnit.SECONDS).join();
        set(observer ->
                connection.setRemoteDescription(new RTCSessionDescription(RTCSdpType.ANSWER, answer), observer));
        endpoint.gatherCandidates()
                .thenCompose(nothing -> gathered)
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
        candidates.forEach(connection::addIceCandidate);
    }

    private void receive(MediaStreamTrack track) {
        RTCRtpTransceiverInit init = new RTCRtpTransceiverInit();
        init.direction = RTCRtpTransceiverDirection.RECV_ONLY;
        connection.addTransceiver(track, init);
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
        return made.orTimeout(10, TimeUnit.SECONDS).join();
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
        set.orTimeout(10, TimeUnit.SECONDS).join();
    }

    /** A number of the inbound stream of that kind; 0 before there is one. */
    long inbound(String kind, String attribute) {
        CompletableFuture<Long> found = new CompletableFuture<>();
        connection.getStats(report -> found.complete(report.getStats().values().stream()
                .filter(stats -> stats.getType() == RTCStatsType.INBOUND_RTP)
                .map(RTCStats::getAttributes)
                .filter(attributes -> kind.equals(attributes.get("kind")))
                .map(attributes -> number(attributes, attribute))
                .findFirst()
                .orElse(0L)));
        return found.orTimeout(10, TimeUnit.SECONDS).join();
    }

    long framesDecoded() {
        return inbound("video", "framesDecoded");
    }

    private static long number(Map<String, Object> attributes, String name) {
        return Optional.ofNullable(attributes.get(name))
                .map(value -> ((Number) value).longValue())
                .orElse(0L);
    }

    @Override
    public void close() {
        endpoint.events(event -> {});
        connection.close();
        videoSource.dispose();
        factory.dispose();
        audio.dispose();
    }
}
