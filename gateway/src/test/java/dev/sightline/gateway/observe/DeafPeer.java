package dev.sightline.gateway.observe;

import java.util.List;

/** An agent that takes no notice of what it is told. */
final class DeafPeer implements AgentPeer {
    @Override
    public void send(List<String> lines) {}

    @Override
    public void cut(String why) {}
}
