package dev.sightline.gateway.dashboard;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code GET /api/cameras} answers.
 *
 * @param notices what is wrong with the gateway itself, a sentence each
 * @param cameras in the order of their ids
 */
record FleetView(MediaServerView mediaServer, List<String> notices, List<CameraView> cameras) {
    /** @param version absent while it was never reached */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record MediaServerView(
            boolean up, boolean embedded, @Nullable String version) {}
}
