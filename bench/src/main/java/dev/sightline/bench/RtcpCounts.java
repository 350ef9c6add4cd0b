package dev.sightline.bench;

/**
 * RTCP that a camera received from its media server, by type.
 *
 * @param datagrams how many UDP datagrams brought the packets counted below
 * @param nack NACK messages, not the packets that they name
 * @param other packets of types that a camera has no use for
 * @param malformed datagrams that were not RTCP all through, not counted anywhere else
 */
public record RtcpCounts(
        long datagrams,
        long senderReports,
        long receiverReports,
        long sourceDescriptions,
        long byes,
        long pli,
        long fir,
        long nack,
        long remb,
        long other,
        long malformed) {}
