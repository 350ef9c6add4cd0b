package dev.sightline.gateway.access.door;

import dev.sightline.gateway.access.Permission;
import dev.sightline.gateway.access.store.ApiToken;
import dev.sightline.gateway.access.store.TokenStore;
import dev.sightline.gateway.access.store.User;
import dev.sightline.gateway.access.store.UserStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a file of records again when another process has changed it, and says in the program's log what that did: the
 * commands of this host write the audit log only. A file that is damaged changes nothing. For one thread; who asks for the
 * trouble may be any.
 */
final class WatchedStore<R> {
    private static final Logger log = LoggerFactory.getLogger(WatchedStore.class);
    private static final Logger events = LoggerFactory.getLogger("dev.sightline.events");
    /** Of each kind; a file may hold thousands. */
    private static final int NAMED = 20;

    private final Source<R> source;
    private boolean wasThere;
    private volatile Optional<String> trouble = Optional.empty();

    /** How the file is read. */
    interface Source<R> {
        String file();

        boolean isThere();

        /** Whether there was anything new. */
        boolean refresh() throws IOException;

        SortedMap<String, R> records();

        String words(R record);

        /** What else is to be said of one that is another than before. */
        String change(R before, R now);
    }

    WatchedStore(Source<R> source) {
        this.source = source;
        this.wasThere = source.isThere();
    }

    static WatchedStore<User> of(UserStore users) {
        return new WatchedStore<>(new Users(users));
    }

    static WatchedStore<ApiToken> of(TokenStore tokens) {
        return new WatchedStore<>(new Tokens(tokens));
    }

    void look() {
        SortedMap<String, R> before = source.records();
        try {
            boolean changed = source.refresh();
            wasThere |= source.isThere();
            found(
                    wasThere && !source.isThere()
                            ? Optional.of(source.file() + " is gone, and whoever it named is not known any more. Put it"
                                    + " back from a copy, or begin anew with bin/sightline")
                            : Optional.empty());
            if (changed) {
                tell(before, source.records());
            }
        } catch (IOException e) {
            found(Optional.of(e.getMessage() + "; what was known before goes on being so"));
        }
    }

    /** What whoever runs the gateway has to see until it is mended. */
    Optional<String> trouble() {
        return trouble;
    }

    private void found(Optional<String> now) {
        if (now.equals(trouble)) {
            return;
        }
        trouble = now;
        now.ifPresentOrElse(
                what -> log.error("access: {}", what),
                () -> events.info("access: {} is mended and was read again", source.file()));
    }

    private void tell(Map<String, R> before, Map<String, R> now) {
        List<String> added = new ArrayList<>();
        List<String> changed = new ArrayList<>();
        now.forEach((name, record) -> {
            R former = before.get(name);
            if (former == null) {
                added.add(name + " (" + source.words(record) + ")");
            } else if (!former.equals(record)) {
                changed.add(name + " (" + source.words(record) + source.change(former, record) + ")");
            }
        });
        List<String> removed =
                before.keySet().stream().filter(name -> !now.containsKey(name)).toList();
        List<String> parts = new ArrayList<>();
        part("added", added).ifPresent(parts::add);
        part("changed", changed).ifPresent(parts::add);
        part("removed", removed).ifPresent(parts::add);
        if (!parts.isEmpty()) {
            events.info("access: {} was changed by another process: {}", source.file(), String.join("; ", parts));
        }
    }

    private static Optional<String> part(String what, List<String> names) {
        return names.isEmpty()
                ? Optional.empty()
                : Optional.of(what + " " + names.stream().limit(NAMED).collect(Collectors.joining(", "))
                        + (names.size() > NAMED ? " and " + (names.size() - NAMED) + " more" : ""));
    }

    private static <R> SortedMap<String, R> named(List<R> records, Function<R, String> name) {
        return records.stream().collect(Collectors.toMap(name, record -> record, (one, other) -> one, TreeMap::new));
    }

    private static String another(String what, Object before, Object now) {
        return before.equals(now) ? "" : ", another " + what;
    }

    private record Users(UserStore store) implements Source<User> {
        @Override
        public String file() {
            return "users.json";
        }

        @Override
        public boolean isThere() {
            return store.isThere();
        }

        @Override
        public boolean refresh() throws IOException {
            return store.refresh();
        }

        @Override
        public SortedMap<String, User> records() {
            return named(store.all(), User::name);
        }

        @Override
        public String words(User user) {
            return user.role().word() + ", " + user.cameras();
        }

        @Override
        public String change(User before, User now) {
            return another("password", before.password(), now.password());
        }
    }

    private record Tokens(TokenStore store) implements Source<ApiToken> {
        @Override
        public String file() {
            return "tokens.json";
        }

        @Override
        public boolean isThere() {
            return store.isThere();
        }

        @Override
        public boolean refresh() throws IOException {
            return store.refresh();
        }

        @Override
        public SortedMap<String, ApiToken> records() {
            return named(store.all(), ApiToken::name);
        }

        @Override
        public String words(ApiToken token) {
            String scopes =
                    token.scopes().stream().sorted().map(Permission::word).collect(Collectors.joining(" and "));
            return scopes + ", " + token.cameras() + ", until " + token.expires();
        }

        @Override
        public String change(ApiToken before, ApiToken now) {
            return another("secret", before.hash(), now.hash());
        }
    }
}
