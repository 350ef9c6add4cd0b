package dev.sightline.webrtc;

/**
 * What a port received that was of no use, since its start.
 *
 * @param malformed datagrams that are no STUN, DTLS, RTP or RTCP at all
 * @param stunRejected STUN that is forged, malformed, or of no peer of ours; none of it is answered
 * @param stunLimited STUN beyond what one source may send; not looked at
 * @param dtlsRefused DTLS whose handshake messages claim more octets, or a higher number, than any viewer's have
 * @param unmatched DTLS, RTP and RTCP from an address that is no peer's
 * @param forwarded datagrams that reached another loop than their peer's and were handed over
 * @param overflowed datagrams that were dropped because too many were being handed over
 * @param sendErrors datagrams that the kernel refused to send
 * @param peers now
 */
public record PortStatistics(
        long malformed,
        long stunRejected,
        long stunLimited,
        long dtlsRefused,
        long unmatched,
        long forwarded,
        long overflowed,
        long sendErrors,
        int peers) {}
