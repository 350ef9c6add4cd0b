package dev.sightline.sdp;

/**
 * The digest of the certificate that DTLS will show: {@code a=fingerprint:hash value} (RFC 8122, section 5).
 *
 * @param hash as written: {@code sha-256}; names have no case
 * @param value hexadecimal bytes with colons between them
 */
public record Fingerprint(String hash, String value) implements SdpValue {
    private static final String EXPECTED =
            "a hash and bytes in hexadecimal with ':' between them were expected, as in a=fingerprint:sha-256 AB:CD:…";

    static Fingerprint read(ValueReader in) throws MalformedLine {
        String hash = in.token(EXPECTED);
        int column = in.column();
        String value = in.word(EXPECTED);
        for (int i = 0; i < value.length(); i++) {
            boolean fine = i % 3 == 2 ? value.charAt(i) == ':' : Character.digit(value.charAt(i), 16) >= 0;
            if (!fine || value.charAt(i) > 'f') {
                throw new MalformedLine(column + i, EXPECTED);
            }
        }
        if (value.length() % 3 != 2) {
            throw in.malformed(EXPECTED);
        }
        in.finish("nothing more was expected after the fingerprint");
        return new Fingerprint(hash, value);
    }

    @Override
    public String toLine() {
        return "a=fingerprint:" + hash + " " + value;
    }
}
