package dev.sightline.gateway.access.store;

import dev.sightline.gateway.access.Role;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The users, in {@code users.json}. What was read last can be had from any thread; the rest is not for event loops. */
public final class UserStore {
    private final RecordFile<User> file;

    /** @param directory of access control; made when it is needed */
    public UserStore(Path directory) {
        this.file = new RecordFile<>(directory.resolve("users.json"), "users", new User.Form());
    }

    /** Reads what another process has changed; whether there was anything. */
    public boolean refresh() throws IOException {
        return file.refresh();
    }

    /** In the order of their names, as they were read last. */
    public List<User> all() {
        return List.copyOf(file.records().values());
    }

    public Optional<User> find(String name) {
        return User.nameOf(name)
                .flatMap(known -> Optional.ofNullable(file.records().get(known)));
    }

    /** @throws Conflict when the name is taken */
    public void add(User user) throws IOException {
        file.change(users -> {
            if (users.putIfAbsent(user.name(), user) != null) {
                throw new Conflict("there is a user " + user.name() + " already");
            }
        });
    }

    /** @throws Conflict when there is a user already */
    public void addFirst(User user) throws IOException {
        file.change(users -> {
            if (!users.isEmpty()) {
                throw new Conflict("there is a user already");
            }
            users.put(user.name(), user);
        });
    }

    /** @throws Conflict when there is no such user, or no admin would be left */
    public void replace(User user) throws IOException {
        file.change(users -> {
            if (users.replace(user.name(), user) == null) {
                throw unknown(user.name());
            }
            keepAnAdmin(users.values());
        });
    }

    /** @throws Conflict when there is no such user, or no admin would be left */
    public void remove(String name) throws IOException {
        file.change(users -> {
            if (users.remove(name) == null) {
                throw unknown(name);
            }
            if (!users.isEmpty()) {
                keepAnAdmin(users.values());
            }
        });
    }

    private static void keepAnAdmin(Iterable<User> users) throws IOException {
        for (User user : users) {
            if (user.role() == Role.ADMIN) {
                return;
            }
        }
        throw new Conflict("no admin would be left; make another user one first");
    }

    private static Conflict unknown(String name) {
        return new Conflict("there is no user " + name);
    }
}
