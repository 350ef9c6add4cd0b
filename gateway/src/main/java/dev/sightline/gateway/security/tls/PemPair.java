package dev.sightline.gateway.security.tls;

import java.util.Optional;

/**
 * Certificate and key as they were read, not yet looked into. The arrays are not to be changed.
 *
 * @param warning that the key is not safe where it lies
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record PemPair(byte[] certificate, byte[] key, boolean selfSigned, Optional<String> warning) {}
