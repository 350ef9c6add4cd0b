package dev.sightline.webrtc;

/**
 * One peer's figures since its start.
 *
 * @param packetsSent SRTP and SRTCP packets queued to the socket
 * @param bytesSent their bytes as UDP payload
 * @param packetsDropped packets that {@link Peer#send} did not send
 * @param packetsReceived SRTP and SRTCP packets that were authentic and new
 * @param packetsRejected SRTP and SRTCP packets that were forged, replayed or malformed
 */
public record PeerStatistics(
        long packetsSent, long bytesSent, long packetsDropped, long packetsReceived, long packetsRejected) {}
