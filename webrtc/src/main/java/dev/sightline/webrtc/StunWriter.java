package dev.sightline.webrtc;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Writes one STUN message, attribute after attribute; {@link #sign} ends it (RFC 8489, sections 5 and 14). */
final class StunWriter {
    private static final int CAPACITY = 1024; // two user name fragments of 256 characters and all the rest

    private final ByteBuffer out = ByteBuffer.allocate(CAPACITY);

    StunWriter(int type, TransactionId transaction) {
        out.putShort((short) type).putShort((short) 0).putInt(Stun.MAGIC_COOKIE);
        transaction.write(out);
    }

    StunWriter username(String name) {
        return attribute(Stun.USERNAME, name.getBytes(StandardCharsets.UTF_8));
    }

    StunWriter priority(long priority) {
        return attribute(
                Stun.PRIORITY, ByteBuffer.allocate(4).putInt((int) priority).array());
    }

    StunWriter useCandidate() {
        return attribute(Stun.USE_CANDIDATE, new byte[0]);
    }

    StunWriter role(boolean controlling, long tieBreaker) {
        return attribute(
                controlling ? Stun.ICE_CONTROLLING : Stun.ICE_CONTROLLED,
                ByteBuffer.allocate(8).putLong(tieBreaker).array());
    }

    StunWriter mappedAddress(InetSocketAddress seen) {
        byte[] address = seen.getAddress().getAddress();
        for (int i = 0; i < address.length; i++) {
            address[i] ^= out.get(4 + i);
        }
        return attribute(
                Stun.XOR_MAPPED_ADDRESS,
                ByteBuffer.allocate(4 + address.length)
                        .putShort((short) (address.length == 4 ? 1 : 2))
                        .putShort((short) (seen.getPort() ^ Stun.MAGIC_COOKIE >>> 16))
                        .put(address)
                        .array());
    }

    StunWriter error(int code, String reason) {
        byte[] phrase = reason.getBytes(StandardCharsets.UTF_8);
        return attribute(
                Stun.ERROR_CODE,
                ByteBuffer.allocate(4 + phrase.length)
                        .putShort((short) 0)
                        .put((byte) (code / 100))
                        .put((byte) (code % 100))
                        .put(phrase)
                        .array());
    }

    StunWriter unknownAttributes(List<Integer> types) {
        ByteBuffer value = ByteBuffer.allocate(2 * types.size());
        types.forEach(type -> value.putShort(type.shortValue()));
        return attribute(Stun.UNKNOWN_ATTRIBUTES, value.array());
    }

    /** Appends MESSAGE-INTEGRITY by {@code key} and FINGERPRINT, and gives the whole message. */
    byte[] sign(byte[] key) {
        attribute(Stun.MESSAGE_INTEGRITY, Stun.integrity(key, out.array(), out.position()));
        int covered = out.position();
        out.putShort(2, (short) (covered + 8 - Stun.HEADER_LENGTH)); // FINGERPRINT's sum covers the final length
        attribute(
                Stun.FINGERPRINT,
                ByteBuffer.allocate(4)
                        .putInt(Stun.fingerprint(out.array(), covered))
                        .array());
        return Arrays.copyOf(out.array(), out.position());
    }

    private StunWriter attribute(int type, byte[] value) {
        out.putShort((short) type).putShort((short) value.length).put(value);
        while (out.position() % 4 != 0) {
            out.put((byte) 0);
        }
        return this;
    }
}
