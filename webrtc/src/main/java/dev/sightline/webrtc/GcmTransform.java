package dev.sightline.webrtc;

import static dev.sightline.webrtc.SrtpKeyDerivation.Label.ENCRYPTION;
import static dev.sightline.webrtc.SrtpKeyDerivation.Label.SALT;

import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AEAD_AES_128_GCM (RFC 7714).
 *
 * <pre>
 *   0  0  0  0  0  0  0  0  0  0  1  1
 *   0  1  2  3  4  5  6  7  8  9  0  1
 * |00|00|    SSRC   |    ROC    | SEQ |  RTP  (section 8.1),  XORed with the salt
 * |00|00|    SSRC   |00|00| 0+ index  |  RTCP (section 9.1),  XORed with the salt
 * </pre>
 */
final class GcmTransform implements SrtpTransform {
    private static final int TAG = 16;
    private static final int SALT_LENGTH = 12;
    private static final int INDEX = 4;
    private static final int RTCP_HEADER = 8;
    private static final int ENCRYPTED_FLAG = 0x80000000;

    private final Cipher cipher;
    private final int mode;
    private final Session rtp;
    private final Session rtcp;
    private final byte[] trailer = new byte[INDEX];

    GcmTransform(SrtpKeys.Master master, boolean encrypts) throws GeneralSecurityException {
        this(new Session(master, false), new Session(master, true), encrypts);
    }

    GcmTransform(Session rtp, Session rtcp, boolean encrypts) throws GeneralSecurityException {
        this.rtp = rtp;
        this.rtcp = rtcp;
        this.cipher = Cryptography.cipher("AES/GCM/NoPadding");
        this.mode = encrypts ? Cipher.ENCRYPT_MODE : Cipher.DECRYPT_MODE;
    }

    /** A session key and its salt. */
    @SuppressWarnings("ArrayRecordComponent") // identity is never asked for
    record Session(SecretKeySpec key, byte[] salt) {
        Session(SrtpKeys.Master master, boolean rtcp) throws GeneralSecurityException {
            this(new SrtpKeyDerivation(master, rtcp));
        }

        private Session(SrtpKeyDerivation derivation) throws GeneralSecurityException {
            this(
                    new SecretKeySpec(derivation.derive(ENCRYPTION, SrtpProfile.KEY_LENGTH), "AES"),
                    derivation.derive(SALT, SALT_LENGTH));
        }
    }

    @Override
    public int protectRtp(byte[] packet, int length, int header, long index) throws GeneralSecurityException {
        return rtp(packet, length, header, index);
    }

    @Override
    public int unprotectRtp(byte[] packet, int length, int header, long index) throws GeneralSecurityException {
        return rtp(packet, length, header, index);
    }

    private int rtp(byte[] packet, int length, int header, long index) throws GeneralSecurityException {
        byte[] iv = rtp.salt().clone();
        Octets.xorInt32(iv, 2, Octets.int32(packet, 8));
        Octets.xorInt32(iv, 6, (int) (index >>> 16));
        Octets.xorInt16(iv, 10, (int) index);
        cipher.init(mode, rtp.key(), new GCMParameterSpec(8 * TAG, iv));
        cipher.updateAAD(packet, 0, header);
        return header + cipher.doFinal(packet, header, length - header, packet, header);
    }

    @Override
    public int protectRtcp(byte[] packet, int length, int index) throws GeneralSecurityException {
        Octets.putInt32(trailer, 0, ENCRYPTED_FLAG | index);
        initRtcp(packet, index);
        int end = RTCP_HEADER + cipher.doFinal(packet, RTCP_HEADER, length - RTCP_HEADER, packet, RTCP_HEADER);
        System.arraycopy(trailer, 0, packet, end, INDEX);
        return end + INDEX;
    }

    @Override
    public int unprotectRtcp(byte[] packet, int length) throws GeneralSecurityException {
        int end = length - INDEX;
        System.arraycopy(packet, end, trailer, 0, INDEX);
        if (trailer[0] >= 0) {
            throw new AEADBadTagException("SRTCP without encryption was not negotiated");
        }
        initRtcp(packet, rtcpIndex(packet, length));
        return RTCP_HEADER + cipher.doFinal(packet, RTCP_HEADER, end - RTCP_HEADER, packet, RTCP_HEADER);
    }

    private void initRtcp(byte[] packet, int index) throws GeneralSecurityException {
        byte[] iv = rtcp.salt().clone();
        Octets.xorInt32(iv, 2, Octets.int32(packet, 4));
        Octets.xorInt32(iv, 8, index);
        cipher.init(mode, rtcp.key(), new GCMParameterSpec(8 * TAG, iv));
        cipher.updateAAD(packet, 0, RTCP_HEADER);
        cipher.updateAAD(trailer);
    }

    @Override
    public int rtcpIndex(byte[] packet, int length) {
        return Octets.int32(packet, length - INDEX) & ~ENCRYPTED_FLAG;
    }

    @Override
    public int minRtcp() {
        return RTCP_HEADER + TAG + INDEX;
    }

    @Override
    public int rtpTag() {
        return TAG;
    }
}
