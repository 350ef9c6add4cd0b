package dev.sightline.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;

/**
 * What a camera needs of the configuration that it fetches.
 *
 * @param session where it posts its session
 * @param commands where it polls for commands
 */
record CameraConfig(URI session, URI commands, Duration keepalive) {

    /** @param base of relative URLs: where the configuration was fetched */
    static CameraConfig read(URI base, JsonNode json) throws IOException {
        double seconds = json.path("keepaliveSeconds").asDouble(0);
        if (!(seconds >= 0.01 && seconds <= 3600)) {
            throw new IOException("keepaliveSeconds of the camera's configuration is " + json.path("keepaliveSeconds")
                    + ", expected a number from 0.01 to 3600");
        }
        return new CameraConfig(
                url(base, json, "session"), url(base, json, "commands"), Duration.ofMillis(Math.round(seconds * 1000)));
    }

    private static URI url(URI base, JsonNode json, String name) throws IOException {
        String text = json.path(name).asText();
        try {
            if (!text.isEmpty()) {
                return base.resolve(text);
            }
        } catch (IllegalArgumentException e) {
            throw new IOException(name + " of the camera's configuration is no URL: " + text, e);
        }
        throw new IOException("the camera's configuration has no " + name + " URL");
    }
}
