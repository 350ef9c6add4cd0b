package dev.sightline.gateway.observe;

import java.util.List;

/** The other end of an agent's connection. Neither method waits; both may be called on any thread, one at a time. */
interface AgentPeer {
    /** Sends lines, as {@link dev.sightline.probe.agent.message.AgentCodec} writes them, in their order. */
    void send(List<String> lines);

    /** Ends the connection. */
    void cut(String why);
}
