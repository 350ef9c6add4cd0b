package dev.sightline.gateway.stream;

/** Whether a camera that is not listed became known. */
public sealed interface Admission {
    /** It is known. */
    record Known(Stream stream) implements Admission {}

    /** There is no place for it; {@code why} says so, and what helps. */
    record NoPlace(String why) implements Admission {}
}
