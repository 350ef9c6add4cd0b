package dev.sightline.probe.agent;

import dev.sightline.probe.PortRange;
import java.util.List;
import java.util.Optional;

/**
 * What an agent does.
 *
 * @param gateway whom it tells
 * @param mediaPorts the media server's ports towards cameras, where the gateway does not know them
 * @param interfaces the interfaces to capture on besides {@code lo}, by name; empty: every interface that is up
 */
public record AgentOptions(GatewayPlace gateway, Optional<PortRange> mediaPorts, List<String> interfaces) {
    /** Copies the list. */
    public AgentOptions {
        interfaces = List.copyOf(interfaces);
    }
}
