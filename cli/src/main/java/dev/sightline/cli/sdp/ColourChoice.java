package dev.sightline.cli.sdp;

/** When to colour what is printed. */
enum ColourChoice {
    /** On a terminal, unless NO_COLOR is set. */
    AUTO,
    ALWAYS,
    NEVER
}
