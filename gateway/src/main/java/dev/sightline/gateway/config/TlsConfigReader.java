package dev.sightline.gateway.config;

import dev.sightline.gateway.config.TlsConfig.CameraSuites;
import dev.sightline.gateway.config.TlsConfig.Pem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Reads the section {@code tls}. */
final class TlsConfigReader {
    private static final Duration LOOK = Duration.ofSeconds(5);
    private static final Duration YEAR = Duration.ofDays(365);

    private TlsConfigReader() {}

    static TlsConfig read(Section section) {
        Optional<Path> certificate = section.file("certificate");
        Optional<Path> key = section.file("key");
        if (certificate.isPresent() != key.isPresent()) {
            section.problem(
                    certificate.isPresent() ? "certificate" : "key",
                    "certificate and key are needed together, or none of them for a self-signed pair");
        }
        return new TlsConfig(
                certificate.flatMap(file -> key.map(other -> new Pem(file, other))),
                section.file("selfSignedDirectory"),
                section.flag("allowInsecureKeyPermissions", false),
                section.seconds("lookSeconds", LOOK, Duration.ofMillis(100), Duration.ofHours(1)),
                section.word("cameraSuites", CameraSuites.class).orElse(CameraSuites.MODERN),
                section.word("provider", TlsConfig.Provider.class).orElse(TlsConfig.Provider.AUTO),
                section.flag("ocspStapling", true),
                section.seconds("hstsSeconds", YEAR, Duration.ZERO, YEAR.multipliedBy(2)));
    }
}
