package dev.sightline.webrtc;

import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import java.security.GeneralSecurityException;

/** Protects what we send. Each index is used once: a second packet under it would open both. Not thread safe. */
final class SrtpSender {
    private static final int MAX_SOURCES = 64;

    private final SrtpTransform transform;
    private final IntObjectMap<PacketIndexes> sources = new IntObjectHashMap<>();
    private int nextRtcpIndex; // one counter for all sources is unique for each

    SrtpSender(SrtpProfile profile, SrtpKeys.Master master) throws GeneralSecurityException {
        this.transform = SrtpTransform.of(profile, master, true);
    }

    /**
     * Protects the packet at the start of {@code work} in place.
     *
     * @param work has {@link SrtpTransform#MAX_EXPANSION} bytes of room behind {@code length}
     * @return the new length
     * @throws SrtpException when the packet is malformed or its index was used before; the packet must not be sent
     */
    int protect(byte[] work, int length) throws SrtpException {
        try {
            return RtpOctets.isRtcp(work, length) ? rtcp(work, length) : rtp(work, length);
        } catch (GeneralSecurityException e) {
            throw new SrtpException("packet of " + length + " bytes cannot be protected: " + e.getMessage());
        }
    }

    private int rtp(byte[] work, int length) throws SrtpException, GeneralSecurityException {
        int header = RtpOctets.headerLength(work, length);
        PacketIndexes indexes = sourceOf(Octets.int32(work, 8));
        long index = indexes.indexOf(Octets.int16(work, 2));
        if (!indexes.isFresh(index)) {
            throw new SrtpException(
                    "SRTP index " + index + " of SSRC " + Integer.toUnsignedString(Octets.int32(work, 8))
                            + " was used before, or is too old to tell: the packet is not sent");
        }
        indexes.markUsed(index); // before the cipher: an index that may have been used is used
        return transform.protectRtp(work, length, header, index);
    }

    private PacketIndexes sourceOf(int ssrc) throws SrtpException {
        PacketIndexes indexes = sources.get(ssrc);
        if (indexes == null) {
            if (sources.size() == MAX_SOURCES) {
                throw new SrtpException("a peer is sent at most " + MAX_SOURCES + " SSRCs");
            }
            indexes = new PacketIndexes();
            sources.put(ssrc, indexes);
        }
        return indexes;
    }

    private int rtcp(byte[] work, int length) throws SrtpException, GeneralSecurityException {
        if (nextRtcpIndex < 0) {
            throw new SrtpException("all 2^31 SRTCP indexes are used: a new DTLS association is needed");
        }
        return transform.protectRtcp(work, length, nextRtcpIndex++);
    }
}
