package dev.sightline.gateway.stream;

import dev.sightline.gateway.stream.StreamAction.ForgetAll;
import dev.sightline.gateway.stream.StreamAction.Negotiate;
import dev.sightline.gateway.stream.StreamAction.RefuseCamera;
import dev.sightline.gateway.stream.StreamAction.RestartViewers;
import dev.sightline.gateway.stream.StreamAction.Tell;
import dev.sightline.gateway.stream.StreamAction.Withdraw;
import dev.sightline.gateway.stream.StreamEvent.ServerLost;
import dev.sightline.gateway.stream.StreamEvent.ServerReturned;
import dev.sightline.gateway.stream.StreamException.Code;
import dev.sightline.gateway.stream.StreamState.Phase;
import java.util.Optional;

/** What a stream does when its media server goes and comes. Part of {@link StreamMachine}. */
final class MediaServerRules {
    private MediaServerRules() {}

    static Step serverLost(StreamState state, ServerLost event) {
        if (state.session().isEmpty()) {
            return Step.to(state, new ForgetAll());
        }
        return Step.to(
                state.suspended("the media server is gone: " + event.reason()),
                new RefuseCamera(new StreamException(
                        Code.MEDIA_SERVER_DOWN, "the media server was lost while it was asked; offer again")),
                new Withdraw(),
                new ForgetAll());
    }

    static Step serverReturned(StreamState state, ServerReturned event) {
        if (state.phase() != Phase.SUSPENDED || state.session().isEmpty()) {
            return Step.to(state);
        }
        String why = "the media server was replaced";
        Step step = state.isGatewayFirst()
                ? Step.to(
                        state.negotiating(state.session().get(), Optional.empty())
                                .withRemark(why),
                        new Negotiate())
                : Step.to(state.in(Phase.RENEGOTIATING).withRemark(why), new Tell(new CameraCommand.Renegotiate(why)));
        return step.before(new RestartViewers(why));
    }
}
