package dev.sightline.webrtc;

import static dev.sightline.webrtc.SrtpKeyDerivation.Label.AUTHENTICATION;
import static dev.sightline.webrtc.SrtpKeyDerivation.Label.ENCRYPTION;
import static dev.sightline.webrtc.SrtpKeyDerivation.Label.SALT;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES_CM_128_HMAC_SHA1_80 (RFC 3711, sections 4.1.1 and 4.2.1): AES in counter mode, then HMAC-SHA1 cut to 80 bits.
 *
 * <pre>
 *   IV = (salt * 2^16) XOR (SSRC * 2^64) XOR (index * 2^16)
 *   SRTCP: header | ciphertext | E + index | tag
 * </pre>
 */
final class CounterModeTransform implements SrtpTransform {
    private static final int TAG = 10;
    private static final int AUTHENTICATION_KEY = 20;
    private static final int SALT_LENGTH = 14;
    private static final int BLOCK = 16;
    private static final int INDEX = 4;
    private static final int RTCP_HEADER = 8;
    private static final int ENCRYPTED_FLAG = 0x80000000;

    private final Cipher cipher;
    private final int mode;
    private final Keys rtp;
    private final Keys rtcp;
    private final byte[] rollovers = new byte[4];
    private final byte[] sum = new byte[AUTHENTICATION_KEY];

    private static final class Keys {
        final SecretKeySpec encryption;
        final byte[] salt;
        final Mac mac;

        Keys(SrtpKeyDerivation derivation) throws GeneralSecurityException {
            this.encryption = new SecretKeySpec(derivation.derive(ENCRYPTION, SrtpProfile.KEY_LENGTH), "AES");
            this.salt = derivation.derive(SALT, SALT_LENGTH);
            this.mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(derivation.derive(AUTHENTICATION, AUTHENTICATION_KEY), "HmacSHA1"));
        }

        IvParameterSpec iv(int ssrc, long index) {
            byte[] iv = Arrays.copyOf(salt, BLOCK);
            Octets.xorInt32(iv, 4, ssrc);
            Octets.xorInt16(iv, 8, (int) (index >>> 32));
            Octets.xorInt32(iv, 10, (int) index);
            return new IvParameterSpec(iv);
        }
    }

    CounterModeTransform(SrtpKeys.Master master, boolean encrypts) throws GeneralSecurityException {
        this.rtp = new Keys(new SrtpKeyDerivation(master, false));
        this.rtcp = new Keys(new SrtpKeyDerivation(master, true));
        this.cipher = Cryptography.cipher("AES/CTR/NoPadding");
        this.mode = encrypts ? Cipher.ENCRYPT_MODE : Cipher.DECRYPT_MODE;
    }

    @Override
    public int protectRtp(byte[] packet, int length, int header, long index) throws GeneralSecurityException {
        cryptRtp(packet, length, header, index);
        signRtp(packet, length, index);
        System.arraycopy(sum, 0, packet, length, TAG);
        return length + TAG;
    }

    @Override
    public int unprotectRtp(byte[] packet, int length, int header, long index) throws GeneralSecurityException {
        int end = length - TAG;
        signRtp(packet, end, index);
        verify(packet, end);
        cryptRtp(packet, end, header, index);
        return end;
    }

    private void cryptRtp(byte[] packet, int length, int header, long index) throws GeneralSecurityException {
        cipher.init(mode, rtp.encryption, rtp.iv(Octets.int32(packet, 8), index));
        cipher.doFinal(packet, header, length - header, packet, header);
    }

    private void signRtp(byte[] packet, int length, long index) throws GeneralSecurityException {
        Octets.putInt32(rollovers, 0, (int) (index >>> 16));
        rtp.mac.update(packet, 0, length);
        rtp.mac.update(rollovers);
        rtp.mac.doFinal(sum, 0);
    }

    @Override
    public int protectRtcp(byte[] packet, int length, int index) throws GeneralSecurityException {
        cryptRtcp(packet, length, index);
        Octets.putInt32(packet, length, ENCRYPTED_FLAG | index);
        int end = length + INDEX;
        rtcp.mac.update(packet, 0, end);
        rtcp.mac.doFinal(sum, 0);
        System.arraycopy(sum, 0, packet, end, TAG);
        return end + TAG;
    }

    @Override
    public int unprotectRtcp(byte[] packet, int length) throws GeneralSecurityException {
        int index = rtcpIndex(packet, length);
        int end = length - TAG;
        rtcp.mac.update(packet, 0, end);
        rtcp.mac.doFinal(sum, 0);
        verify(packet, end);
        if (packet[end - INDEX] >= 0) {
            throw new AEADBadTagException("SRTCP without encryption was not negotiated");
        }
        cryptRtcp(packet, end - INDEX, index);
        return end - INDEX;
    }

    private void cryptRtcp(byte[] packet, int length, int index) throws GeneralSecurityException {
        cipher.init(mode, rtcp.encryption, rtcp.iv(Octets.int32(packet, 4), index));
        cipher.doFinal(packet, RTCP_HEADER, length - RTCP_HEADER, packet, RTCP_HEADER);
    }

    /** In constant time: how much of a guessed tag was right is not to be measured. */
    private void verify(byte[] packet, int tagAt) throws AEADBadTagException {
        int difference = 0;
        for (int i = 0; i < TAG; i++) {
            difference |= packet[tagAt + i] ^ sum[i];
        }
        if (difference != 0) {
            throw new AEADBadTagException("authentication tag is wrong");
        }
    }

    @Override
    public int rtcpIndex(byte[] packet, int length) {
        return Octets.int32(packet, length - TAG - INDEX) & ~ENCRYPTED_FLAG;
    }

    @Override
    public int minRtcp() {
        return RTCP_HEADER + INDEX + TAG;
    }

    @Override
    public int rtpTag() {
        return TAG;
    }
}
