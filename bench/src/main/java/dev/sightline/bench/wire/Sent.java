package dev.sightline.bench.wire;

/**
 * What a side has sent.
 *
 * @param rtp RTP packets that the kernel took
 * @param rtcp RTCP datagrams that the kernel took
 * @param failed datagrams of both kinds that it refused
 * @param seconds how long it took
 */
public record Sent(long rtp, long rtcp, long failed, double seconds) {}
