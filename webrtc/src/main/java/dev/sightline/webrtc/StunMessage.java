package dev.sightline.webrtc;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A STUN message that came in: well-formed, of our magic cookie and with a right FINGERPRINT, but not yet authentic.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * |0 0|     STUN Message Type     |         Message Length        |
 * |                         Magic Cookie                          |
 * |                     Transaction ID (96 bits)                  |
 * |  Attribute Type               |  Attribute Length             | …, each padded to 4 bytes
 * </pre>
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8489#section-5">RFC 8489, section 5</a>
 */
final class StunMessage {
    private static final int MAX_LENGTH = 1280;
    private static final int MAX_ATTRIBUTES = 32;
    private static final int FIRST_OPTIONAL = 0x8000;

    private final byte[] bytes;
    private final TransactionId transaction;
    private final Map<Integer, byte[]> attributes;
    private final List<Integer> unknown;
    private final int integrityAt;

    private StunMessage(byte[] bytes, Map<Integer, byte[]> attributes, List<Integer> unknown, int integrityAt) {
        this.bytes = bytes;
        this.transaction = TransactionId.read(bytes, 8);
        this.attributes = attributes;
        this.unknown = unknown;
        this.integrityAt = integrityAt;
    }

    /**
     * Reads a datagram.
     *
     * @param bytes the whole datagram; must not change afterwards
     * @return empty when it is malformed, or has no right FINGERPRINT (RFC 8445, section 7.1.1 wants one)
     */
    static Optional<StunMessage> read(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        if (bytes.length < Stun.HEADER_LENGTH || bytes.length > MAX_LENGTH || (bytes[0] & 0xC0) != 0) {
            return Optional.empty();
        }
        int length = in.getShort(2) & 0xFFFF;
        if (length != bytes.length - Stun.HEADER_LENGTH || length % 4 != 0 || in.getInt(4) != Stun.MAGIC_COOKIE) {
            return Optional.empty();
        }
        Map<Integer, byte[]> attributes = new HashMap<>();
        List<Integer> unknown = new ArrayList<>();
        int integrityAt = -1;
        int at = Stun.HEADER_LENGTH;
        for (int count = 0; at < bytes.length; count++) {
            int type = in.getShort(at) & 0xFFFF;
            int size = in.getShort(at + 2) & 0xFFFF;
            int next = at + 4 + (size + 3 & ~3);
            if (next > bytes.length || count == MAX_ATTRIBUTES) {
                return Optional.empty();
            }
            if (type == Stun.FINGERPRINT) {
                boolean right = size == 4 && next == bytes.length && in.getInt(at + 4) == Stun.fingerprint(bytes, at);
                return right ? Optional.of(new StunMessage(bytes, attributes, unknown, integrityAt)) : Optional.empty();
            }
            if (integrityAt < 0) { // what stands behind MESSAGE-INTEGRITY is covered by nothing: ignored
                if (attributes.putIfAbsent(type, Arrays.copyOfRange(bytes, at + 4, at + 4 + size)) == null
                        && type < FIRST_OPTIONAL
                        && !isKnown(type)) {
                    unknown.add(type);
                }
                if (type == Stun.MESSAGE_INTEGRITY) {
                    integrityAt = at;
                }
            }
            at = next;
        }
        return Optional.empty();
    }

    private static boolean isKnown(int type) {
        return switch (type) {
            case Stun.USERNAME,
                    Stun.MESSAGE_INTEGRITY,
                    Stun.ERROR_CODE,
                    Stun.UNKNOWN_ATTRIBUTES,
                    Stun.XOR_MAPPED_ADDRESS,
                    Stun.PRIORITY,
                    Stun.USE_CANDIDATE -> true;
            default -> false;
        };
    }

    /** Class and method, for example {@link Stun#BINDING_REQUEST}. */
    int type() {
        return (bytes[0] & 0x3F) << 8 | (bytes[1] & 0xFF);
    }

    TransactionId transaction() {
        return transaction;
    }

    /** Whether MESSAGE-INTEGRITY is there and was made with {@code key} (RFC 8489, section 9.1). */
    boolean isAuthentic(byte[] key) {
        byte[] claimed = attributes.get(Stun.MESSAGE_INTEGRITY);
        return claimed != null && Stun.isIntegrity(key, bytes, integrityAt, claimed);
    }

    Optional<String> username() {
        return Optional.ofNullable(attributes.get(Stun.USERNAME)).map(v -> new String(v, StandardCharsets.UTF_8));
    }

    OptionalLong priority() {
        byte[] value = attributes.get(Stun.PRIORITY);
        return value != null && value.length == 4
                ? OptionalLong.of(ByteBuffer.wrap(value).getInt() & 0xFFFFFFFFL)
                : OptionalLong.empty();
    }

    boolean useCandidate() {
        return attributes.containsKey(Stun.USE_CANDIDATE);
    }

    /** The tie-breaker of a sender that takes itself for the controlling one. */
    OptionalLong controlling() {
        return tieBreaker(Stun.ICE_CONTROLLING);
    }

    /** The tie-breaker of a sender that takes itself for the controlled one. */
    OptionalLong controlled() {
        return tieBreaker(Stun.ICE_CONTROLLED);
    }

    private OptionalLong tieBreaker(int type) {
        byte[] value = attributes.get(type);
        return value != null && value.length == 8
                ? OptionalLong.of(ByteBuffer.wrap(value).getLong())
                : OptionalLong.empty();
    }

    /** The number of ERROR-CODE, 300 to 699. */
    OptionalInt errorCode() {
        byte[] value = attributes.get(Stun.ERROR_CODE);
        return value != null && value.length >= 4
                ? OptionalInt.of((value[2] & 0x07) * 100 + (value[3] & 0xFF))
                : OptionalInt.empty();
    }

    /** Attributes that must be understood and are not. */
    List<Integer> unknownAttributes() {
        return unknown;
    }

    /** XOR-MAPPED-ADDRESS: whence the responder saw the request come. */
    Optional<InetSocketAddress> mappedAddress() {
        byte[] value = attributes.get(Stun.XOR_MAPPED_ADDRESS);
        if (value == null || value.length < 2 || value.length != (value[1] == 1 ? 8 : value[1] == 2 ? 20 : -1)) {
            return Optional.empty();
        }
        byte[] address = Arrays.copyOfRange(value, 4, value.length);
        for (int i = 0; i < address.length; i++) {
            address[i] ^= bytes[4 + i]; // the cookie, and for IPv6 the transaction id behind it
        }
        int port = (ByteBuffer.wrap(value).getShort(2) ^ Stun.MAGIC_COOKIE >>> 16) & 0xFFFF;
        try {
            return Optional.of(new InetSocketAddress(InetAddress.getByAddress(address), port));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }
}
