package dev.sightline.gateway.config;

import dev.sightline.gateway.config.ListenersConfig.Listener;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The probe agents, which see on the wire where feedback leaves.
 *
 * @param socket the Unix socket at which the agent of this host connects
 * @param listener where agents of other hosts connect; there is a token then
 * @param token the secret that agents of other hosts show
 * @param maxAgents connected at once
 * @param silent after which an agent that says nothing counts as gone
 */
public record ProbeConfig(
        Optional<Path> socket, Optional<Listener> listener, Optional<String> token, int maxAgents, Duration silent) {
    /** Whether any agent can connect. */
    public boolean isOpen() {
        return socket.isPresent() || listener.isPresent();
    }

    /** The same, for an agent of this host. */
    public ProbeConfig withSocket(Path path) {
        return new ProbeConfig(Optional.of(path), listener, token, maxAgents, silent);
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "ProbeConfig[socket=" + socket + ", listener=" + listener + ", maxAgents=" + maxAgents + ", silent="
                + silent + "]";
    }
}
