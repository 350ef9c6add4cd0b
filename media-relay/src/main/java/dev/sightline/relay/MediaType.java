package dev.sightline.relay;

/** What a stream carries, by the names that Kurento's events use. */
public enum MediaType {
    AUDIO,
    VIDEO,
    /** Data channels; never carried here, but a connection of two endpoints is announced for it too. */
    DATA;

    /** The media type as an {@code m=} line writes it. */
    String sdpName() {
        return switch (this) {
            case AUDIO -> "audio";
            case VIDEO -> "video";
            case DATA -> "application";
        };
    }
}
