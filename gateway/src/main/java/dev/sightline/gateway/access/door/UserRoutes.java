package dev.sightline.gateway.access.door;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sightline.gateway.access.Cameras;
import dev.sightline.gateway.access.Permission;
import dev.sightline.gateway.access.Role;
import dev.sightline.gateway.access.store.AuditEvent;
import dev.sightline.gateway.access.store.PasswordHash;
import dev.sightline.gateway.access.store.User;
import dev.sightline.gateway.access.store.UserStore.Condition;
import dev.sightline.gateway.config.CameraId;
import io.netty.handler.codec.http.HttpMethod;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import reactor.core.publisher.Mono;

/** {@code /api/users}: who may sign in; for admins. {@code /api/password}: one's own password. */
final class UserRoutes {
    private final Room room;
    private final Predicate<CameraId> exists;

    /** @param exists whether there is such a camera now */
    UserRoutes(Room room, Predicate<CameraId> exists) {
        this.room = room;
        this.exists = exists;
    }

    Mono<Void> users(Exchange exchange) {
        room.gate().admit(exchange.request(), Permission.USERS);
        if (exchange.method().equals(HttpMethod.GET)) {
            return exchange.answer(200, list());
        }
        if (exchange.method().equals(HttpMethod.POST)) {
            return exchange.json("name", "password", "role", "cameras").flatMap(json -> add(exchange, json));
        }
        throw exchange.methodNotAllowed(HttpMethod.GET, HttpMethod.POST);
    }

    Mono<Void> user(Exchange exchange, String name) {
        room.gate().admit(exchange.request(), Permission.USERS);
        User user = room.keys()
                .users()
                .find(name)
                .orElseThrow(() -> new Refusal(
                        404, "unknown-user", "There is no such user", "GET /api/users tells whom there are"));
        if (exchange.method().equals(HttpMethod.PUT)) {
            return exchange.json("password", "role", "cameras").flatMap(json -> change(exchange, user.name(), json));
        }
        if (exchange.method().equals(HttpMethod.DELETE)) {
            return room.work(() -> {
                        User admin = admin(exchange);
                        room.keys().users().remove(user.name(), Condition.stillAdmin(admin));
                        room.keys().sessions().closeAllOf(user.name(), Ending.USER);
                        room.memory().write();
                        room.audit(exchange, admin.name(), "user-remove", user.name(), AuditEvent.DONE);
                        return true;
                    })
                    .flatMap(done -> exchange.done());
        }
        throw exchange.methodNotAllowed(HttpMethod.PUT, HttpMethod.DELETE);
    }

    /** Changing one's own password needs the old one: an unlocked screen is not enough. All sessions of one's end, this one too. */
    Mono<Void> ownPassword(Exchange exchange) {
        if (!exchange.method().equals(HttpMethod.POST)) {
            throw exchange.methodNotAllowed(HttpMethod.POST);
        }
        room.gate().admit(exchange.request(), Permission.READ);
        String name = signedIn(exchange).name();
        return exchange.json("old", "password").flatMap(json -> {
            String old = Exchange.text(json, "old");
            String password = room.password(json);
            room.takeOrWait(name, exchange.source());
            return room.work(() -> {
                        User user = signedIn(exchange);
                        if (old.length() > PasswordHash.LONGEST
                                || !user.password().isOf(old)) {
                            room.audit(exchange, user.name(), "password", user.name(), "refused");
                            throw new Refusal(
                                    403, "bad-credentials", "The old password is wrong", "nothing was changed");
                        }
                        room.keys().users().changePassword(user, PasswordHash.of(password));
                        room.keys().sessions().closeAllOf(user.name(), Ending.PASSWORD);
                        room.memory().write();
                        room.audit(exchange, user.name(), "password", user.name(), AuditEvent.DONE);
                        return true;
                    })
                    .flatMap(done -> exchange.done());
        });
    }

    /** Who asks, as they are now: a body may arrive long after the right to send it was taken away. */
    private User admin(Exchange exchange) {
        room.gate().admit(exchange.request(), Permission.USERS);
        return signedIn(exchange);
    }

    private User signedIn(Exchange exchange) {
        return room.gate()
                .signedIn(exchange.request())
                .orElseThrow(() -> Refusal.unknown("sign-in", "only who is signed in may do this"))
                .user();
    }

    private Mono<Void> add(Exchange exchange, JsonNode json) {
        String name = room.name(json);
        String password = room.password(json);
        Role role = role(json).orElse(Role.VIEWER);
        Cameras cameras = cameras(json).orElse(Cameras.every());
        return room.work(() -> {
                    User user = new User(name, PasswordHash.of(password), role, cameras);
                    User admin = admin(exchange);
                    room.keys().users().add(user, Condition.stillAdmin(admin));
                    room.audit(exchange, admin.name(), "user-add", audited(user), AuditEvent.DONE);
                    return warned(told(user), user);
                })
                .flatMap(told -> exchange.answer(201, told));
    }

    private Mono<Void> change(Exchange exchange, String name, JsonNode json) {
        Optional<Role> role = role(json);
        Optional<Cameras> cameras = cameras(json);
        Optional<String> password = json.has("password") ? Optional.of(room.password(json)) : Optional.empty();
        return room.work(() -> {
                    Optional<PasswordHash> hash = password.map(PasswordHash::of);
                    User admin = admin(exchange);
                    User changed = room.keys()
                            .users()
                            .change(
                                    name,
                                    Condition.stillAdmin(admin),
                                    now -> new User(
                                            name,
                                            hash.orElse(now.password()),
                                            role.orElse(now.role()),
                                            cameras.orElse(now.cameras())));
                    String what = (hash.isPresent() ? "password of " : "") + audited(changed);
                    room.audit(exchange, admin.name(), "user-change", what, AuditEvent.DONE);
                    return warned(told(changed), changed);
                })
                .flatMap(told -> exchange.answer(200, told));
    }

    private ObjectNode list() {
        ObjectNode json = Exchange.object();
        ArrayNode users = json.putArray("users");
        room.keys().users().all().forEach(user -> users.add(told(user)));
        return json;
    }

    private static ObjectNode told(User user) {
        ObjectNode json = Exchange.object()
                .put("name", user.name())
                .put("role", user.role().word());
        Exchange.put(json, "cameras", user.cameras().words());
        return json;
    }

    private static String audited(User user) {
        return user.name() + " as " + user.role().word() + " for " + user.cameras();
    }

    /** A camera may be listed, or make itself known, later: that there is none now is no mistake for certain. */
    private ObjectNode warned(ObjectNode told, User user) {
        String unknown = user.cameras().listed().stream()
                .filter(camera -> !exists.test(camera))
                .map(camera -> "'" + camera.value() + "'")
                .collect(Collectors.joining(", "));
        return unknown.isEmpty()
                ? told
                : told.put(
                        "warning",
                        "There is no camera " + unknown + " now: " + user.name()
                                + " sees nothing of it until there is.");
    }

    private static Optional<Role> role(JsonNode json) {
        return Exchange.optionalText(json, "role")
                .map(word -> Role.parse(word)
                        .orElseThrow(() -> Refusal.badRequest("role was expected to be viewer, operator or admin")));
    }

    private static Optional<Cameras> cameras(JsonNode json) {
        Optional<List<String>> words = Exchange.texts(json, "cameras");
        return words.map(list -> Cameras.parse(list)
                .orElseThrow(
                        () -> Refusal.badRequest("cameras was expected to be a list of cameras' ids, or [\"*\"]")));
    }
}
