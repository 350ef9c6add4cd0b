package dev.sightline.webrtc;

/**
 * What a DTLS handshake message may claim to be. Bouncy Castle makes room for the whole of a message when its first
 * fragment comes, so a few octets would take 16 MB, for each of 17 messages: what claims more than this never gets there.
 */
final class HandshakeBounds {
    /** Content type of a record (RFC 6347, section 4.1). */
    static final short HANDSHAKE = 22;

    /** A browser's self-signed certificate takes less than 1 KB, a chain with RSA keys some. */
    static final int MAX_MESSAGE = 16 * 1024;

    /** A client sends five or six: two hellos, certificate, key exchange, its proof, the end. */
    static final int MAX_MESSAGES = 8;

    private static final int RECORD_HEADER = 13;
    private static final int RECORD_EPOCH = 3;
    private static final int RECORD_LENGTH = 11;
    private static final int MESSAGE_HEADER = 12;
    private static final int MESSAGE_LENGTH = 1;
    private static final int MESSAGE_SEQUENCE = 4;
    private static final int FRAGMENT_LENGTH = 9;

    private HandshakeBounds() {}

    /** Whether all handshake fragments that can be read in a datagram are within the bounds: those of its plaintext records. */
    static boolean admitsDatagram(byte[] datagram) {
        int at = 0;
        while (datagram.length - at >= RECORD_HEADER) {
            int body = at + RECORD_HEADER;
            int length = Math.min(Octets.int16(datagram, at + RECORD_LENGTH), datagram.length - body);
            boolean plaintext = Octets.int16(datagram, at + RECORD_EPOCH) == 0;
            if (plaintext && datagram[at] == HANDSHAKE && !admits(datagram, body, length)) {
                return false;
            }
            at = body + length;
        }
        return true;
    }

    /** Whether all fragments in the plaintext of a handshake record are within the bounds. */
    static boolean admits(byte[] plaintext, int offset, int length) {
        int at = offset;
        int end = offset + length;
        while (end - at >= MESSAGE_HEADER) {
            if (int24(plaintext, at + MESSAGE_LENGTH) > MAX_MESSAGE
                    || Octets.int16(plaintext, at + MESSAGE_SEQUENCE) >= MAX_MESSAGES) {
                return false;
            }
            at += MESSAGE_HEADER + int24(plaintext, at + FRAGMENT_LENGTH);
        }
        return true;
    }

    private static int int24(byte[] bytes, int offset) {
        return (bytes[offset] & 0xFF) << 16 | Octets.int16(bytes, offset + 1);
    }
}
