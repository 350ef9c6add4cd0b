package dev.sightline.probe.judge.seen;

import java.time.Instant;

/**
 * What one source of a stream sends, or sent last, without a pause of some seconds.
 *
 * @param ssrc unsigned 32 bits
 * @param payloadType that of its first packet
 * @param since when its first packet came
 * @param last when its last did
 * @param rate packets a second; they count for a second at least
 * @param sends whether it still did when the stream's last packet came
 */
public record SentSource(long ssrc, int payloadType, Instant since, Instant last, double rate, boolean sends) {}
