package dev.sightline.gateway.access.door;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sightline.gateway.access.Cameras;
import dev.sightline.gateway.access.Permission;
import dev.sightline.gateway.access.Role;
import dev.sightline.gateway.access.door.Gate.SignedIn;
import dev.sightline.gateway.access.store.AuditEvent;
import dev.sightline.gateway.access.store.PasswordHash;
import dev.sightline.gateway.access.store.User;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import java.net.InetAddress;
import java.util.Optional;
import reactor.core.publisher.Mono;

/** {@code /api/session}: sign in, sign out, who am I. {@code /api/setup}: the first user. */
final class SessionRoutes {
    private static final String SESSION_COOKIE = Gate.COOKIE + "=%s; Path=/; Secure; HttpOnly; SameSite=Lax";
    private static final String NO_COOKIE = Gate.COOKIE + "=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0";

    private final Room room;
    private final PasswordHash nobody = PasswordHash.ofNobody();

    SessionRoutes(Room room) {
        this.room = room;
    }

    Mono<Void> session(Exchange exchange) {
        if (exchange.method().equals(HttpMethod.GET)) {
            return exchange.answer(200, told(signedIn(exchange)));
        }
        if (exchange.method().equals(HttpMethod.POST)) {
            room.gate()
                    .refuseForeign(exchange.request()); // or another's page could sign its visitor in as someone else
            return exchange.json("name", "password", "link").flatMap(json -> signIn(exchange, json));
        }
        if (exchange.method().equals(HttpMethod.DELETE)) {
            return signOut(exchange);
        }
        throw exchange.methodNotAllowed(HttpMethod.GET, HttpMethod.POST, HttpMethod.DELETE);
    }

    Mono<Void> setUp(Exchange exchange) {
        if (!exchange.method().equals(HttpMethod.POST)) {
            throw exchange.methodNotAllowed(HttpMethod.POST);
        }
        room.gate().refuseForeign(exchange.request());
        return exchange.json("name", "password", "link").flatMap(json -> {
            String link = Exchange.text(json, "link");
            if (!room.keys().users().all().isEmpty() || !room.links().isForFirstUser(link)) {
                room.takeOrWait("", exchange.source());
                room.audit(exchange, "anyone", "set-up", "", "refused");
                throw badLink();
            }
            String name = room.name(json);
            String password = room.password(json);
            return room.work(() -> {
                        User first = new User(name, PasswordHash.of(password), Role.ADMIN, Cameras.every());
                        room.keys().users().addFirst(first);
                        room.links().used(link);
                        room.audit(exchange, name, "set-up", name, AuditEvent.DONE);
                        return opened(exchange, first);
                    })
                    .flatMap(told -> exchange.answer(201, told));
        });
    }

    private Mono<Void> signIn(Exchange exchange, JsonNode json) {
        Optional<String> link = Exchange.optionalText(json, "link");
        if (link.isPresent()) {
            return room.work(() -> withLink(exchange, link.get())).flatMap(told -> exchange.answer(200, told));
        }
        // What cannot be a name counts as one that nobody has.
        String name = User.nameOf(Exchange.text(json, "name")).orElse("");
        String password = Exchange.text(json, "password");
        InetAddress source = exchange.source();
        boolean familiar = room.throttle().isFamiliar(name, source);
        room.takeOrWait(name, source);
        return room.tryToSignIn(familiar, () -> {
                    // Who is not known takes as long as who is: the answer must not tell which of the two is wrong.
                    Optional<User> user = room.keys().users().find(name);
                    boolean right = password.length() <= PasswordHash.LONGEST
                            && room.isOf(user.map(User::password).orElse(nobody), password);
                    if (user.isEmpty() || !right) {
                        room.count("refused");
                        room.audit(exchange, name, "sign-in", "", "refused");
                        throw Refusal.unknown("bad-credentials", "name or password is wrong");
                    }
                    room.throttle().succeeded(name, source);
                    room.audit(exchange, user.get().name(), "sign-in", "", AuditEvent.DONE);
                    return opened(exchange, user.get());
                })
                .flatMap(told -> exchange.answer(200, told));
    }

    private ObjectNode withLink(Exchange exchange, String link) {
        Optional<User> user = room.links().useForUser(link).flatMap(room.keys().users()::find);
        if (user.isEmpty()) {
            room.takeOrWait("", exchange.source());
            room.audit(exchange, "anyone", "sign-in", "link", "refused");
            throw badLink();
        }
        room.audit(exchange, user.get().name(), "sign-in", "link", AuditEvent.DONE);
        return opened(exchange, user.get());
    }

    private Mono<Void> signOut(Exchange exchange) {
        room.gate().admit(exchange.request(), Permission.READ);
        SignedIn who = signedIn(exchange);
        room.keys().sessions().close(who.name(), Ending.SIGNED_OUT);
        room.audit(exchange, who.user().name(), "sign-out", "", AuditEvent.DONE);
        exchange.response().addHeader(HttpHeaderNames.SET_COOKIE, NO_COOKIE);
        return room.written().then(Mono.defer(exchange::done));
    }

    /** A session under a new name, whatever the browser had before (OWASP: session fixation). */
    private ObjectNode opened(Exchange exchange, User user) {
        room.gate()
                .signedIn(exchange.request())
                .ifPresent(old -> room.keys().sessions().close(old.name(), Ending.SIGNED_OUT));
        Sessions.Opened opened = room.keys().sessions().open(user);
        room.memory().write();
        room.count("done");
        exchange.response().addHeader(HttpHeaderNames.SET_COOKIE, SESSION_COOKIE.formatted(opened.name()));
        return told(new SignedIn(opened.name(), opened.session(), user));
    }

    private SignedIn signedIn(Exchange exchange) {
        return room.gate()
                .signedIn(exchange.request())
                .orElseThrow(() -> room.keys().users().all().isEmpty()
                        ? Refusal.unknown(
                                "no-user-yet",
                                "there is no user yet: open the link that the gateway printed when it started, or type"
                                        + " bin/sightline user add NAME --role admin")
                        : room.gate().nobody(exchange.request(), "sign in with POST /api/session"));
    }

    private static ObjectNode told(SignedIn who) {
        ObjectNode json = Exchange.object()
                .put("name", who.user().name())
                .put("role", who.user().role().word())
                .put("csrf", who.csrf());
        Exchange.put(
                json,
                "permissions",
                who.user().role().permissions().stream()
                        .sorted()
                        .map(Permission::word)
                        .toList());
        Exchange.put(json, "cameras", who.user().cameras().words());
        return json;
    }

    private static Refusal badLink() {
        return new Refusal(403, "bad-link", "The link cannot be used", "it was used before, is over, or never was one");
    }
}
