package dev.sightline.webrtc;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;

/**
 * What {@code a=fingerprint} says about a certificate (RFC 8122, section 5).
 *
 * @param hash the hash function in lower case, for example {@code sha-256}
 * @param value upper-case octets joined by colons
 */
public record CertificateFingerprint(String hash, String value) {
    private static final HexFormat OCTETS = HexFormat.ofDelimiter(":").withUpperCase();
    /** MD5, MD2 and SHA-1 are in the RFC too, but prove nothing any more. */
    private static final Set<String> TRUSTED = Set.of("sha-256", "sha-384", "sha-512");

    /** @throws IllegalArgumentException for a hash that proves nothing, or a value that is not octets of its length */
    public CertificateFingerprint {
        hash = hash.toLowerCase(Locale.ROOT);
        value = value.toUpperCase(Locale.ROOT);
        if (!TRUSTED.contains(hash)) {
            throw new IllegalArgumentException(
                    "fingerprint hash " + hash + " is not accepted; expected one of sha-256, sha-384, sha-512");
        }
        int octets = Integer.parseInt(hash.substring(4)) / 8;
        if (!value.matches("[0-9A-F]{2}(:[0-9A-F]{2}){" + (octets - 1) + "}")) {
            throw new IllegalArgumentException("fingerprint value of " + value.length() + " characters is not " + octets
                    + " octets in hexadecimal joined by colons, as " + hash + " needs");
        }
    }

    /**
     * Reads the value of {@code a=fingerprint}.
     *
     * @param text {@code "sha-256 AB:CD:…"}
     * @throws IllegalArgumentException when it is anything else
     */
    public static CertificateFingerprint parse(String text) {
        String[] words = text.strip().split(" +", 3);
        if (words.length != 2) {
            throw new IllegalArgumentException(
                    "fingerprint has " + words.length + " words; expected two: a hash function and its octets");
        }
        return new CertificateFingerprint(words[0], words[1]);
    }

    static CertificateFingerprint of(String hash, byte[] certificate) {
        return new CertificateFingerprint(hash, OCTETS.formatHex(digest(hash, certificate)));
    }

    /** Whether this is the fingerprint of {@code certificate} (DER). */
    boolean matches(byte[] certificate) {
        return MessageDigest.isEqual(OCTETS.parseHex(value), digest(hash, certificate));
    }

    private static byte[] digest(String hash, byte[] certificate) {
        try {
            return MessageDigest.getInstance(hash.toUpperCase(Locale.ROOT)).digest(certificate);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has " + hash, e);
        }
    }

    /** As it stands after {@code a=fingerprint:}. */
    @Override
    public String toString() {
        return hash + " " + value;
    }
}
