package dev.sightline.relay;

/**
 * One run of packets with continuous sequence numbers and one clock. A camera that restarts, changes its SSRC or its codec begins
 * another one. Compared by identity.
 */
final class SourceStream {
    private final Codec codec;
    private final long ssrc;

    SourceStream(Codec codec, long ssrc) {
        this.codec = codec;
        this.ssrc = ssrc;
    }

    Codec codec() {
        return codec;
    }

    /** A hint only: units of one model may share theirs. */
    long ssrc() {
        return ssrc;
    }
}
