package dev.sightline.gateway.http;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerResponse;

/**
 * An error as HTTP tells it to programs and people: {@code application/problem+json} (RFC 9457).
 *
 * @param status of the response
 * @param type a stable word of ours, which programs may depend on; a URI reference, as all words are
 * @param title what kind of problem it is, the same each time
 * @param detail what happened this time, and what to change
 */
public record Problem(int status, String type, String title, String detail) {
    private static final String CONTENT_TYPE = "application/problem+json";

    /** Answers with it. Headers that were set before, such as {@code Allow}, stay; nothing is cached. */
    public Publisher<Void> sendTo(HttpServerResponse response) {
        byte[] body = json().getBytes(StandardCharsets.UTF_8);
        SecurityHeaders.onData(response);
        return response.status(HttpResponseStatus.valueOf(status))
                .header(HttpHeaderNames.CONTENT_TYPE, CONTENT_TYPE)
                .header(HttpHeaderNames.CACHE_CONTROL, "no-store")
                .header(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(body.length))
                .sendObject(Mono.fromSupplier(() -> Unpooled.wrappedBuffer(body)));
    }

    String json() {
        return "{\"type\":" + quoted(type) + ",\"title\":" + quoted(title) + ",\"status\":" + status + ",\"detail\":"
                + quoted(detail) + "}";
    }

    private static String quoted(String text) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }
}
