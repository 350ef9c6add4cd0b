package dev.sightline.gateway.security;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** A secret that is shown as {@code Authorization: Bearer …} (RFC 6750, 2.1). */
public final class BearerToken {
    private static final String SCHEME = "Bearer ";

    private final byte[] expected;

    public BearerToken(String secret) {
        this.expected = (SCHEME + secret).getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Whether the header's value shows it; how long that takes does not depend on how much of it is right. */
    public boolean isShownBy(String authorization) {
        return MessageDigest.isEqual(expected, authorization.getBytes(StandardCharsets.ISO_8859_1));
    }
}
