package dev.sightline.webrtc;

import java.util.Arrays;

/**
 * What DTLS-SRTP gives each direction (RFC 5764, section 4.2).
 *
 * @param client protects what the DTLS client sends
 * @param server protects what the DTLS server sends
 */
record SrtpKeys(SrtpProfile profile, Master client, Master server) {
    static final String EXPORTER_LABEL = "EXTRACTOR-dtls_srtp";

    /** A master key and its master salt; never printed. */
    @SuppressWarnings("ArrayRecordComponent") // identity is never asked for
    record Master(byte[] key, byte[] salt) {
        @Override
        public String toString() {
            return "Master[secret]";
        }
    }

    static int materialLength(SrtpProfile profile) {
        return 2 * (SrtpProfile.KEY_LENGTH + profile.saltLength());
    }

    /** Cuts exported keying material: client key, server key, client salt, server salt. */
    static SrtpKeys cut(SrtpProfile profile, byte[] material) {
        int key = SrtpProfile.KEY_LENGTH;
        int salt = profile.saltLength();
        return new SrtpKeys(
                profile,
                new Master(Arrays.copyOfRange(material, 0, key), Arrays.copyOfRange(material, 2 * key, 2 * key + salt)),
                new Master(
                        Arrays.copyOfRange(material, key, 2 * key),
                        Arrays.copyOfRange(material, 2 * key + salt, 2 * (key + salt))));
    }
}
