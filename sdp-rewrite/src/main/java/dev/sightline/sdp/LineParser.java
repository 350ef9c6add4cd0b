package dev.sightline.sdp;

/** Reads what a line of one kind means. */
@FunctionalInterface
interface LineParser<T> {
    T read(ValueReader in) throws MalformedLine;
}
