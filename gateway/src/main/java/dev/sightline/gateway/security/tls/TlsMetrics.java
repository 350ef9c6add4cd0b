package dev.sightline.gateway.security.tls;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;

/** What is measured of the certificate. */
public final class TlsMetrics {
    private static final double MILLIS_OF_A_SECOND = 1000;

    private final MeterRegistry registry;
    private final Counter loaded;
    private final Counter refused;

    public TlsMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.loaded = reloads("loaded");
        this.refused = reloads("refused");
    }

    /** Counts one newer pair. */
    public void reloaded(boolean used) {
        (used ? loaded : refused).increment();
    }

    public void watch(TlsContexts tls) {
        Gauge.builder(
                        "sightline.tls.certificate.days.left",
                        tls,
                        of -> of.report().daysLeft(Instant.now()))
                .description("Days until the certificate in use, or its chain, expires")
                .register(registry);
        Gauge.builder(
                        "sightline.tls.last.reload.timestamp.seconds",
                        tls,
                        of -> of.report().loaded().toEpochMilli() / MILLIS_OF_A_SECOND)
                .description("When the certificate in use was loaded, in Unix time")
                .register(registry);
        Gauge.builder("sightline.tls.reload.refused", tls, of -> of.report().isRefusing() ? 1 : 0)
                .description("Whether the files hold a pair that cannot be used")
                .register(registry);
        Gauge.builder(
                        "sightline.tls.revocation.list.days.left",
                        tls,
                        of -> of.revocationListEnds()
                                .map(end -> TlsReport.days(Instant.now(), end))
                                .orElse(Double.NaN))
                .description("Days until the first revocation list of cameras' authorities is over; no number without")
                .register(registry);
        Gauge.builder("sightline.tls.ocsp.stapled", tls, of -> of.isStapled() ? 1 : 0)
                .description("Whether an OCSP response is shown with the certificate")
                .register(registry);
        Gauge.builder(
                        "sightline.tls.key.insecure",
                        tls,
                        of -> of.report().insecure().isPresent() ? 1 : 0)
                .description("Whether the private key is used although others may read or replace it")
                .register(registry);
    }

    private Counter reloads(String result) {
        return Counter.builder("sightline.tls.reloads")
                .description("Newer pairs that were found, by whether they are used")
                .tag("result", result)
                .register(registry);
    }
}
