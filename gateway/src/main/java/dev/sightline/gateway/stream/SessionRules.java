package dev.sightline.gateway.stream;

import dev.sightline.gateway.config.CameraProfile;
import dev.sightline.gateway.config.CameraProfile.SpeaksFirst;
import dev.sightline.gateway.stream.StreamAction.AwaitCamera;
import dev.sightline.gateway.stream.StreamAction.AwaitViewers;
import dev.sightline.gateway.stream.StreamAction.EndViewers;
import dev.sightline.gateway.stream.StreamAction.Negotiate;
import dev.sightline.gateway.stream.StreamAction.RefuseCamera;
import dev.sightline.gateway.stream.StreamAction.ReleaseSource;
import dev.sightline.gateway.stream.StreamAction.Tell;
import dev.sightline.gateway.stream.StreamAction.Withdraw;
import dev.sightline.gateway.stream.StreamEvent.CameraOffered;
import dev.sightline.gateway.stream.StreamEvent.GraceEnded;
import dev.sightline.gateway.stream.StreamEvent.SessionEnded;
import dev.sightline.gateway.stream.StreamEvent.ViewersChanged;
import dev.sightline.gateway.stream.StreamException.Code;
import dev.sightline.gateway.stream.StreamState.Phase;
import dev.sightline.gateway.stream.StreamState.StartedBy;
import dev.sightline.sdp.ReturnPathPolicy;
import java.net.InetAddress;
import java.util.Optional;

/** How a camera's session begins and ends, and who wants it. Part of {@link StreamMachine}. */
final class SessionRules {
    private final CameraProfile profile;
    private final ReturnPath returnPath;

    SessionRules(CameraProfile profile, ReturnPath returnPath) {
        this.profile = profile;
        this.returnPath = returnPath;
    }

    Step cameraOffered(StreamState before, CameraOffered event) {
        StreamState state = before.healing().next().isEmpty() && before.adopted() ? PortInDoubt.left(before) : before;
        ReturnPath.Choice choice = choiceFor(state, event);
        if (choice instanceof ReturnPath.Choice.Refused refused) {
            return Step.to(
                    state.withRemark(refused.reason()),
                    new RefuseCamera(new StreamException(Code.RETURN_PATH_REFUSED, refused.reason())));
        }
        CameraSession session = new CameraSession(
                event.sessionId(),
                SpeaksFirst.CAMERA,
                event.media(),
                Optional.of(event.source()),
                ((ReturnPath.Choice.Policy) choice).policy());
        StartedBy startedBy = state.startedBy() == StartedBy.NOBODY ? StartedBy.CAMERA : state.startedBy();
        String remark = state.healing().next().isPresent() ? state.remark() : "";
        return Step.to(
                state.startedBy(startedBy).negotiating(session, state.living()).withRemark(remark),
                new Withdraw(),
                new Negotiate());
    }

    /** Once a return path is being mended, the camera's new offer goes by the policy that was chosen for it. */
    private ReturnPath.Choice choiceFor(StreamState state, CameraOffered event) {
        Optional<ReturnPathPolicy> present =
                state.session().filter(session -> state.healing().isUnderWay()).map(CameraSession::policy);
        return returnPath.first(
                profile, event.media(), state.healing().next().or(() -> present).or(state.healing()::winner));
    }

    Step sessionEnded(StreamState before, SessionEnded event) {
        if (!before.hasSession(event.sessionId())) {
            return Step.to(before);
        }
        StreamState state = before.adopted() ? PortInDoubt.left(before) : before;
        boolean asked =
                state.phase() == Phase.RENEGOTIATING && state.healing().next().isPresent();
        if (!event.expired() && !asked) {
            return Step.idle(state, "", new EndViewers(Code.CAMERA_UNAVAILABLE, "the camera ended its session"));
        }
        String why = event.expired() ? "the camera was not heard of for three keepalive intervals" : state.remark();
        boolean wanted = state.viewers() > 0 || (asked && !event.expired());
        if (!wanted || profile.speaksFirst() == SpeaksFirst.GATEWAY) {
            return Step.idle(state, why, new EndViewers(Code.CAMERA_UNAVAILABLE, why));
        }
        return Step.to(
                state.withoutSession(Phase.CALLING, why)
                        .startedBy(state.viewers() > 0 ? StartedBy.VIEWER : StartedBy.CAMERA),
                new ReleaseSource(),
                new Tell(new CameraCommand.Play()),
                new AwaitCamera());
    }

    Step viewersChanged(StreamState state, ViewersChanged event) {
        StreamState next = state.withViewers(event.viewers());
        if (event.viewers() == 0) {
            return state.startedBy() == StartedBy.VIEWER ? Step.to(next, new AwaitViewers()) : Step.to(next);
        }
        if (state.phase() != Phase.IDLE) {
            return Step.to(next);
        }
        return profile.speaksFirst() == SpeaksFirst.GATEWAY
                ? speakFirst(next.startedBy(StartedBy.VIEWER), event.sessionId(), event.cameraAddress())
                : Step.to(
                        next.in(Phase.CALLING).startedBy(StartedBy.VIEWER),
                        new Tell(new CameraCommand.Play()),
                        new AwaitCamera());
    }

    private Step speakFirst(StreamState next, String sessionId, Optional<InetAddress> address) {
        OfferedMedia media = OfferedMedia.expectedOf(profile);
        ReturnPath.Choice choice =
                returnPath.first(profile, media, next.healing().winner());
        if (choice instanceof ReturnPath.Choice.Policy chosen) {
            if (chosen.policy() == ReturnPathPolicy.CAMERA_ADDRESS && address.isEmpty()) {
                return refuseViewers(
                        next,
                        "the camera's address is not known before it asks for its configuration; list it under"
                                + " cameras.list.addresses, or set returnPath.policy to comedia");
            }
            CameraSession session = new CameraSession(sessionId, SpeaksFirst.GATEWAY, media, address, chosen.policy());
            return Step.to(next.negotiating(session, Optional.empty()), new Negotiate());
        }
        return refuseViewers(next, ((ReturnPath.Choice.Refused) choice).reason());
    }

    private static Step refuseViewers(StreamState next, String why) {
        return Step.to(next.withoutSession(Phase.IDLE, why), new EndViewers(Code.RETURN_PATH_REFUSED, why));
    }

    Step graceEnded(StreamState state, GraceEnded event) {
        boolean wanted = state.viewers() > 0 || state.startedBy() != StartedBy.VIEWER;
        if (wanted || state.phase() == Phase.IDLE) {
            return Step.to(state);
        }
        if (state.phase() == Phase.NEGOTIATING) {
            return Step.to(state, new AwaitViewers()); // whoever asked has to be answered first
        }
        return Step.idle(state, "").before(new Tell(new CameraCommand.Stop()));
    }
}
