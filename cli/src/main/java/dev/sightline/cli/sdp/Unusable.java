package dev.sightline.cli.sdp;

/** Something that was given cannot be used: a file, or the value of an option. The message names it and the cure. */
final class Unusable extends Exception {
    private static final long serialVersionUID = 1L;

    Unusable(String message) {
        super(message);
    }
}
