package dev.sightline.gateway.access.door;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sightline.gateway.access.Cameras;
import dev.sightline.gateway.access.Permission;
import dev.sightline.gateway.access.Principal;
import dev.sightline.gateway.access.Role;
import dev.sightline.gateway.access.store.AuditEvent;
import dev.sightline.gateway.access.store.PasswordHash;
import dev.sightline.gateway.access.store.User;
import io.netty.handler.codec.http.HttpMethod;
import java.util.List;
import java.util.Optional;
import reactor.core.publisher.Mono;

/** {@code /api/users}: who may sign in; for admins. {@code /api/password}: one's own password. */
final class UserRoutes {
    private final Room room;

    UserRoutes(Room room) {
        this.room = room;
    }

    Mono<Void> users(Exchange exchange) {
        Principal admin = room.gate().admit(exchange.request(), Permission.USERS);
        if (exchange.method().equals(HttpMethod.GET)) {
            return exchange.answer(200, list());
        }
        if (exchange.method().equals(HttpMethod.POST)) {
            return exchange.json().flatMap(json -> add(exchange, admin, json));
        }
        throw exchange.methodNotAllowed(HttpMethod.GET, HttpMethod.POST);
    }

    Mono<Void> user(Exchange exchange, String name) {
        Principal admin = room.gate().admit(exchange.request(), Permission.USERS);
        User user = room.keys()
                .users()
                .find(name)
                .orElseThrow(() -> new Refusal(
                        404, "unknown-user", "There is no such user", "GET /api/users tells whom there are"));
        if (exchange.method().equals(HttpMethod.PUT)) {
            return exchange.json().flatMap(json -> change(exchange, admin, user, json));
        }
        if (exchange.method().equals(HttpMethod.DELETE)) {
            return room.work(() -> {
                        room.keys().users().remove(user.name());
                        room.keys().sessions().closeAllOf(user.name());
                        room.audit(exchange, admin.name(), "user-remove", user.name(), AuditEvent.DONE);
                        return true;
                    })
                    .flatMap(done -> exchange.done());
        }
        throw exchange.methodNotAllowed(HttpMethod.PUT, HttpMethod.DELETE);
    }

    /** Changing one's own password needs the old one: an unlocked screen is not enough. All other sessions of one's end. */
    Mono<Void> ownPassword(Exchange exchange) {
        if (!exchange.method().equals(HttpMethod.POST)) {
            throw exchange.methodNotAllowed(HttpMethod.POST);
        }
        room.gate().admit(exchange.request(), Permission.READ);
        User user = room.gate()
                .signedIn(exchange.request())
                .orElseThrow(() -> Refusal.unknown("sign-in", "only who is signed in has a password"))
                .user();
        return exchange.json().flatMap(json -> {
            String old = Exchange.text(json, "old");
            String password = room.password(json);
            room.takeOrWait(user.name(), exchange.source());
            return room.work(() -> {
                        if (old.length() > PasswordHash.LONGEST
                                || !user.password().isOf(old)) {
                            room.audit(exchange, user.name(), "password", user.name(), "refused");
                            throw new Refusal(
                                    403, "bad-credentials", "The old password is wrong", "nothing was changed");
                        }
                        room.keys().users().replace(user.withPassword(PasswordHash.of(password)));
                        room.keys().sessions().closeAllOf(user.name());
                        room.audit(exchange, user.name(), "password", user.name(), AuditEvent.DONE);
                        return true;
                    })
                    .flatMap(done -> exchange.done());
        });
    }

    private Mono<Void> add(Exchange exchange, Principal admin, JsonNode json) {
        String name = room.name(json);
        String password = room.password(json);
        Role role = role(json).orElse(Role.VIEWER);
        Cameras cameras = cameras(json).orElse(Cameras.every());
        return room.work(() -> {
                    User user = new User(name, PasswordHash.of(password), role, cameras);
                    room.keys().users().add(user);
                    room.audit(exchange, admin.name(), "user-add", name + " as " + role.word(), AuditEvent.DONE);
                    return told(user);
                })
                .flatMap(told -> exchange.answer(201, told));
    }

    private Mono<Void> change(Exchange exchange, Principal admin, User user, JsonNode json) {
        Role role = role(json).orElse(user.role());
        Cameras cameras = cameras(json).orElse(user.cameras());
        Optional<String> password = json.has("password") ? Optional.of(room.password(json)) : Optional.empty();
        return room.work(() -> {
                    User changed = new User(
                            user.name(), password.map(PasswordHash::of).orElse(user.password()), role, cameras);
                    room.keys().users().replace(changed);
                    room.audit(
                            exchange, admin.name(), "user-change", user.name() + " as " + role.word(), AuditEvent.DONE);
                    return told(changed);
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
