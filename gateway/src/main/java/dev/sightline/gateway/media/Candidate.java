package dev.sightline.gateway.media;

/**
 * An ICE candidate as it is trickled.
 *
 * @param candidate the attribute's text, {@code candidate:…}; empty says that there are no more
 * @param sdpMid the media description's identification tag; may be empty
 * @param sdpMLineIndex the media description's place, from zero
 */
public record Candidate(String candidate, String sdpMid, int sdpMLineIndex) {}
