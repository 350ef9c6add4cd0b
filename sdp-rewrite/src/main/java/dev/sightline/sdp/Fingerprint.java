package dev.sightline.sdp;

import java.util.List;
import java.util.Optional;

/**
 * The digest of the certificate that DTLS will show: {@code a=fingerprint:hash value} (RFC 8122, section 5).
 *
 * @param hash as written: {@code sha-256}; names have no case
 * @param value hexadecimal bytes with colons between them
 */
public record Fingerprint(String hash, String value) {
    static Optional<Fingerprint> parse(String text) {
        List<String> fields = Fields.of(text);
        return fields.size() == 2 ? Optional.of(new Fingerprint(fields.get(0), fields.get(1))) : Optional.empty();
    }
}
