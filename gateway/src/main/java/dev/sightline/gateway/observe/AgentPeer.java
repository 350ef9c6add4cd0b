package dev.sightline.gateway.observe;

import dev.sightline.probe.agent.message.ToAgent;

/** The other end of an agent's connection. Neither method waits; both may be called on any thread, one at a time. */
interface AgentPeer {
    void send(ToAgent message);

    /** Ends the connection. */
    void cut(String why);
}
