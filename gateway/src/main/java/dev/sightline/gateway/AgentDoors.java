package dev.sightline.gateway;

import dev.sightline.gateway.config.ListenersConfig.Listener;
import dev.sightline.gateway.config.ProbeConfig;
import dev.sightline.gateway.observe.AgentListeners;
import dev.sightline.gateway.security.BearerToken;
import dev.sightline.gateway.security.SocketFile;
import java.util.Optional;

/** By which ways probe agents come in: a Unix socket for those of this host, and a port with a token for others. */
final class AgentDoors {
    private final AgentListeners agents;
    private final Listeners listeners;

    AgentDoors(AgentListeners agents, Listeners listeners) {
        this.agents = agents;
        this.listeners = listeners;
    }

    /**
     * Opens those that the configuration names.
     *
     * @param socket the place of the Unix socket, if there is to be one
     * @param refused is told each time that somebody had the wrong token
     * @return the port for agents of other hosts; 0 when they may not come
     */
    int open(ProbeConfig config, Optional<SocketFile> socket, Runnable refused) {
        socket.ifPresent(place -> listeners.agent(place, AgentListeners::lines, agents::onThisHost));
        return config.listener()
                .map(listener ->
                        openPort(listener, new BearerToken(config.token().orElseThrow()), refused))
                .orElse(0);
    }

    private int openPort(Listener listener, BearerToken token, Runnable refused) {
        return listeners.agents(listener, agents.elsewhere(token, refused));
    }
}
