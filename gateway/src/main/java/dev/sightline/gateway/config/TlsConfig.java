package dev.sightline.gateway.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The listeners' certificate.
 *
 * @param pem certificate chain and key; without them a self-signed pair is made
 * @param selfSignedDirectory where the self-signed pair is kept; without it a fresh one lives as long as the process
 */
public record TlsConfig(Optional<Pem> pem, Optional<Path> selfSignedDirectory) {
    /**
     * @param certificate PEM, the server's own certificate first
     * @param key PEM, PKCS #8, not encrypted, readable by its owner (and group) only
     */
    public record Pem(Path certificate, Path key) {}
}
