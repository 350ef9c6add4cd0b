package dev.sightline.gateway.access.store;

import dev.sightline.gateway.access.Cameras;
import dev.sightline.gateway.access.Permission;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The API tokens, in {@code tokens.json}. What was read last can be had from any thread; the rest is not for event loops. */
public final class TokenStore implements RecordStore<ApiToken> {
    private final RecordFile<ApiToken> file;
    private volatile Map<String, ApiToken> byHash = Map.of();

    /** @param directory of access control; made when it is needed */
    public TokenStore(Path directory) {
        this.file = new RecordFile<>(directory.resolve("tokens.json"), "tokens", new ApiToken.Form());
    }

    @Override
    public boolean isThere() {
        return file.isThere();
    }

    @Override
    public boolean refresh() throws IOException {
        boolean changed = file.refresh();
        index();
        return changed;
    }

    private void index() {
        byHash = file.records().values().stream()
                .collect(Collectors.toUnmodifiableMap(ApiToken::hash, Function.identity(), (one, other) -> one));
    }

    /** In the order of their names, as they were read last; also those that have expired. */
    @Override
    public List<ApiToken> all() {
        return List.copyOf(file.records().values());
    }

    /** The token that a program shows, unless it has expired. */
    public Optional<ApiToken> shown(String token, Instant now) {
        return token.startsWith(ApiToken.PREFIX)
                ? Optional.ofNullable(byHash.get(Secret.hash(token))).filter(known -> !known.isExpired(now))
                : Optional.empty();
    }

    /**
     * Makes a new one.
     *
     * @return the token itself, which is told this once
     * @throws Conflict when the name is taken
     */
    public String add(String name, Set<Permission> scopes, Cameras cameras, Instant expires) throws IOException {
        String secret = ApiToken.PREFIX + Secret.random();
        ApiToken token = new ApiToken(name, Secret.hash(secret), scopes, cameras, expires);
        file.change(tokens -> {
            if (tokens.putIfAbsent(name, token) != null) {
                throw new Conflict("there is a token " + name + " already");
            }
        });
        index();
        return secret;
    }

    /** @throws Conflict when there is no such token */
    public void remove(String name) throws IOException {
        file.change(tokens -> {
            if (tokens.remove(name) == null) {
                throw new Conflict("there is no token " + name);
            }
        });
        index();
    }
}
