package dev.sightline.webrtc;

import dev.onvoid.webrtc.CreateSessionDescriptionObserver;
import dev.onvoid.webrtc.PeerConnectionFactory;
import dev.onvoid.webrtc.PeerConnectionObserver;
import dev.onvoid.webrtc.RTCConfiguration;
import dev.onvoid.webrtc.RTCIceCandidate;
import dev.onvoid.webrtc.RTCOfferOptions;
import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.RTCPeerConnectionState;
import dev.onvoid.webrtc.RTCRtpTransceiverDirection;
import dev.onvoid.webrtc.RTCRtpTransceiverInit;
import dev.onvoid.webrtc.RTCSdpType;
import dev.onvoid.webrtc.RTCSessionDescription;
import dev.onvoid.webrtc.SetSessionDescriptionObserver;
import dev.onvoid.webrtc.media.audio.HeadlessAudioDeviceModule;
import dev.onvoid.webrtc.media.video.CustomVideoSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A peer that is the real libwebrtc: it offers one video section that receives. No audio: the library's headless audio
 * device races with itself and ends the process.
 */
final class LibWebRtcPeer implements AutoCloseable {
    private final HeadlessAudioDeviceModule audio = new HeadlessAudioDeviceModule();
    private final PeerConnectionFactory factory = new PeerConnectionFactory(audio);
    private final CustomVideoSource source = new CustomVideoSource();
    private final RTCPeerConnection connection;
    final List<RTCPeerConnectionState> states = new CopyOnWriteArrayList<>();

    LibWebRtcPeer(Consumer<IceCandidate> candidates) {
        this.connection = factory.createPeerConnection(new RTCConfiguration(), new PeerConnectionObserver() {
            @Override
            public void onIceCandidate(RTCIceCandidate candidate) {
                IceCandidate.parse(candidate.sdp).ifPresent(candidates);
            }

            @Override
            public void onConnectionChange(RTCPeerConnectionState state) {
                states.add(state);
            }
        });
        RTCRtpTransceiverInit receiving = new RTCRtpTransceiverInit();
        receiving.direction = RTCRtpTransceiverDirection.RECV_ONLY;
        connection.addTransceiver(factory.createVideoTrack("video", source), receiving);
    }

    /** Makes its offer and starts to gather. */
    String offer() {
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
        RTCSessionDescription offer = made.orTimeout(10, TimeUnit.SECONDS).join();
        set(observer -> connection.setLocalDescription(offer, observer));
        return offer.sdp;
    }

    void answer(String sdp) {
        set(observer -> connection.setRemoteDescription(new RTCSessionDescription(RTCSdpType.ANSWER, sdp), observer));
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

    RTCPeerConnectionState state() {
        return connection.getConnectionState();
    }

    static String attribute(String sdp, String name) {
        Matcher matcher =
                Pattern.compile("^a=" + name + ":(.*?)\r?$", Pattern.MULTILINE).matcher(sdp);
        if (!matcher.find()) {
            throw new IllegalStateException("no a=" + name + " in " + sdp);
        }
        return matcher.group(1);
    }

    @Override
    public void close() {
        connection.close();
        source.dispose();
        factory.dispose();
        audio.dispose();
    }
}
