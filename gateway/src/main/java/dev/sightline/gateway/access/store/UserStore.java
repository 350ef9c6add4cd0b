package dev.sightline.gateway.access.store;

import dev.sightline.gateway.access.Permission;
import dev.sightline.gateway.access.Role;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The users, in {@code users.json}. What was read last can be had from any thread; the rest is not for event loops. */
public final class UserStore implements RecordStore<User> {
    private final RecordFile<User> file;

    /** @param directory of access control; made when it is needed */
    public UserStore(Path directory) {
        this.file = new RecordFile<>(directory.resolve("users.json"), "users", new User.Form());
    }

    @Override
    public boolean isThere() {
        return file.isThere();
    }

    @Override
    public boolean refresh() throws IOException {
        return file.refresh();
    }

    @Override
    public List<User> all() {
        return List.copyOf(file.records().values());
    }

    public Optional<User> find(String name) {
        return User.nameOf(name)
                .flatMap(known -> Optional.ofNullable(file.records().get(known)));
    }

    /**
     * Something that has to hold of the users at the moment when they are changed: between a request's first word and its
     * last, somebody else may have changed them.
     */
    @FunctionalInterface
    public interface Condition {
        /** @throws Conflict when it does not hold, so that nothing is changed */
        void check(Map<String, User> users) throws IOException;

        /** For who holds the file itself. */
        static Condition none() {
            return users -> {};
        }

        /** Whether {@code admin} still may, with the password with which they came. */
        static Condition stillAdmin(User admin) {
            return users -> {
                User now = users.get(admin.name());
                if (now == null
                        || !now.password().equals(admin.password())
                        || !now.role().permissions().contains(Permission.USERS)) {
                    throw new Conflict(admin.name() + " is no admin any more, or has another password");
                }
            };
        }
    }

    /** @throws Conflict when the name is taken */
    public void add(User user) throws IOException {
        add(user, Condition.none());
    }

    /** @throws Conflict when the name is taken, or the condition does not hold */
    public void add(User user, Condition condition) throws IOException {
        file.change(users -> {
            condition.check(users);
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

    /**
     * Changes what the file says of a user now, which need not be what was read last.
     *
     * @return the user after it
     * @throws Conflict when there is no such user, no admin would be left, or the condition does not hold
     */
    public User change(String name, Condition condition, UnaryOperator<User> change) throws IOException {
        List<User> changed = new ArrayList<>(1);
        file.change(users -> {
            condition.check(users);
            User now = users.get(name);
            if (now == null) {
                throw unknown(name);
            }
            changed.add(change.apply(now));
            users.put(name, changed.get(0));
            keepAnAdmin(users.values());
        });
        return changed.get(0);
    }

    /**
     * Sets a password in the place of one that is still there.
     *
     * @param before the user as whoever asks knows them
     * @throws Conflict when there is no such user any more, or the password is another one already
     */
    public void changePassword(User before, PasswordHash password) throws IOException {
        Condition same = users -> {
            User now = users.get(before.name());
            if (now != null && !now.password().equals(before.password())) {
                throw new Conflict("the password of " + before.name() + " has been changed meanwhile");
            }
        };
        change(before.name(), same, now -> now.withPassword(password));
    }

    /** @throws Conflict when there is no such user, or no admin would be left */
    public void remove(String name) throws IOException {
        remove(name, Condition.none());
    }

    /** @throws Conflict when there is no such user, no admin would be left, or the condition does not hold */
    public void remove(String name, Condition condition) throws IOException {
        file.change(users -> {
            condition.check(users);
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
