package dev.sightline.rtp;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** The UTF-8 texts of at most 255 octets in SDES items and BYE reasons (RFC 3550, 6.5 and 6.6). */
final class SdesText {
    static final int MAX_LENGTH = 255;

    private SdesText() {}

    /** Reads {@code length} octets, which must be there; octets that are not UTF-8 become {@code ?}. */
    static String read(ByteBuf in, int length) throws MalformedPacketException {
        byte[] octets = new byte[length];
        in.readBytes(octets);
        if (isAscii(octets)) { // nearly all are, and a decoder costs more than the rest of a report
            return new String(octets, StandardCharsets.US_ASCII);
        }
        try {
            // The usual replacement, U+FFFD, is three octets: the text could outgrow its field when written again.
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPLACE)
                    .onUnmappableCharacter(CodingErrorAction.REPLACE)
                    .replaceWith("?")
                    .decode(ByteBuffer.wrap(octets))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MalformedPacketException("RTCP: text is not UTF-8");
        }
    }

    private static boolean isAscii(byte[] octets) {
        for (byte octet : octets) {
            if (octet < 0) {
                return false;
            }
        }
        return true;
    }

    static byte[] encode(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static void check(String text, String name) {
        int length = encode(text).length;
        if (length > MAX_LENGTH) {
            UnsignedField.check(length, MAX_LENGTH, "octets of " + name);
        }
    }
}
