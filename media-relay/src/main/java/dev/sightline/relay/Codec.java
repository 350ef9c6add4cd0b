package dev.sightline.relay;

import java.util.Optional;

/** The codecs that pass through. */
enum Codec {
    H264(MediaType.VIDEO, "H264", 90_000),
    OPUS(MediaType.AUDIO, "opus", 48_000),
    PCMU(MediaType.AUDIO, "PCMU", 8_000),
    PCMA(MediaType.AUDIO, "PCMA", 8_000);

    private final MediaType mediaType;
    private final String encoding;
    private final int clockRate;

    Codec(MediaType mediaType, String encoding, int clockRate) {
        this.mediaType = mediaType;
        this.encoding = encoding;
        this.clockRate = clockRate;
    }

    MediaType mediaType() {
        return mediaType;
    }

    /** Of the RTP timestamps, in Hz. */
    int clockRate() {
        return clockRate;
    }

    /** The codec of an {@code a=rtpmap} in a section of {@code type}; encoding names are case-insensitive (RFC 8866, 6.6). */
    static Optional<Codec> of(MediaType type, String encoding, int clockRate) {
        for (Codec codec : values()) {
            if (codec.mediaType == type && codec.encoding.equalsIgnoreCase(encoding) && codec.clockRate == clockRate) {
                return Optional.of(codec);
            }
        }
        return Optional.empty();
    }
}
