package dev.sightline.webrtc;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;

/** User name fragment and password of one side of a session (RFC 8445, section 5.3). */
record IceCredentials(String ufrag, String pwd) {
    private static final String ICE_CHARS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    private static final int UFRAG_LENGTH = 8; // 48 bits: the port finds its peer by it
    private static final int PWD_LENGTH = 24; // 144 bits; the RFC asks for 128

    static IceCredentials fresh(SecureRandom random) {
        return new IceCredentials(text(random, UFRAG_LENGTH), text(random, PWD_LENGTH));
    }

    private static String text(SecureRandom random, int length) {
        StringBuilder text = new StringBuilder(length);
        random.ints(length, 0, ICE_CHARS.length()).forEach(i -> text.append(ICE_CHARS.charAt(i)));
        return text.toString();
    }

    /** The key of MESSAGE-INTEGRITY in requests to this side and in their responses. */
    byte[] key() {
        return pwd.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "IceCredentials[ufrag=" + ufrag + "]"; // the password stays out of logs
    }
}
