package dev.sightline.gateway.access.door;

import dev.sightline.gateway.access.Permission;
import dev.sightline.gateway.access.Principal;
import dev.sightline.gateway.access.door.Sessions.Session;
import dev.sightline.gateway.access.store.ApiToken;
import dev.sightline.gateway.access.store.Secret;
import dev.sightline.gateway.access.store.TokenStore;
import dev.sightline.gateway.access.store.User;
import dev.sightline.gateway.access.store.UserStore;
import dev.sightline.gateway.security.TrustedHosts;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.cookie.Cookie;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import reactor.netty.http.server.HttpServerRequest;

/**
 * Tells who a request is from, by its session's cookie, an API token or a viewer's ticket, and whether they may do what it
 * asks for. It asks memory only, so that event loops may call it.
 */
public final class Gate {
    /** With {@code __Host-} no other host, and no plain HTTP, can set it. */
    static final String COOKIE = "__Host-sightline";

    /** What a request that changes something shows besides the cookie, which a browser sends whoever asked it to. */
    static final String CSRF = "x-sightline-csrf";

    private static final String BEARER = "Bearer ";
    private static final String PROTOCOL = "sightline";
    private static final String TICKET_PROTOCOL = PROTOCOL + ".ticket.";

    private final Optional<Keys> keys;
    private final TrustedHosts hosts;
    private final Clock clock;

    /** All that lets somebody in. */
    record Keys(UserStore users, TokenStore tokens, Sessions sessions, Tickets tickets) {}

    Gate(Optional<Keys> keys, TrustedHosts hosts, Clock clock) {
        this.keys = keys;
        this.hosts = hosts;
        this.clock = clock;
    }

    /** Where nobody has to show anything. */
    public static Gate open(TrustedHosts hosts) {
        return new Gate(Optional.empty(), hosts, Clock.systemUTC());
    }

    /** The WebSocket subprotocol to answer with when a viewer names it. */
    public static String protocol() {
        return PROTOCOL;
    }

    /**
     * Who asks, if they may.
     *
     * @throws Refusal when they have not shown who they are, may not do it, or were made to ask by another's page
     */
    public Principal admit(HttpServerRequest request, Permission permission) {
        Principal principal = known(request);
        if (!principal.may(permission)) {
            throw notAllowed(principal, permission);
        }
        return principal;
    }

    /**
     * Who comes to watch. They need not have shown anything yet: a ticket may come with the first message.
     *
     * @throws Refusal when what they have shown is not good
     */
    public Visitor visitor(HttpServerRequest request) {
        if (keys.isEmpty()) {
            return new Visitor(() -> Optional.of(Principal.anyone()), ticket -> Optional.empty());
        }
        Keys all = keys.get();
        Optional<String> bearer = bearer(request).or(() -> offeredTicket(request));
        if (bearer.isPresent() && bearer.get().startsWith(ApiToken.PREFIX)) {
            Principal first = token(all, bearer.get());
            return new Visitor(
                    () -> all.tokens()
                            .shown(bearer.get(), clock.instant())
                            .map(ApiToken::principal)
                            .filter(first::equals),
                    all.tickets()::admit);
        }
        if (bearer.isPresent()) {
            Principal holder = all.tickets().admit(bearer.get()).orElseThrow(Gate::badTicket);
            return new Visitor(() -> Optional.of(holder), all.tickets()::admit);
        }
        Optional<String> cookie = cookie(request).filter(name -> isOwnPage(request));
        if (cookie.isPresent()) {
            String name = cookie.get();
            return new Visitor(
                    () -> all.sessions()
                            .look(name)
                            .flatMap(session -> user(all, name, session))
                            .map(User::principal),
                    all.tickets()::admit);
        }
        return new Visitor(Optional::empty, all.tickets()::admit);
    }

    /** The session of a request, whose user is still as they were. */
    Optional<SignedIn> signedIn(HttpServerRequest request) {
        return keys.flatMap(all -> cookie(request)
                .flatMap(name -> all.sessions()
                        .find(name)
                        .flatMap(session -> user(all, name, session).map(user -> new SignedIn(name, session, user)))));
    }

    /** @param name of the session, which only its browser may learn */
    record SignedIn(String name, Session session, User user) {
        /** What requests that change something show besides the cookie; it follows from the name, so that no file has it. */
        String csrf() {
            return Secret.derived(name, CSRF);
        }
    }

    /** Of a request that nobody is signed in for; who has the cookie of a session that is over is told why it is. */
    Refusal nobody(HttpServerRequest request, String detail) {
        return keys.flatMap(all -> cookie(request)
                        .map(name ->
                                Refusal.unknown("session-ended", all.sessions().whyOver(name))))
                .orElseGet(() -> Refusal.unknown("sign-in", detail));
    }

