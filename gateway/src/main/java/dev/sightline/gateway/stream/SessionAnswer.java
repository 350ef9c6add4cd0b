package dev.sightline.gateway.stream;

/**
 * What a camera that offered is given.
 *
 * @param sessionId random and unguessable
 * @param sdp the answer, as the camera is to see it
 */
public record SessionAnswer(String sessionId, String sdp) {}
