package dev.sightline.gateway;

import dev.sightline.gateway.config.ListenersConfig.Listener;
import dev.sightline.gateway.config.ProbeConfig;
import dev.sightline.gateway.observe.AgentListeners;
import dev.sightline.gateway.security.BearerToken;
import dev.sightline.gateway.security.SocketFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** By which ways probe agents come in: a Unix socket for those of this host, and a port with a token for others. */
final class AgentDoors {
    private final AgentListeners agents;
    private final Listeners listeners;
    private final OpenParts open;

    AgentDoors(AgentListeners agents, Listeners listeners, OpenParts open) {
        this.agents = agents;
        this.listeners = listeners;
        this.open = open;
    }

    /**
     * Opens those that the configuration names.
     *
     * @param refused is told each time that somebody had the wrong token
     * @return the port for agents of other hosts; 0 when they may not come
     * @throws UncheckedIOException when the socket cannot be made
     */
    int open(ProbeConfig config, Runnable refused) {
        config.socket().ifPresent(this::openSocket);
        return config.listener()
                .map(listener ->
                        openPort(listener, new BearerToken(config.token().orElseThrow()), refused))
                .orElse(0);
    }

    private void openSocket(Path path) {
        try {
            SocketFile socket = open.opened(SocketFile.prepare("probe.socket", path));
            listeners.agent(socket, AgentListeners::lines, agents::onThisHost);
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    private int openPort(Listener listener, BearerToken token, Runnable refused) {
        return listeners.agents(listener, agents.elsewhere(token, refused));
    }
}
