package dev.sightline.gateway.access.door;

import dev.sightline.gateway.access.store.ApiToken;
import dev.sightline.gateway.access.store.RecordStore;
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

    private final RecordStore<R> store;
    private final RecordWords<R> words;
    private boolean wasThere;
    private volatile Optional<String> trouble = Optional.empty();

    private WatchedStore(RecordStore<R> store, RecordWords<R> words) {
        this.store = store;
        this.words = words;
        this.wasThere = store.isThere();
    }

    static WatchedStore<User> of(UserStore users) {
        return new WatchedStore<>(users, new RecordWords.OfUsers());
    }

    static WatchedStore<ApiToken> of(TokenStore tokens) {
        return new WatchedStore<>(tokens, new RecordWords.OfTokens());
    }

    void look() {
        SortedMap<String, R> before = records();
        try {
            boolean changed = store.refresh();
            wasThere |= store.isThere();
            found(
                    wasThere && !store.isThere()
                            ? Optional.of(words.file() + " is gone, and whoever it named is not known any more. Put it"
                                    + " back from a copy, or begin anew with bin/sightline")
                            : Optional.empty());
            if (changed) {
                tell(before, records());
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
                () -> events.info("access: {} is mended and was read again", words.file()));
    }

    private void tell(Map<String, R> before, Map<String, R> now) {
        List<String> added = new ArrayList<>();
        List<String> changed = new ArrayList<>();
        now.forEach((name, record) -> {
            R former = before.get(name);
            if (former == null) {
                added.add(name + " (" + words.words(record) + ")");
            } else if (!former.equals(record)) {
                changed.add(name + " (" + words.words(record) + words.change(former, record) + ")");
            }
        });
        List<String> removed =
                before.keySet().stream().filter(name -> !now.containsKey(name)).toList();
        List<String> parts = new ArrayList<>();
        part("added", added).ifPresent(parts::add);
        part("changed", changed).ifPresent(parts::add);
        part("removed", removed).ifPresent(parts::add);
        if (!parts.isEmpty()) {
            events.info("access: {} was changed by another process: {}", words.file(), String.join("; ", parts));
        }
    }

    private static Optional<String> part(String what, List<String> names) {
        return names.isEmpty()
                ? Optional.empty()
                : Optional.of(what + " " + names.stream().limit(NAMED).collect(Collectors.joining(", "))
                        + (names.size() > NAMED ? " and " + (names.size() - NAMED) + " more" : ""));
    }

    private SortedMap<String, R> records() {
        return store.all().stream()
                .collect(Collectors.toMap(words::name, record -> record, (one, other) -> one, TreeMap::new));
    }
}
