package dev.sightline.gateway.access.door;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sightline.gateway.access.Permission;
import dev.sightline.gateway.access.Principal;
import dev.sightline.gateway.config.CameraId;
import dev.sightline.gateway.http.Problem;
import dev.sightline.gateway.http.SecurityHeaders;
import dev.sightline.gateway.security.TrustedHosts;
import dev.sightline.gateway.security.limits.LogPace;
import dev.sightline.gateway.security.limits.Unfinished;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.HttpServerRoutes;

/** The door's part of the API, before the page's own. No answer of it may be read by another's page: there is no CORS. */
final class AccessRoutes implements Consumer<HttpServerRoutes> {
    private static final Logger log = LoggerFactory.getLogger(AccessRoutes.class);

    private static final List<String> SESSION = List.of("", "api", "session");
    private static final List<String> SETUP = List.of("", "api", "setup");
    private static final List<String> PASSWORD = List.of("", "api", "password");
    private static final List<String> USERS = List.of("", "api", "users");
    private static final List<String> CAMERAS = List.of("", "api", "cameras");

    private final LogPace unforeseen = new LogPace();
    private final TrustedHosts hosts;
    private final Optional<Doors> doors;
    private final Unfinished unfinished;

    private record Doors(SessionRoutes sessions, UserRoutes users, TicketRoutes tickets) {}

    AccessRoutes(
            TrustedHosts hosts,
            Optional<Room> room,
            Predicate<CameraId> exists,
            Duration ticketLife,
            Unfinished unfinished) {
        this.hosts = hosts;
        this.unfinished = unfinished;
        this.doors = room.map(open -> new Doors(
                new SessionRoutes(open), new UserRoutes(open, exists), new TicketRoutes(open, exists, ticketLife)));
    }

    @Override
    public void accept(HttpServerRoutes routes) {
        routes.route(request -> isOurs(Exchange.path(request)), this::answer);
    }

    private static boolean isOurs(List<String> path) {
        return isTicket(path)
                || isUser(path)
                || path.equals(SESSION)
                || path.equals(SETUP)
                || path.equals(PASSWORD)
                || path.equals(USERS);
    }

    private Mono<Void> answer(HttpServerRequest request, HttpServerResponse response) {
        Exchange exchange = new Exchange(request, response, unfinished);
        SecurityHeaders.onData(response);
        String host = request.requestHeaders().get(HttpHeaderNames.HOST, "");
        if (!hosts.isMeant(host)) {
            return Mono.from(hosts.misdirected(host).sendTo(response));
        }
        return Mono.defer(() -> route(exchange)).onErrorResume(error -> refuse(exchange, error));
    }

    private Mono<Void> route(Exchange exchange) {
        List<String> path = Exchange.path(exchange.request());
        if (doors.isEmpty()) {
            return withoutDoors(exchange, path);
        }
        if (path.equals(SESSION)) {
            return doors.get().sessions().session(exchange);
        }
        if (path.equals(SETUP)) {
            return doors.get().sessions().setUp(exchange);
        }
        if (path.equals(PASSWORD)) {
            return doors.get().users().ownPassword(exchange);
        }
        if (path.equals(USERS)) {
            return doors.get().users().users(exchange);
        }
        return isTicket(path)
                ? doors.get().tickets().ticket(exchange, path.get(3))
                : doors.get().users().user(exchange, path.get(3));
    }

    /** The page asks who looks at it: everybody may. */
    private static Mono<Void> withoutDoors(Exchange exchange, List<String> path) {
        if (path.equals(SESSION) && exchange.method().equals(HttpMethod.GET)) {
            ObjectNode json = Exchange.object().put("name", Principal.anyone().name());
            Exchange.put(
                    json,
                    "permissions",
                    List.of(Permission.READ.word(), Permission.WATCH.word(), Permission.INSPECT.word()));
            return exchange.answer(200, json);
        }
        throw new Refusal(
                409,
                "no-access-control",
                "Nobody has to sign in",
                "access.required is false: there are no users, tokens and tickets");
    }

    private Mono<Void> refuse(Exchange exchange, Throwable error) {
        if (exchange.response().hasSentHeaders()) {
            return Mono.error(error);
        }
        if (error instanceof Refusal refusal) {
            return Mono.from(refusal.sendTo(exchange.response()));
        }
        unforeseen.say(others -> log.error(
                "a request for {} failed for a reason that nobody foresaw{}",
                exchange.request().fullPath(),
                others,
                error));
        return Mono.from(new Problem(
                        500,
                        "internal",
                        "The gateway made a mistake",
                        "nothing was changed as far as it knows; its log has the reason")
                .sendTo(exchange.response()));
    }

    private static boolean isTicket(List<String> path) {
        return path.size() == 5
                && path.subList(0, 3).equals(CAMERAS)
                && path.get(4).equals("tickets");
    }

    private static boolean isUser(List<String> path) {
        return path.size() == 4 && path.subList(0, 3).equals(USERS);
    }
}
