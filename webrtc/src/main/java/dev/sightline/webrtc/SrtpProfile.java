package dev.sightline.webrtc;

import java.util.Arrays;
import java.util.Optional;

/** The protection profiles that we negotiate, best first (RFC 7714, section 14.2; RFC 5764, section 4.1.2). */
enum SrtpProfile {
    AEAD_AES_128_GCM(0x0007, 12),
    AES128_CM_HMAC_SHA1_80(0x0001, 14);

    static final int KEY_LENGTH = 16;

    private final int number;
    private final int saltLength;

    SrtpProfile(int number, int saltLength) {
        this.number = number;
        this.saltLength = saltLength;
    }

    /** As registered for {@code use_srtp}. */
    int number() {
        return number;
    }

    int saltLength() {
        return saltLength;
    }

    /** Our first one among those that were offered. */
    static Optional<SrtpProfile> choose(int[] offered) {
        return Arrays.stream(values())
                .filter(profile -> Arrays.stream(offered).anyMatch(number -> number == profile.number))
                .findFirst();
    }
}
