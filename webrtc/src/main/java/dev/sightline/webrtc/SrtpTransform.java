package dev.sightline.webrtc;

import java.security.GeneralSecurityException;

/**
 * The cryptography of one direction, for packets in a work array that start at 0 and are changed in place. Not thread
 * safe. The array must have room for {@link #MAX_EXPANSION} more bytes.
 */
sealed interface SrtpTransform permits GcmTransform, CounterModeTransform {
    int MAX_EXPANSION = 20; // a tag of 16 bytes and the SRTCP index

    /**
     * @param header length of the RTP header with its extension, which stays in the clear
     * @param index rollover counter and sequence number, 48 bits
     * @return the new length
     */
    int protectRtp(byte[] packet, int length, int header, long index) throws GeneralSecurityException;

    /** As {@link #protectRtp}; fails when the packet is not authentic. */
    int unprotectRtp(byte[] packet, int length, int header, long index) throws GeneralSecurityException;

    /**
     * @param index SRTCP index, 31 bits
     * @return the new length
     */
    int protectRtcp(byte[] packet, int length, int index) throws GeneralSecurityException;

    /** As {@link #protectRtcp}; the index is read from the packet. */
    int unprotectRtcp(byte[] packet, int length) throws GeneralSecurityException;

    /** The SRTCP index that a protected RTCP packet of {@link #minRtcp} bytes or more claims. */
    int rtcpIndex(byte[] packet, int length);

    /** The shortest protected RTCP packet. */
    int minRtcp();

    /** What protection adds to an RTP packet. */
    int rtpTag();

    /** One direction of a profile. */
    static SrtpTransform of(SrtpProfile profile, SrtpKeys.Master master, boolean encrypts)
            throws GeneralSecurityException {
        return switch (profile) {
            case AEAD_AES_128_GCM -> new GcmTransform(master, encrypts);
            case AES128_CM_HMAC_SHA1_80 -> new CounterModeTransform(master, encrypts);
        };
    }
}
