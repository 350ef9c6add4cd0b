package dev.sightline.gateway.media;

import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.util.Optional;

/**
 * What the gateway and the media server show each other. It is asked for each connection, never on an event loop, so that what
 * was renewed counts from the next one on.
 */
public interface KurentoSecrets {
    /**
     * What is sent as {@code Authorization: Bearer}.
     *
     * @throws IOException when it cannot be had; the message has the cure
     */
    Optional<String> token() throws IOException;

    /**
     * Whom a server at {@code wss://} has to be; nothing with {@code ws://}.
     *
     * @throws IOException when it cannot be had; the message has the cure
     */
    Optional<SslContext> tls() throws IOException;

    /** For loopback: a token. */
    static KurentoSecrets token(String secret) {
        return fixed(Optional.of(secret));
    }

    /** For loopback: nothing. */
    static KurentoSecrets none() {
        return fixed(Optional.empty());
    }

    private static KurentoSecrets fixed(Optional<String> token) {
        return new KurentoSecrets() {
            @Override
            public Optional<String> token() {
                return token;
            }

            @Override
            public Optional<SslContext> tls() {
                return Optional.empty();
            }
        };
    }
}
