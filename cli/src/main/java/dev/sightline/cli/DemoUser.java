package dev.sightline.cli;

import dev.sightline.gateway.access.Cameras;
import dev.sightline.gateway.access.Permission;
import dev.sightline.gateway.access.Role;
import dev.sightline.gateway.access.store.PasswordHash;
import dev.sightline.gateway.access.store.Secret;
import dev.sightline.gateway.access.store.TokenStore;
import dev.sightline.gateway.access.store.User;
import dev.sightline.gateway.access.store.UserStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/**
 * The demo's one user, made anew each time, and a token for what the demo itself asks.
 *
 * @param password fresh, and as short-lived as the demo
 */
record DemoUser(String password, String token) {
    static final String NAME = "demo";
    private static final int PASSWORD_LENGTH = 16;
    private static final Duration TOKEN_LIFE = Duration.ofDays(30);

    /** @param directory of the demo's access control */
    static DemoUser in(Path directory) throws IOException {
        String password = Secret.random().substring(0, PASSWORD_LENGTH);
        new UserStore(directory).add(new User(NAME, PasswordHash.of(password), Role.ADMIN, Cameras.every()));
        String token = new TokenStore(directory)
                .add(
                        NAME,
                        Set.of(Permission.READ),
                        Cameras.every(),
                        Instant.now().plus(TOKEN_LIFE));
        return new DemoUser(password, token);
    }

    @Override
    public String toString() {
        return "DemoUser[" + NAME + "]";
    }
}
