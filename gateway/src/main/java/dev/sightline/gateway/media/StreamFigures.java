package dev.sightline.gateway.media;

/**
 * What the media server counted of one RTP stream.
 *
 * @param inbound whether the media server receives it
 * @param ssrc as the server writes it
 * @param jitterSeconds of the arrival; zero for what is sent
 * @param roundTripSeconds zero for what is received
 * @param rembBitsPerSecond last estimate received or sent; zero when there was none
 */
public record StreamFigures(
        boolean inbound,
        String ssrc,
        long packets,
        long bytes,
        long packetsLost,
        double fractionLost,
        double jitterSeconds,
        double roundTripSeconds,
        long firCount,
        long pliCount,
        long nackCount,
        long rembBitsPerSecond) {}
