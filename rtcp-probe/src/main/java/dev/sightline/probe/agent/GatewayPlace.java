package dev.sightline.probe.agent;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** Where an agent's gateway is. */
public sealed interface GatewayPlace {
    /** What a token is. */
    String TOKEN = "32 to 1024 letters, digits or signs without spaces, as openssl rand -hex 32 makes them";

    /** Whether this can be a token. */
    static boolean isToken(String text) {
        return text.matches("[!-~]{32,1024}");
    }

    /** On this host, behind a Unix socket. */
    record OnThisHost(Path socket) implements GatewayPlace {
        @Override
        public String toString() {
            return socket.toString();
        }
    }

    /**
     * On another host.
     *
     * @param address {@code wss://host:port/agent}
     * @param token the secret that both know
     * @param certificate PEM, whom to trust; without it those that this host's Java trusts
     */
    record Elsewhere(URI address, String token, Optional<Path> certificate) implements GatewayPlace {
        /** @throws IllegalArgumentException when the address is not {@code wss://…}, or the token cannot be one */
        public Elsewhere {
            requireAddress(address);
            if (!isToken(token)) {
                throw new IllegalArgumentException("the token: expected " + TOKEN);
            }
        }

        /** @throws IllegalArgumentException when the address is not {@code wss://…} */
        public static void requireAddress(URI address) {
            if (!"wss".equals(address.getScheme()) || address.getHost() == null || address.getUserInfo() != null) {
                throw new IllegalArgumentException("gateway \"" + address
                        + "\": expected wss://HOST:PORT/agent, as in wss://192.0.2.1:8790/agent");
            }
        }

        /** Without the token. */
        @Override
        public String toString() {
            return address.toString();
        }
    }
}
