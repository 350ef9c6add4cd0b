package dev.sightline.gateway.security.tls;

import dev.sightline.gateway.config.CamerasConfig.ClientCertificates;
import dev.sightline.gateway.config.TlsConfig;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslProvider;
import java.time.Instant;
import java.util.ArrayList;
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
    private static final Logger events = LoggerFactory.getLogger("dev.sightline.events");

    private final TlsConfig config;
    private final Consumer<Boolean> reloads;
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "tls");
        thread.setDaemon(true);
        return thread;
    });
    private final Staples staples;
    private final Renewable<ServerIdentity> pair;
    private final Optional<Renewable<ClientTrust>> clients;
    private final ExpiryLines ends = new ExpiryLines();
    private volatile ServerContexts present;
    private volatile TlsReport report;
    private volatile Optional<String> clientsRefused = Optional.empty();

    private TlsContexts(
            TlsConfig config,
            Renewable<ServerIdentity> pair,
            Optional<Renewable<ClientTrust>> clients,
            Consumer<Boolean> reloads)
            throws TlsException {
        this.config = config;
        this.pair = pair;
        this.clients = clients;
        this.reloads = reloads;
        this.present = ServerContexts.of(pair.first(), config, clients.map(Renewable::first));
        this.report = report(pair.first());
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
        return started(config, source, Optional.empty(), reloads);
    }

    /**
     * The same, with the certificates that cameras may show; those who issue them are looked at for changes like the pair.
     *
     * @param reloads is told of each change whether it is used
     * @param refused is told why each certificate of a camera was not believed: one of a few constant texts
     * @throws TlsException when there is no pair, or no authority, that can be used
     */
    public static TlsContexts of(
            TlsConfig config,
            TlsSource source,
            Optional<ClientCertificates> clients,
            Consumer<Boolean> reloads,
            Consumer<String> refused)
            throws TlsException {
        return started(
                config,
                source,
                clients.isEmpty() ? Optional.empty() : Optional.of(AuthorityFiles.watched(clients.get(), refused)),
                reloads);
    }

    private static TlsContexts started(
            TlsConfig config, TlsSource source, Optional<Renewable<ClientTrust>> clients, Consumer<Boolean> reloads)
            throws TlsException {
        TlsContexts contexts = new TlsContexts(config, ServerIdentity.watched(source), clients, reloads);
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

    /** The certificates that cameras show on their port. */
    public ShownCertificates shown() {
        return new ShownCertificates(() -> present.clients());
    }

    /** What whoever runs the gateway has to see on the page until it is mended. */
    public List<String> notices() {
        Instant now = Instant.now();
        List<String> notices = new ArrayList<>(report.notices(now));
        clientsRefused.ifPresent(why ->
                notices.add("Cameras' certificates: " + why.lines().findFirst().orElse(why)));
        revocationListEnds().flatMap(end -> ClientTrust.notice(end, now)).ifPresent(notices::add);
        return List.copyOf(notices);
    }

    /** Whether browsers may be told to come by HTTPS only: not with a certificate that they do not trust. */
    public Optional<String> strictTransportSecurity() {
        return config.hsts().isZero() || report.selfSigned()
                ? Optional.empty()
                : Optional.of("max-age=" + config.hsts().toSeconds());
    }

    /** When the first revocation list of cameras' authorities is over; empty where there is none. */
    Optional<Instant> revocationListEnds() {
        return present.clients().flatMap(ClientTrust::listsEnd);
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
            report = report.doubting(why);
            pair.doubt(why);
            ends.isSaid(report.expiry(), Instant.now());
        });
        SslProvider provider = ServerContexts.provider(config);
        events.info(
                "tls: {} is used: {}, valid until {}, by {}",
                identity.selfSigned() ? "a self-signed certificate" : "the certificate",
                identity.certificate().getSubjectX500Principal(),
                identity.expires(),
                provider);
        if (config.ocspStapling()
                && provider == SslProvider.JDK
                && OcspQuery.of(identity).isPresent()) {
            log.warn("tls.ocspStapling: Java's own TLS is used, and no OCSP response is stapled with it");
        }
        staples.fetchFor(identity);
        ends.look(report.expiry(), Instant.now());
        long nanos = config.look().toNanos();
        var unused = watch.scheduleWithFixedDelay(this::look, nanos, nanos, TimeUnit.NANOSECONDS);
    }

    private void look() {
        try {
            tell(pair.look(this::use), why -> {
                log.error(
                        "tls: the new pair is not used, the one before it goes on until {}. {}", report.expires(), why);
                report = report.refusing(why);
            });
            clients.ifPresent(files -> tell(files.look(this::use), why -> {
                log.error("tls: cameras' certificates are looked at as before. {}", why);
                clientsRefused = Optional.of(why);
            }));
            ends.look(report.expiry(), Instant.now());
        } catch (RuntimeException e) {
            log.error("tls: looking for a newer certificate failed", e);
        }
    }

    private void tell(Renewable.Look look, Consumer<String> whyNot) {
        if (look instanceof Renewable.Look.Refused not) {
            whyNot.accept(not.why());
        }
        if (!(look instanceof Renewable.Look.Same)) {
            reloads.accept(look instanceof Renewable.Look.Renewed);
        }
    }

    private void use(ServerIdentity identity) throws TlsException {
        Optional<String> outdated = identity.outdated(Instant.now());
        if (outdated.isPresent()) {
            throw new TlsException("tls: " + outdated.get());
        }
        present = ServerContexts.of(identity, config, present.clients());
        boolean mended = report.isRefusing();
        report = report(identity);
        staples.fetchFor(identity);
        events.info(
                "tls: {}the certificate is used for new connections: {}, valid until {}",
                mended ? "mended, " : "renewed, ",
                identity.certificate().getSubjectX500Principal(),
                identity.expires());
        identity.warning().ifPresent(log::warn);
    }

    private void use(ClientTrust trust) throws TlsException {
        present = ServerContexts.of(present.identity(), config, Optional.of(trust));
        boolean mended = clientsRefused.isPresent();
        clientsRefused = Optional.empty();
        events.info("tls: {}cameras' certificates are looked at by newer files: {}", mended ? "mended, " : "", trust);
    }

    private static TlsReport report(ServerIdentity identity) {
        return new TlsReport(
                identity.selfSigned(),
                identity.expires(),
                Instant.now(),
                Optional.empty(),
                Optional.empty(),
                identity.warning());
    }

    @Override
    public void close() {
        watch.shutdownNow();
    }
}
