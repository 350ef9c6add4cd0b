package dev.sightline.probe.agent.message;

import dev.sightline.probe.NegotiationVerdict;
import dev.sightline.probe.Obstacle;
import dev.sightline.probe.WatchedInterface;
import java.util.List;
import java.util.Optional;

/** What a probe agent tells the gateway. */
public sealed interface FromAgent {
    /**
     * The agent's first message.
     *
     * @param version of the agent, for people
     * @param host what its host calls itself, for people
     * @param maxCameras how many cameras it can judge at once; absent from an agent that does not say so
     */
    record Hello(String version, String host, Optional<Long> maxCameras) implements FromAgent {}

    /** The agent's last message: it was told to end. */
    record Goodbye() implements FromAgent {}

    /** The verdict on one negotiated camera: when it changes, and again every other second. */
    record Judged(NegotiationVerdict verdict) implements FromAgent {}

    /**
     * A sign of life, every second.
     *
     * @param interfaces how capture goes on each interface that was not left out; the first 64
     * @param obstacle why it cannot capture now; empty when it can
     */
    record Alive(List<WatchedInterface> interfaces, Optional<Obstacle> obstacle) implements FromAgent {
        private static final int MAX_INTERFACES = 64;

        /** Copies the list. */
        public Alive {
            interfaces = interfaces.stream()
                    .filter(each -> each.state() != WatchedInterface.State.LEFT_OUT)
                    .limit(MAX_INTERFACES)
                    .toList();
        }
    }
}
