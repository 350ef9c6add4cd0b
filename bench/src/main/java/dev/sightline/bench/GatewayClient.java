package dev.sightline.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * A camera's requests to its gateway. Every future completes on an HTTP thread, exceptionally with an
 * {@link IOException} whose message a person can act on, and within its time-out.
 */
@SuppressWarnings("FutureReturnValueIgnored") // the callers hold the futures that matter
final class GatewayClient {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int POLL_SECONDS = 30;

    private final HttpClient http;
    private final Optional<String> secret;

    /** @param secret shown with every request */
    GatewayClient(HttpClient http, Optional<String> secret) {
        this.http = http;
        this.secret = secret;
    }

    /**
     * The gateway's answer to a session that was posted.
     *
     * @param location of the session, for keepalives
     */
    record Session(URI location, String answer) {}

    /** What the gateway says to a keepalive. */
    enum Keepalive {
        ALIVE,
        RENEGOTIATE,
        /** The gateway does not know the session: it was restarted, or ended it. */
        UNKNOWN
    }

    CompletableFuture<CameraConfig> config(URI url) {
        return send(
                HttpRequest.newBuilder(url).GET(),
                TIMEOUT,
                response -> CameraConfig.read(url, JSON.readTree(expect(response, 200))));
    }

    CompletableFuture<Session> post(URI url, SessionOffer offer) {
        HttpRequest.Builder request = HttpRequest.newBuilder(url)
                .header("Content-Type", offer.contentType())
                .header("Accept", "application/sdp")
                .POST(BodyPublishers.ofString(offer.body()));
        return send(request, TIMEOUT, response -> {
            String answer = expect(response, 201);
            String location = response.headers()
                    .firstValue("Location")
                    .orElseThrow(() -> new IOException("the gateway's 201 to " + url + " has no Location"));
            return new Session(url.resolve(location), answer);
        });
    }

    CompletableFuture<Keepalive> keepalive(URI session) {
        URI url = URI.create(session + "/keepalive");
        return send(
                HttpRequest.newBuilder(url).PUT(BodyPublishers.noBody()),
                TIMEOUT,
                response -> switch (response.statusCode()) {
                    case 409 -> Keepalive.RENEGOTIATE;
                    case 404, 410 -> Keepalive.UNKNOWN;
                    default -> {
                        expect(response, 204);
                        yield Keepalive.ALIVE;
                    }
                });
    }

    /** Ends a session; false when the gateway did not know it any more. */
    CompletableFuture<Boolean> delete(URI session) {
        return send(HttpRequest.newBuilder(session).DELETE(), TIMEOUT, response -> response.statusCode() / 100 == 2);
    }

    /** The next command, or nothing when none came while the gateway held the request. */
    CompletableFuture<Optional<GatewayCommand>> nextCommand(URI commands) {
        URI url = URI.create(commands + "?wait=" + POLL_SECONDS);
        return send(
                HttpRequest.newBuilder(url).GET(),
                TIMEOUT.plusSeconds(POLL_SECONDS),
                response -> response.statusCode() == 204
                        ? Optional.empty()
                        : Optional.of(GatewayCommand.read(JSON.readTree(expect(response, 200)))));
    }

    private interface Reading<T> {
        T read(HttpResponse<String> response) throws IOException;
    }

    /** Cancelling the future cancels the exchange. */
    private <T> CompletableFuture<T> send(HttpRequest.Builder request, Duration timeout, Reading<T> reading) {
        secret.ifPresent(shown -> request.header("Authorization", "Bearer " + shown));
        CompletableFuture<HttpResponse<String>> exchange =
                http.sendAsync(request.timeout(timeout).build(), BoundedText.handler());
        CompletableFuture<T> result = exchange.thenApply(response -> {
            try {
                return reading.read(response);
            } catch (IOException e) {
                throw new CompletionException(e);
            }
        });
        result.whenComplete((value, failure) -> {
            if (result.isCancelled()) {
                exchange.cancel(true);
            }
        });
        return result;
    }

    private static String expect(HttpResponse<String> response, int status) throws IOException {
        if (response.statusCode() != status) {
            throw new IOException(response.request().method() + " " + response.uri() + " was answered with "
                    + response.statusCode() + " instead of " + status + ": " + explanation(response.body()));
        }
        return response.body();
    }

    /** The detail of an RFC 9457 problem where the body is one, else its beginning. */
    private static String explanation(String body) {
        try {
            JsonNode detail = JSON.readTree(body).path("detail");
            if (detail.isTextual()) {
                return detail.asText();
            }
        } catch (IOException e) {
            // Not a problem document: the text itself has to do.
        }
        return body.substring(0, Math.min(200, body.length()));
    }
}
