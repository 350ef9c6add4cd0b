package dev.sightline.gateway.stream;

import dev.sightline.gateway.stream.StreamAction.ReleaseAll;
import dev.sightline.gateway.stream.StreamAction.Withdraw;
import dev.sightline.gateway.stream.StreamState.Phase;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@link StreamMachine} makes of an event.
 *
 * @param state the next one
 * @param actions to be done in their order
 */
record Step(StreamState state, List<StreamAction> actions) {
    static Step to(StreamState state, StreamAction... actions) {
        return new Step(state, List.of(actions));
    }

    /** Everything ends, for this reason. */
    static Step idle(StreamState state, String why, StreamAction... first) {
        List<StreamAction> actions = new ArrayList<>();
        actions.add(new Withdraw());
        actions.addAll(List.of(first));
        actions.add(new ReleaseAll());
        return new Step(state.withoutSession(Phase.IDLE, why), List.copyOf(actions));
    }

    Step before(StreamAction... later) {
        List<StreamAction> all = new ArrayList<>(actions);
        all.addAll(List.of(later));
        return new Step(state, List.copyOf(all));
    }
}
