package dev.sightline.gateway.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The listeners' certificate, and how they speak TLS.
 *
 * @param pem certificate chain and key; without them a self-signed pair is made
 * @param selfSignedDirectory where the self-signed pair is kept; without it a fresh one lives as long as the process
 * @param allowInsecureKeyPermissions whether a key that others may read or replace is used all the same, with a warning
 * @param look how often the files are looked at for a renewal
 * @param cameraSuites what cameras may speak on their port
 * @param provider whose TLS it is
 * @param ocspStapling whether the issuer's word that the certificate still holds is fetched and shown, where it gives one
 * @param hsts for how long browsers are told to come by HTTPS only; zero tells them nothing
 */
public record TlsConfig(
        Optional<Pem> pem,
        Optional<Path> selfSignedDirectory,
        boolean allowInsecureKeyPermissions,
        Duration look,
        CameraSuites cameraSuites,
        Provider provider,
        boolean ocspStapling,
        Duration hsts) {
    /**
     * @param certificate PEM, the server's own certificate first
     * @param key PEM, not encrypted, readable by its owner (and group) only
     */
    public record Pem(Path certificate, Path key) {}

    /** Cipher suites of the cameras' port. */
    public enum CameraSuites {
        /** Those of the page: forward secrecy and authenticated encryption only. */
        MODERN,
        /** CBC and key exchange by RSA too, with TLS 1.2, for cameras that know nothing else. */
        LEGACY
    }

    public enum Provider {
        /** OpenSSL where its library loads, else Java's. */
        AUTO,
        OPENSSL,
        JDK
    }

    /** The same, with a pair from these files. */
    public TlsConfig withPem(Pem files) {
        return new TlsConfig(
                Optional.of(files),
                selfSignedDirectory,
                allowInsecureKeyPermissions,
                look,
                cameraSuites,
                provider,
                ocspStapling,
                hsts);
    }
}
