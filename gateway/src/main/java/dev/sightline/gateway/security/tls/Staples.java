package dev.sightline.gateway.security.tls;

import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The issuer's word that the certificate still holds, fetched ahead and shown within the handshake (RFC 6066, section 8), so
 * that no browser has to ask. Only where the certificate names a responder; many issuers have ended theirs.
 */
final class Staples {
    private static final Logger log = LoggerFactory.getLogger(Staples.class);
    private static final Duration RETRY = Duration.ofMinutes(10);
    private static final Duration LONGEST = Duration.ofHours(12);
    private static final Duration SHORTEST = Duration.ofMinutes(1);

    private final boolean on;
    private final ScheduledExecutorService thread;
    private volatile Optional<Staple> staple = Optional.empty();
    private volatile Optional<ServerIdentity> wanted = Optional.empty();

    private record Staple(ServerIdentity identity, OcspStatus status) {}

    /**
     * @param on whether this TLS can show any
     * @param thread where responders are waited for
     */
    Staples(boolean on, ScheduledExecutorService thread) {
        this.on = on;
        this.thread = thread;
    }

    /** Whose it is to be from now on. */
    void fetchFor(ServerIdentity identity) {
        wanted = Optional.of(identity);
        staple = Optional.empty();
        if (on && OcspQuery.of(identity).isPresent()) {
            fetchAfter(Duration.ZERO, identity);
        }
    }

    /** Gives a new connection's engine what there is for the certificate that it shows. */
    void show(ServerIdentity identity, SSLEngine engine) {
        Optional<Staple> known = staple;
        if (known.isPresent()
                && known.get().identity().equals(identity)
                && Instant.now().isBefore(known.get().status().until())
                && engine instanceof ReferenceCountedOpenSslEngine openSsl) {
            openSsl.setOcspResponse(known.get().status().encoded());
        }
    }

    boolean hasOne() {
        return staple.filter(known -> Instant.now().isBefore(known.status().until()))
                .isPresent();
    }

    private void fetchAfter(Duration pause, ServerIdentity identity) {
        try {
            var unused = thread.schedule(() -> fetch(identity), pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException closed) {
            // nobody will be shown any
        }
    }

    private void fetch(ServerIdentity identity) {
        if (wanted.filter(identity::equals).isEmpty()) {
            return;
        }
        OcspQuery query = OcspQuery.of(identity).orElseThrow();
        try {
            OcspStatus status = query.ask();
            staple = Optional.of(new Staple(identity, status));
            log.info("tls: the certificate's OCSP response from {} is stapled, good until {}", query, status.until());
            Duration half = Duration.between(Instant.now(), status.until()).dividedBy(2);
            fetchAfter(
                    half.compareTo(LONGEST) > 0 ? LONGEST : half.compareTo(SHORTEST) < 0 ? SHORTEST : half, identity);
        } catch (IOException | RuntimeException e) {
            log.warn(
                    "tls: no OCSP response from {}: {}; asked again in {} minutes",
                    query,
                    e.getMessage(),
                    RETRY.toMinutes());
            fetchAfter(RETRY, identity);
        }
    }
}
