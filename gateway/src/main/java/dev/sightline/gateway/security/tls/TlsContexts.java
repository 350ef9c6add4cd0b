package dev.sightline.gateway.security.tls;

import dev.sightline.gateway.config.TlsConfig;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslProvider;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gateway's certificate, ready for each listener. A renewal is used for new connections as soon as it is found; one that
 * cannot be used is reported, and the pair before it goes on. Files are looked at by a thread of its own.
 */
public final class TlsContexts implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TlsContexts.class);

    private final TlsConfig config;
    private final TlsSource source;
    private final Consumer<Boolean> reloads;
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "tls");
        thread.setDaemon(true);
        return thread;
    });
    private final Staples staples;
    private volatile ServerContexts present;
    private volatile TlsReport report;
    private Object used;
    private Object seen;

    private TlsContexts(
            TlsConfig config, TlsSource source, Object state, ServerContexts first, Consumer<Boolean> reloads)
            throws TlsException {
        this.config = config;
        this.source = source;
        this.reloads = reloads;
        this.used = state;
        this.seen = state;
        this.present = first;
        this.report = report(first.identity());
        this.staples = new Staples(ServerContexts.stapling(config, ServerContexts.provider(config)), watch);
    }

    /**
     * Reads or makes the pair, and goes on looking for a newer one; reads files, so it belongs to the start and not on an
     * event loop.
     *
     * @param reloads is told of each newer pair whether it is used
     * @throws TlsException when there is none that can be used
     */
    public static TlsContexts of(TlsConfig config, TlsSource source, Consumer<Boolean> reloads) throws TlsException {
        Object state = source.state();
        ServerIdentity identity = ServerIdentity.of(source.read());
        TlsContexts contexts = new TlsContexts(config, source, state, ServerContexts.of(identity, config), reloads);
        contexts.begin();
        return contexts;
    }

    /** For a listener that offers HTTP/2 and HTTP/1.1. */
    public SslContext http2() {
        return new PresentContext(() -> present, ServerContexts::http2, staples);
    }

    /** For a listener that speaks HTTP/1.1 only. */
    public SslContext http11() {
        return new PresentContext(() -> present, ServerContexts::http11, staples);
    }

    /** For cameras, which know nothing of protocol negotiation. */
    public SslContext cameras() {
        return new PresentContext(() -> present, ServerContexts::cameras, staples);
    }

    /** What whoever runs the gateway has to see on the page until it is mended. */
    public List<String> notices() {
        return report.notices(Instant.now());
    }

    /** Whether browsers may be told to come by HTTPS only: not with a certificate that they do not trust. */
    public Optional<String> strictTransportSecurity() {
        return config.hsts().isZero() || report.selfSigned()
                ? Optional.empty()
                : Optional.of("max-age=" + config.hsts().toSeconds());
    }

    boolean isStapled() {
        return staples.hasOne();
    }

    TlsReport report() {
        return report;
    }

    private void begin() throws TlsException {
        ServerIdentity identity = present.identity();
        if (identity.selfSigned()) {
            log.info("a self-signed certificate is used; browsers will warn. Set tls.certificate and tls.key for a real"
                    + " one");
        }
        identity.warning().ifPresent(warning -> log.warn("{} (allowed by tls.allowInsecureKeyPermissions)", warning));
        identity.outdated(Instant.now()).ifPresent(why -> {
            log.error("tls: {}; it is used because there is no other", why);
            report = report.refusing(why);
        });
        SslProvider provider = ServerContexts.provider(config);
        log.info("TLS by {}, certificate valid until {}", provider, identity.expires());
        if (config.ocspStapling()
                && provider == SslProvider.JDK
                && OcspQuery.of(identity).isPresent()) {
            log.warn("tls.ocspStapling: Java's own TLS is used, and no OCSP response is stapled with it");
        }
        staples.fetchFor(identity);
        long nanos = config.look().toNanos();
        var unused = watch.scheduleWithFixedDelay(this::look, nanos, nanos, TimeUnit.NANOSECONDS);
    }

    /** A pair that changed is read once it has settled: a renewal takes the files away one after the other. */
    private void look() {
        try {
            Object state = source.state();
            boolean settled = state.equals(seen);
            seen = state;
            if (settled && (!state.equals(used) || report.refused().isPresent())) {
                reload(state);
            }
        } catch (RuntimeException e) {
            log.error("tls: looking for a newer certificate failed", e);
        }
    }

    private void reload(Object state) {
        boolean again = state.equals(used);
        used = state;
        try {
            ServerIdentity identity = ServerIdentity.of(source.read());
            Optional<String> outdated = identity.outdated(Instant.now());
            if (outdated.isPresent()) {
                throw new TlsException("tls: " + outdated.get());
            }
            present = ServerContexts.of(identity, config);
            report = report(identity);
            staples.fetchFor(identity);
            log.info(
                    "tls: a new certificate is used for new connections: {}, valid until {}",
                    identity.certificate().getSubjectX500Principal(),
                    identity.expires());
            identity.warning().ifPresent(log::warn);
            reloads.accept(true);
        } catch (TlsException e) {
            refuse(String.valueOf(e.getMessage()), again);
        }
    }

    private void refuse(String why, boolean again) {
        if (again && report.refused().equals(Optional.of(why))) {
            return;
        }
        log.error("tls: the new pair is not used, the one before it goes on. {}", why);
        report = report.refusing(why);
        reloads.accept(false);
    }

    private static TlsReport report(ServerIdentity identity) {
        return new TlsReport(
                identity.selfSigned(), identity.expires(), Instant.now(), Optional.empty(), identity.warning());
    }

    @Override
    public void close() {
        watch.shutdownNow();
    }
}
