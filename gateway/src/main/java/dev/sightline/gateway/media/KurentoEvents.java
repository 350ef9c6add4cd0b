package dev.sightline.gateway.media;

import dev.sightline.gateway.media.MediaEvent.CandidateFound;
import dev.sightline.gateway.media.MediaEvent.ConnectionChanged;
import dev.sightline.gateway.media.MediaEvent.Failed;
import dev.sightline.gateway.media.MediaEvent.FlowChanged;
import dev.sightline.gateway.media.MediaEvent.IceStateChanged;
import dev.sightline.gateway.media.MediaEvent.MediaStateChanged;
import dev.sightline.gateway.media.MediaEvent.TranscodingChanged;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.kurento.client.BaseRtpEndpoint;
import org.kurento.client.ConnectionState;
import org.kurento.client.IceCandidate;
import org.kurento.client.ListenerSubscription;
import org.kurento.client.MediaFlowState;
import org.kurento.client.MediaState;
import org.kurento.client.MediaTranscodingState;
import org.kurento.client.RtpEndpoint;
import org.kurento.client.WebRtcEndpoint;

/** Subscribes to what is of interest, and translates it. */
final class KurentoEvents {
    private KurentoEvents() {}

    static void ofCamera(RtpEndpoint endpoint, KurentoMaking.Batch batch, Consumer<MediaEvent> to) {
        ofBoth(endpoint, batch, to);
        batch.<ListenerSubscription>add(answer -> endpoint.addMediaStateChangedListener(
                event -> to.accept(new MediaStateChanged(event.getNewState() == MediaState.CONNECTED)), answer));
        // What comes from the camera flows out of its endpoint, into the pipeline.
        batch.<ListenerSubscription>add(answer -> endpoint.addMediaFlowOutStateChangedListener(
                event -> to.accept(
                        new FlowChanged(event.getMediaType().name(), event.getState() == MediaFlowState.FLOWING)),
                answer));
    }

    static void ofViewer(WebRtcEndpoint endpoint, KurentoMaking.Batch batch, Consumer<MediaEvent> to) {
        ofBoth(endpoint, batch, to);
        batch.<ListenerSubscription>add(answer -> endpoint.addIceCandidateFoundListener(
                        event -> to.accept(new CandidateFound(candidate(event.getCandidate()))), answer))
                .<ListenerSubscription>add(answer -> endpoint.addIceComponentStateChangedListener(
                        event -> to.accept(new IceStateChanged(event.getState().name())), answer))
                .<ListenerSubscription>add(answer -> endpoint.addMediaTranscodingStateChangedListener(
                        event -> to.accept(new TranscodingChanged(
                                event.getMediaType().name(), event.getState() == MediaTranscodingState.TRANSCODING)),
                        answer));
    }

    private static void ofBoth(BaseRtpEndpoint endpoint, KurentoMaking.Batch batch, Consumer<MediaEvent> to) {
        batch.<ListenerSubscription>add(answer -> endpoint.addConnectionStateChangedListener(
                        event -> to.accept(new ConnectionChanged(event.getNewState() == ConnectionState.CONNECTED)),
                        answer))
                .<ListenerSubscription>add(answer -> endpoint.addErrorListener(
                        event -> to.accept(
                                new Failed(event.getErrorCode(), text(event.getType()), text(event.getDescription()))),
                        answer));
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }

    private static Candidate candidate(IceCandidate found) {
        return new Candidate(found.getCandidate(), found.getSdpMid(), found.getSdpMLineIndex());
    }
}
