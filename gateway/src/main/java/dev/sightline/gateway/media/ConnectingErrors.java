package dev.sightline.gateway.media;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakeException;
import io.netty.handler.ssl.NotSslRecordException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.security.SignatureException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.PKIXReason;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** Tells why the media server's WebSocket could not be opened, and what to do. */
final class ConnectingErrors {
    private static final int MOST_CAUSES = 16;
    private static final int MOST_TEXT = 200;
    private static final int NO_HTTP = 999; // Netty's own, for an answer that cannot be read

    private final KurentoAccess access;
    private final boolean withToken;
    private final Duration patience;

    ConnectingErrors(KurentoAccess access, boolean withToken, Duration patience) {
        this.access = access;
        this.withToken = withToken;
        this.patience = patience;
    }

    UnreachableException explain(Throwable problem) {
        return problem instanceof UnreachableException known
                ? known
                : new UnreachableException(explained(problem), problem);
    }

    private String explained(Throwable problem) {
        if (problem instanceof WebSocketClientHandshakeException refused && refused.response() != null) {
            return refused(refused.response());
        }
        if (problem instanceof KurentoFrames.ClosedEarly) {
            return "it closed the connection before the upgrade was finished" + perhapsTls();
        }
        if (problem instanceof TooLongFrameException) {
            return "its answer to the upgrade is too long for a media server's";
        }
        Optional<String> certificate = certificate(problem);
        if (certificate.isPresent()) {
            return certificate.get();
        }
        if (cause(problem, NotSslRecordException.class).isPresent()) {
            return "it speaks no TLS on port " + access.port() + "; Kurento's port for that is"
                    + " mediaServer.net.websocket.secure.port";
        }
        Optional<SSLException> tls = cause(problem, SSLException.class);
        if (tls.isPresent()) {
            return "TLS could not be agreed: "
                    + printable(String.valueOf(tls.get().getMessage())) + "; expected TLS 1.2 or 1.3 with ECDHE";
        }
        return network(problem);
    }

    private Optional<String> certificate(Throwable problem) {
        Optional<CertificateException> wrong = cause(problem, CertificateException.class);
        if (wrong.isEmpty()) {
            return Optional.empty();
        }
        if (cause(problem, CertificateExpiredException.class).isPresent()) {
            return Optional.of("its certificate, or one above it, has expired: " + innermost(problem)
                    + ". Renew it there; it is tried again");
        }
        if (cause(problem, CertificateNotYetValidException.class).isPresent()) {
            return Optional.of("its certificate is not valid yet: " + innermost(problem)
                    + ". See whether the clock of this host is right");
        }
        if (isOfNobodyTrusted(problem)) {
            return Optional.of(
                    "its certificate is of no authority that is trusted here. Name a file with the authority's"
                            + " certificate, or the server's own where it is self-signed, by media.kurento.trust; what it shows:"
                            + " openssl s_client -connect " + hostAndPort() + " -showcerts");
        }
        if (innermost(problem).startsWith("No ")) { // Java tells it by words only
            return Optional.of("its certificate is for another host: " + innermost(problem)
                    + ". Call it in media.kurento.uri by a name or address of its certificate, or have one made whose"
                    + " subjectAltName has '" + access.host() + "'");
        }
        return Optional.of("its certificate is not trusted: " + innermost(problem));
    }

    /** Java tells it in three ways, for one that bears the name of what is trusted, too. */
    private static boolean isOfNobodyTrusted(Throwable problem) {
        return cause(problem, CertPathBuilderException.class).isPresent()
                || cause(problem, SignatureException.class).isPresent()
                || cause(problem, CertPathValidatorException.class)
                        .filter(invalid -> invalid.getReason() == PKIXReason.NO_TRUST_ANCHOR)
                        .isPresent();
    }

    private String refused(HttpResponse response) {
        int status = response.status().code();
        String answered = "it answers " + response.status().codeAsText() + ": ";
        return switch (status) {
            case 401 ->
                answered
                        + (withToken
                                ? "the token is not the one that it knows. The file of media.kurento.tokenFile has to hold the"
                                        + " same line as the relay's --token-file"
                                : "it wants a token. Name the file that holds it by media.kurento.tokenFile");
            case 403 ->
                answered + "it does not let this gateway in. The relay takes Host '" + hostAndPort()
                        + "' only when it is an address, or one of its --host-name";
            case 404 ->
                answered + "nothing is at '" + access.uri().getPath() + "'; Kurento and the relay are at /kurento";
            case 301, 302, 303, 307, 308 ->
                answered + "it sends elsewhere, to '"
                        + location(response)
                        + "', and that is not followed: whoever redirects could take the token and all"
                        + " media. Where it is right, put it into media.kurento.uri";
            case NO_HTTP -> "what answers is no HTTP" + perhapsTls();
            default -> answered + "expected the upgrade to a WebSocket (101)";
        };
    }

    private String network(Throwable problem) {
        if (problem instanceof UnknownHostException) {
            return "the name '" + access.host() + "' is not known; give an address, or see whether the DNS answers";
        }
        if (problem instanceof ConnectTimeoutException) {
            return "nothing answers at " + hostAndPort() + " within " + seconds()
                    + "; see whether a firewall is on the way";
        }
        if (problem instanceof NoRouteToHostException) {
            return "no route leads to " + hostAndPort() + ", or a firewall refuses";
        }
        if (problem instanceof ConnectException) {
            return "nobody listens at " + hostAndPort() + "; see whether the media server runs";
        }
        if (problem instanceof TimeoutException || problem instanceof WebSocketClientHandshakeException) {
            return "it took the connection and did not finish "
                    + (access.encrypted() ? "TLS and the upgrade" : "the upgrade") + " within "
                    + seconds() + perhapsTls();
        }
        return printable(problem.toString());
    }

    private String perhapsTls() {
        return access.encrypted() ? "" : "; where it expects TLS the address has to begin with wss://";
    }

    private String seconds() {
        return patience.toMillis() / 1000.0 + " s (media.kurento.connectTimeoutSeconds)";
    }

    private String hostAndPort() {
        String host = access.host();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + access.port();
    }

    /** Without a query, which may hold secrets. */
    private static String location(HttpResponse response) {
        String told = response.headers().get(HttpHeaderNames.LOCATION, "nowhere");
        return printable(told.replaceAll("[?#].*", ""));
    }

    private static String innermost(Throwable problem) {
        Throwable last = problem;
        for (int i = 0; i < MOST_CAUSES && last.getCause() != null; i++) {
            last = last.getCause();
        }
        return printable(String.valueOf(last.getMessage())).replaceAll("\\.+$", "");
    }

    /** Of what others wrote, no more than a line. */
    static String printable(String text) {
        String shortened = text.substring(0, Math.min(text.length(), MOST_TEXT));
        return shortened.replaceAll("[^ -~]", "?");
    }

    private static <T extends Throwable> Optional<T> cause(Throwable problem, Class<T> type) {
        Throwable next = problem;
        for (int i = 0; i < MOST_CAUSES && next != null; i++) {
            if (type.isInstance(next)) {
                return Optional.of(type.cast(next));
            }
            next = next.getCause();
        }
        return Optional.empty();
    }
}
