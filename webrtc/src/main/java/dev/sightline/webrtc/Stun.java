package dev.sightline.webrtc;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.zip.CRC32;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Numbers and sums of STUN as ICE uses it (RFC 8489, sections 5 and 14; RFC 8445, section 16). */
final class Stun {
    static final int HEADER_LENGTH = 20;
    static final int MAGIC_COOKIE = 0x2112A442;

    static final int BINDING_REQUEST = 0x0001;
    static final int BINDING_INDICATION = 0x0011;
    static final int BINDING_SUCCESS = 0x0101;
    static final int BINDING_ERROR = 0x0111;

    static final int USERNAME = 0x0006;
    static final int MESSAGE_INTEGRITY = 0x0008;
    static final int ERROR_CODE = 0x0009;
    static final int UNKNOWN_ATTRIBUTES = 0x000A;
    static final int XOR_MAPPED_ADDRESS = 0x0020;
    static final int PRIORITY = 0x0024;
    static final int USE_CANDIDATE = 0x0025;
    static final int FINGERPRINT = 0x8028;
    static final int ICE_CONTROLLED = 0x8029;
    static final int ICE_CONTROLLING = 0x802A;

    static final int UNKNOWN_ATTRIBUTE = 420;
    static final int ROLE_CONFLICT = 487;

    static final int INTEGRITY_LENGTH = 20;
    private static final int FINGERPRINT_MASK = 0x5354554E;

    private Stun() {}

    /** HMAC-SHA1 over the first {@code length} bytes of a message whose length field covers MESSAGE-INTEGRITY. */
    static byte[] integrity(byte[] key, byte[] message, int length) {
        int covered = length + 4 + INTEGRITY_LENGTH - HEADER_LENGTH;
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(key, "HmacSHA1"));
            mac.update(message, 0, 2);
            mac.update((byte) (covered >> 8));
            mac.update((byte) covered);
            mac.update(message, 4, length - 4);
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA1", e);
        }
    }

    static boolean isIntegrity(byte[] key, byte[] message, int length, byte[] claimed) {
        return MessageDigest.isEqual(integrity(key, message, length), claimed);
    }

    /** The value of FINGERPRINT over the first {@code length} bytes of a message whose length field is final. */
    static int fingerprint(byte[] message, int length) {
        CRC32 crc = new CRC32();
        crc.update(message, 0, length);
        return (int) crc.getValue() ^ FINGERPRINT_MASK;
    }
}
