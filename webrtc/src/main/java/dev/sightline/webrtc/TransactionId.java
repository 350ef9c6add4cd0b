package dev.sightline.webrtc;

import java.nio.ByteBuffer;
import java.security.SecureRandom;

/**
 * The 96 bits that join a STUN response to its request (RFC 8489, section 5).
 *
 * @param owner the first 32 bits: tell which of our peers asked, so that a response needs no table of its own
 * @param nonce the other 64 bits, from a secure random source
 */
record TransactionId(int owner, long nonce) {
    static final int LENGTH = 12;

    static TransactionId fresh(int owner, SecureRandom random) {
        return new TransactionId(owner, random.nextLong());
    }

    static TransactionId read(byte[] from, int offset) {
        ByteBuffer bytes = ByteBuffer.wrap(from, offset, LENGTH);
        return new TransactionId(bytes.getInt(), bytes.getLong());
    }

    void write(ByteBuffer out) {
        out.putInt(owner).putLong(nonce);
    }
}
