package dev.sightline.gateway.http;

import java.util.Map;
import reactor.netty.http.server.HttpServerResponse;

/** What every answer to a browser says, errors too: nothing is guessed, framed, embedded elsewhere or told to others. */
public final class SecurityHeaders {
    /** No style or script but the page's own files, no frame around it, no form, no plug-in. */
    private static final String POLICY = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none';"
            + " frame-ancestors 'none'; connect-src 'self' wss://";

    /** For what is no page and never becomes one. */
    private static final String NOTHING = "default-src 'none'; frame-ancestors 'none'";

    private static final Map<String, String> HEADERS = Map.of(
            "x-content-type-options", "nosniff",
            "referrer-policy", "no-referrer",
            "cross-origin-opener-policy", "same-origin",
            "cross-origin-resource-policy", "same-origin",
            "permissions-policy", "camera=(), microphone=(), geolocation=()");

    private SecurityHeaders() {}

    /** For data and errors. */
    public static void onData(HttpServerResponse response) {
        HEADERS.forEach(response::header);
        response.header("content-security-policy", NOTHING);
    }

    /** @param host as the browser called it, checked: its WebSocket is at the same origin, which not every browser takes 'self' for */
    public static void onPage(HttpServerResponse response, String host) {
        HEADERS.forEach(response::header);
        response.header("content-security-policy", POLICY + host);
    }
}
