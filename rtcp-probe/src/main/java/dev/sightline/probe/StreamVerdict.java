package dev.sightline.probe;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/**
 * The verdict on one RTP stream of a camera.
 *
 * @param source the camera's RTP socket
 * @param destination the media server's RTP socket
 * @param ssrc the synchronization source seen last, unsigned 32 bits: a hint, for units of one model share theirs
 * @param otherSsrcs other sources whose RTP flows between the same sockets now, in order; none where it is one
 * @param cname the canonical name in the camera's own reports (RFC 3550, 6.5.1): streams of one device share it
 * @param finding the verdict
 * @param evidence what was captured of this stream
 */
public record StreamVerdict(
        InetSocketAddress source,
        InetSocketAddress destination,
        long ssrc,
        List<Long> otherSsrcs,
        Optional<String> cname,
        Finding finding,
        Evidence evidence) {
    /** Copies the list. */
    public StreamVerdict {
        otherSsrcs = List.copyOf(otherSsrcs);
    }

    /** Of a stream with one source. */
    public StreamVerdict(
            InetSocketAddress source,
            InetSocketAddress destination,
            long ssrc,
            Optional<String> cname,
            Finding finding,
            Evidence evidence) {
        this(source, destination, ssrc, List.of(), cname, finding, evidence);
    }
}
