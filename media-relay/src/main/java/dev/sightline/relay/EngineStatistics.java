package dev.sightline.relay;

/**
 * Datagrams that an engine received and dropped, since its start.
 *
 * @param cameras at the cameras' ports
 * @param viewers at the viewers' port
 */
public record EngineStatistics(Cameras cameras, Viewers viewers) {

    /**
     * @param foreign from outside the networks that a camera may send from
     * @param refused RTP and RTCP from a source that is not taken, duplicates, and packets that came far too late
     * @param malformed what is no RTP or RTCP of the section that the port belongs to
     */
    public record Cameras(long foreign, long refused, long malformed) {}

    /**
     * @param malformed what is no STUN, DTLS, RTP or RTCP at all
     * @param stunRejected STUN that is forged, malformed, or of no viewer; none of it is answered
     * @param stunLimited STUN beyond what one source may send
     * @param dtlsRefused DTLS whose handshake messages claim more octets, or a higher number, than any viewer's have
     * @param unmatched DTLS, RTP and RTCP from an address that is no viewer's
     * @param overflowed what came while too many were on their way from one loop to another
     */
    public record Viewers(
            long malformed, long stunRejected, long stunLimited, long dtlsRefused, long unmatched, long overflowed) {}
}
