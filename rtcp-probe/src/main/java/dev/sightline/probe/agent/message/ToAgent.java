package dev.sightline.probe.agent.message;

import dev.sightline.probe.Negotiation;
import dev.sightline.probe.PortRange;
import java.util.Optional;

/** What the gateway tells a probe agent. */
public sealed interface ToAgent {
    /**
     * The gateway's first message.
     *
     * @param version of the gateway, for people
     * @param mediaPorts the media server's ports towards cameras, where the gateway knows them
     */
    record Hello(String version, Optional<PortRange> mediaPorts) implements ToAgent {}

    /**
     * A camera has negotiated: what is sent for it is to be judged from now on. It replaces what was said of this camera
     * before.
     */
    record Camera(Negotiation negotiation) implements ToAgent {}

    /** A camera's session is over. */
    record Gone(String camera) implements ToAgent {}
}
