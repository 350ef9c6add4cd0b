package dev.sightline.gateway.stream;

import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;

/** Makes names that nobody can guess: 128 random bits in hexadecimal. It is seeded once, so that it never waits for the system. */
public final class SecretIds {
    private static final int BYTES = 16;

    private final SecureRandom random;

    public SecretIds() {
        try {
            random = SecureRandom.getInstance("DRBG");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java since 9 has a DRBG; this one does not", e);
        }
        next();
    }

    public String next() {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