    /** @throws Refusal when another's page made the browser send this */
    void refuseForeign(HttpServerRequest request) {
        String host = request.requestHeaders().get(HttpHeaderNames.HOST, "");
        List<String> origins = request.requestHeaders().getAll(HttpHeaderNames.ORIGIN);
        if (!origins.stream().allMatch(origin -> hosts.isOwnPage(origin, host))) {
            throw new Refusal(
                    403,
                    "foreign-origin",
                    "The page is of another host",
                    "only the gateway's own page may do this; programs use an API token");
        }
    }

    private Principal known(HttpServerRequest request) {
        if (keys.isEmpty()) {
            return Principal.anyone();
        }
        Optional<String> bearer = bearer(request);
        if (bearer.isPresent()) {
            return token(keys.get(), bearer.get());
        }
        SignedIn signedIn =
                signedIn(request).orElseThrow(() -> nobody(request, "sign in on the page, or send an API token"));
        if (!isReading(request)) {
            refuseForeign(request);
            refuseForged(request, signedIn);
        }
        return signedIn.user().principal();
    }

    private static void refuseForged(HttpServerRequest request, SignedIn signedIn) {
        byte[] shown = request.requestHeaders().get(CSRF, "").getBytes(StandardCharsets.ISO_8859_1);
        if (!MessageDigest.isEqual(shown, signedIn.csrf().getBytes(StandardCharsets.ISO_8859_1))) {
            throw new Refusal(
                    403,
                    "forged-request",
                    "The request does not come from the page",
                    CSRF + " has to say what GET /api/session tells as csrf");
        }
    }

    private Principal token(Keys all, String token) {
        return all.tokens()
                .shown(token, clock.instant())
                .map(ApiToken::principal)
                .orElseThrow(() -> Refusal.unknown("bad-token", "the API token is not known, or has expired"));
    }

    private boolean isOwnPage(HttpServerRequest request) {
        String host = request.requestHeaders().get(HttpHeaderNames.HOST, "");
        return request.requestHeaders().getAll(HttpHeaderNames.ORIGIN).stream()
                .allMatch(origin -> hosts.isOwnPage(origin, host));
    }

    private static Optional<User> user(Keys all, String session, Session known) {
        Optional<User> found = all.users().find(known.user());
        Optional<User> user = found.filter(one -> one.password().fingerprint().equals(known.password()));
        if (user.isEmpty()) {
            all.sessions().close(session, found.isEmpty() ? Ending.USER : Ending.PASSWORD);
        }
        return user;
    }

    private static Optional<String> bearer(HttpServerRequest request) {
        return Optional.ofNullable(request.requestHeaders().get(HttpHeaderNames.AUTHORIZATION))
                .filter(value -> value.regionMatches(true, 0, BEARER, 0, BEARER.length()))
                .map(value -> value.substring(BEARER.length()).strip());
    }

    /** Whether a viewer's WebSocket names our subprotocol, which is to be answered then. */
    public boolean namesProtocol(HttpServerRequest request) {
        return offeredProtocols(request).anyMatch(PROTOCOL::equals);
    }

    private static Stream<String> offeredProtocols(HttpServerRequest request) {
        return request.requestHeaders().getAll(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL).stream()
                .flatMap(value -> Arrays.stream(value.split(",")))
                .map(String::strip);
    }

    /** The subprotocol {@code sightline.ticket.…}: a browser's page can set no header of a WebSocket's but these. */
    private static Optional<String> offeredTicket(HttpServerRequest request) {
        return offeredProtocols(request)
                .filter(value -> value.startsWith(TICKET_PROTOCOL))
                .map(value -> value.substring(TICKET_PROTOCOL.length()))
                .findFirst();
    }

    private static Optional<String> cookie(HttpServerRequest request) {
        return request.cookies().values().stream()
                .flatMap(Set::stream)
                .filter(cookie -> cookie.name().equals(COOKIE))
                .map(Cookie::value)
                .filter(name -> !name.isEmpty())
                .findFirst();
    }

    private static boolean isReading(HttpServerRequest request) {
        return request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD);
    }

    private static Refusal badTicket() {
        return Refusal.unknown("bad-ticket", "the ticket is not one of this gateway's, or is over");
    }

    private static Refusal notAllowed(Principal principal, Permission permission) {
        return new Refusal(
                403,
                "not-allowed",
                "This is not for everyone",
                principal.name() + " has no right to this: it needs '" + permission.word() + "'");
    }
}
