package dev.sightline.webrtc;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Session keys from a master key by AES in counter mode, with a key derivation rate of 0 (RFC 3711, section 4.3). */
final class SrtpKeyDerivation {
    /** What a key is for, RTP and RTCP in this order (RFC 3711, section 4.3.1 and 4.3.2). */
    enum Label {
        ENCRYPTION(0x00, 0x03),
        AUTHENTICATION(0x01, 0x04),
        SALT(0x02, 0x05);

        private final int rtp;
        private final int rtcp;

        Label(int rtp, int rtcp) {
            this.rtp = rtp;
            this.rtcp = rtcp;
        }
    }

    private static final int BLOCK = 16;

    private final SrtpKeys.Master master;
    private final boolean rtcp;

    SrtpKeyDerivation(SrtpKeys.Master master, boolean rtcp) {
        this.master = master;
        this.rtcp = rtcp;
    }

    /** @throws GeneralSecurityException when the platform has no AES in counter mode */
    byte[] derive(Label label, int length) throws GeneralSecurityException {
        // A salt of 96 bits (RFC 7714, section 11) is padded to 112 at the right, then both to a block's 128.
        byte[] iv = Arrays.copyOf(master.salt(), BLOCK);
        iv[7] ^= (byte) (rtcp ? label.rtcp : label.rtp);
        Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(master.key(), "AES"), new IvParameterSpec(iv));
        return cipher.doFinal(new byte[length]);
    }
}
