package dev.sightline.relay;

import java.util.function.Consumer;

/** Tells when media begins to flow, and when it has stopped for a while. Belongs to one loop. */
final class Flow {
    /** Ticks without anything after which it has stopped. */
    private static final int SILENT_TICKS = 2;

    private final Consumer<EndpointEvent.FlowState> listener;
    private boolean flowing;
    private int silentTicks;

    Flow(Consumer<EndpointEvent.FlowState> listener) {
        this.listener = listener;
    }

    /** Something came. */
    void seen() {
        silentTicks = 0;
        if (!flowing) {
            flowing = true;
            listener.accept(EndpointEvent.FlowState.FLOWING);
        }
    }

    /** Once a second. */
    void tick() {
        if (flowing && ++silentTicks > SILENT_TICKS) {
            stopped();
        }
    }

    /** It is known to have stopped. */
    void stopped() {
        if (flowing) {
            flowing = false;
            listener.accept(EndpointEvent.FlowState.NOT_FLOWING);
        }
    }
}
