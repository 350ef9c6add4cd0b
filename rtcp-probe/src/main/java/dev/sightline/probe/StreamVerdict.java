package dev.sightline.probe;

import java.net.InetSocketAddress;

/**
 * The verdict on one RTP stream of a camera.
 *
 * @param source the camera's RTP socket
 * @param destination the media server's RTP socket
 * @param ssrc the synchronization source seen last, unsigned 32 bits: a hint, for units of one model share theirs
 * @param finding the verdict
 * @param evidence what was captured of this stream
 */
public record StreamVerdict(
        InetSocketAddress source, InetSocketAddress destination, long ssrc, Finding finding, Evidence evidence) {}
