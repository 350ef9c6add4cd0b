package dev.sightline.probe.agent;

import dev.sightline.probe.agent.GatewayPlace.Elsewhere;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.WebSocketHandshakeException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** Reaches a gateway of another host. The certificate must be trusted, and name the host or address that was asked for. */
final class WebSocketConnector implements Connector {
    private static final Duration CONNECTING = Duration.ofSeconds(5);
    private static final Duration OPENING = Duration.ofSeconds(15);
    private static final int UNAUTHORIZED = 401;

    private final Elsewhere gateway;
    private final HttpClient client;

    WebSocketConnector(Elsewhere gateway) throws IOException {
        this.gateway = gateway;
        HttpClient.Builder builder =
                HttpClient.newBuilder().connectTimeout(CONNECTING).version(HttpClient.Version.HTTP_1_1);
        if (gateway.certificate().isPresent()) {
            builder.sslContext(Trust.only(gateway.certificate().get()));
        }
        client = builder.build();
    }

    @Override
    public Lines connect() throws IOException, InterruptedException {
        try {
            return WebSocketLines.open(
                    listener -> client.newWebSocketBuilder()
                            .header("Authorization", "Bearer " + gateway.token())
                            .connectTimeout(OPENING)
                            .buildAsync(gateway.address(), listener),
                    OPENING);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IOException(gateway + ": " + explained(cause), cause);
        } catch (TimeoutException e) {
            throw new IOException(gateway + ": no answer in " + OPENING.toSeconds() + " s", e);
        }
    }

    private static String explained(Throwable problem) {
        if (problem instanceof WebSocketHandshakeException refused) {
            int status = refused.getResponse().statusCode();
            return status == UNAUTHORIZED
                    ? "the gateway refuses the token; it must be the one in its configuration, probe.token"
                    : "the gateway answers " + status + "; expected a WebSocket, whose path is /agent";
        }
        if (problem instanceof SSLException || problem.getCause() instanceof CertificateException) {
            return "the gateway's certificate is not trusted: " + problem.getMessage()
                    + ". Give the one to trust by --certificate, and call the gateway by a name or address in it";
        }
        if (problem instanceof HttpConnectTimeoutException) {
            return "nobody answers there; see whether a firewall is on the way";
        }
        if (problem instanceof ConnectException) {
            return problem.getCause() instanceof UnresolvedAddressException
                    ? "the name is not known; give an address, or see whether the DNS answers"
                    : "nobody listens there; the gateway does when its configuration has probe.listener";
        }
        return String.valueOf(problem);
    }
}
