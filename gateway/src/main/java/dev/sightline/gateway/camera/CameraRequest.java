package dev.sightline.gateway.camera;

import dev.sightline.gateway.security.limits.Unfinished;
import dev.sightline.gateway.stream.Line;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.util.context.Context;

/**
 * What a camera's request says, each part checked when it is asked for.
 *
 * @param source where it came from
 * @param certificates those that connections showed
 */
record CameraRequest(HttpServerRequest http, InetAddress source, PeerCertificates certificates) {
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.\\-\\[\\]:]{1,255}");
    /** By which Reactor finds who hears of errors that come too late to matter. */
    private static final String ERROR_DROPPED = "reactor.onErrorDropped.local";

    private static final Duration USUAL_WAIT = Duration.ofSeconds(30);

    /** The parts between the slashes, as they were sent; the first is empty. */
    List<String> path() {
        String uri = http.uri();
        int end = uri.indexOf('?');
        return List.of((end < 0 ? uri : uri.substring(0, end)).split("/", -1));
    }

    /** @throws RequestRefused when the method is another */
    void only(HttpMethod method) {
        if (!http.method().equals(method)) {
            throw new RequestRefused(
                    405,
                    "method-not-allowed",
                    "This resource knows another method",
                    "the method was " + http.method().name() + "; " + method.name() + " was expected",
                    Map.of("Allow", method.name()));
        }
    }

    Optional<String> authorization() {
        return Optional.ofNullable(http.requestHeaders().get(HttpHeaderNames.AUTHORIZATION));
    }

    /**
     * The connection that it came on. A proxy's own is nobody's line: it may serve many cameras, and go on when a camera's is
     * gone.
     */
    Line line() {
        InetSocketAddress peer = http.remoteAddress();
        if (peer == null || !source.equals(peer.getAddress())) {
            return new Line(http.requestId());
        }
        String[] name = {http.requestId()};
        http.withConnection(connection -> name[0] = connection.channel().id().asLongText());
        return new Line(name[0]);
    }

    /**
     * What its connection showed.
     *
     * @throws RequestRefused when it is not believed any more
     */
    Optional<X509Certificate> certificate() {
        List<X509Certificate> shown = new ArrayList<>(1);
        http.withConnection(connection -> {
            try {
                certificates.of(connection.channel()).ifPresent(shown::add);
            } catch (CertificateException e) {
                throw new RequestRefused(
                        403,
                        "certificate-not-good",
                        "The certificate is not believed any more",
                        "it has expired or was revoked since the connection began, or its issuer is not the"
                                + " gateway's any more (" + e.getMessage() + "). Show another, by a new connection");
            }
        });
        return shown.stream().findFirst();
    }

    /** Without parameters, in lower case; empty when there is none. */
    String contentType() {
        String header = http.requestHeaders().get(HttpHeaderNames.CONTENT_TYPE, "");
        return header.split(";", 2)[0].trim().toLowerCase(Locale.ROOT).replaceAll("[^ -~]", "?");
    }

    /** The gateway as the camera called it; empty when it did not say, so that addresses are relative. */
    String base() {
        String host = http.requestHeaders().get(HttpHeaderNames.HOST, "");
        return HOST.matcher(host).matches() ? http.scheme() + "://" + host : "";
    }

    /**
     * How long the camera wants to wait.
     *
     * @throws RequestRefused when it says something odd
     */
    Duration wait(Duration longest) {
        List<String> values = query().getOrDefault("wait", List.of());
        if (values.isEmpty()) {
            return USUAL_WAIT.compareTo(longest) < 0 ? USUAL_WAIT : longest;
        }
        String value = values.get(0);
        if (!value.matches("[0-9]{1,3}")
                || Integer.parseInt(value) < 1
                || Integer.parseInt(value) > longest.toSeconds()) {
            throw RequestRefused.badRequest("wait is '" + value.replaceAll("[^ -~]", "?") + "'; 1 to "
                    + longest.toSeconds() + " seconds was expected");
        }
        return Duration.ofSeconds(Integer.parseInt(value));
    }

    private Map<String, List<String>> query() {
        try {
            return new QueryStringDecoder(http.uri()).parameters();
        } catch (IllegalArgumentException e) {
            throw RequestRefused.badRequest("the query has a % without two hexadecimal digits behind it");
        }
    }

    /** The whole body; fails with {@link RequestRefused} when it is longer than {@code most} bytes, or there is no room. */
    Mono<byte[]> body(int most, Unfinished unfinished, boolean known) {
        String length = http.requestHeaders().get(HttpHeaderNames.CONTENT_LENGTH, "0");
        if (length.length() > 9 || (length.matches("[0-9]{1,9}") && Integer.parseInt(length) > most)) {
            throw tooLarge(most);
        }
        return Mono.using(unfinished::part, part -> collected(most, length, part, known), Unfinished.Part::close)
                .onErrorMap(error -> !(error instanceof RequestRefused), error -> incomplete())
                // A request that times out after it was refused would be logged as an error, for any stranger to cause.
                .contextWrite(Context.of(ERROR_DROPPED, (Consumer<Throwable>) late -> {}));
    }

    private Mono<byte[]> collected(int most, String length, Unfinished.Part part, boolean known) {
        return http.receive()
                .asByteArray()
                .collect(ByteArrayOutputStream::new, (out, bytes) -> {
                    int size = out.size() + bytes.length;
                    if (size > most) {
                        throw tooLarge(most);
                    }
                    if (!length.equals(Integer.toString(size)) && !part.resize(size, () -> known)) {
                        throw noRoom();
                    }
                    out.writeBytes(bytes);
                })
                .map(ByteArrayOutputStream::toByteArray);
    }

    private static RequestRefused noRoom() {
        return new RequestRefused(
                503,
                "overloaded",
                "Too much has arrived in part",
                "requests and messages that are not whole take limits.maxUnfinishedBytes already; try again soon",
                Map.of("Retry-After", "2"));
    }

    private static RequestRefused incomplete() {
        return new RequestRefused(
                408,
                "incomplete-request",
                "The offer did not arrive whole",
                "the connection broke, or the time for it was over (limits.requestReadSeconds)");
    }

    private static RequestRefused tooLarge(int most) {
        return new RequestRefused(
                413,
                "too-large",
                "The offer is too large",
                "at most " + most + " bytes are taken (limits.maxBodyBytes)");
    }
}
