package dev.sightline.webrtc;

import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import java.security.GeneralSecurityException;

/** Opens what the peer sends; a packet counts only once. Not thread safe. */
final class SrtpReceiver {
    private static final int MAX_SOURCES = 64;

    private final SrtpTransform transform;
    private final IntObjectMap<PacketIndexes> rtpSources = new IntObjectHashMap<>();
    private final IntObjectMap<PacketIndexes> rtcpSources = new IntObjectHashMap<>();

    SrtpReceiver(SrtpProfile profile, SrtpKeys.Master master) throws GeneralSecurityException {
        this.transform = SrtpTransform.of(profile, master, false);
    }

    /**
     * Opens the packet at the start of {@code work} in place.
     *
     * @return the new length
     * @throws SrtpException when the packet is forged, replayed or malformed; {@code work} holds rubbish then
     */
    int unprotect(byte[] work, int length) throws SrtpException {
        try {
            return RtpOctets.isRtcp(work, length) ? rtcp(work, length) : rtp(work, length);
        } catch (GeneralSecurityException e) {
            throw new SrtpException("packet of " + length + " bytes is not authentic: " + e.getMessage());
        }
    }

    private int rtp(byte[] work, int length) throws SrtpException, GeneralSecurityException {
        int header = RtpOctets.headerLength(work, length - transform.rtpTag());
        int ssrc = Octets.int32(work, 8);
        PacketIndexes indexes = sourceOf(rtpSources, ssrc);
        long index = indexes.indexOf(Octets.int16(work, 2));
        refuseUnlessFresh(indexes, index);
        int opened = transform.unprotectRtp(work, length, header, index);
        remember(rtpSources, ssrc, indexes, index);
        return opened;
    }

    private int rtcp(byte[] work, int length) throws SrtpException, GeneralSecurityException {
        if (length < transform.minRtcp()) {
            throw new SrtpException(
                    "SRTCP packet of " + length + " bytes; expected " + transform.minRtcp() + " at least");
        }
        int ssrc = Octets.int32(work, 4);
        PacketIndexes indexes = sourceOf(rtcpSources, ssrc);
        int index = transform.rtcpIndex(work, length);
        refuseUnlessFresh(indexes, index);
        int opened = transform.unprotectRtcp(work, length);
        remember(rtcpSources, ssrc, indexes, index);
        return opened;
    }

    private static PacketIndexes sourceOf(IntObjectMap<PacketIndexes> sources, int ssrc) throws SrtpException {
        PacketIndexes known = sources.get(ssrc);
        if (known == null && sources.size() == MAX_SOURCES) {
            throw new SrtpException("a peer may send at most " + MAX_SOURCES + " SSRCs");
        }
        return known == null ? new PacketIndexes() : known;
    }

    private static void refuseUnlessFresh(PacketIndexes indexes, long index) throws SrtpException {
        if (!indexes.isFresh(index)) {
            throw new SrtpException("packet index " + index + " was seen before");
        }
    }

    /** Only now that the packet is authentic: a forged one must leave no trace. */
    private static void remember(IntObjectMap<PacketIndexes> sources, int ssrc, PacketIndexes indexes, long index) {
        indexes.markUsed(index);
        sources.put(ssrc, indexes);
    }
}
