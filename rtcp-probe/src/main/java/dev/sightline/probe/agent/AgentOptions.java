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
 * @param traceFirewall whether a table of its own may be added to this host's firewall, to trace what that drops
 */
public record AgentOptions(
        GatewayPlace gateway, Optional<PortRange> mediaPorts, List<String> interfaces, boolean traceFirewall) {
    /** Copies the list. */
    public AgentOptions {
        interfaces = List.copyOf(interfaces);
    }

    /** Changes nothing on this host. */
    public AgentOptions(GatewayPlace gateway, Optional<PortRange> mediaPorts, List<String> interfaces) {
        this(gateway, mediaPorts, interfaces, false);
    }
}
