package dev.sightline.gateway.stream;

import dev.sightline.gateway.config.CameraId;
import dev.sightline.sdp.ReturnPathPolicy;
import java.util.Optional;

/** Which return path was proven for which camera, kept for the gateway's next life. Called on the streams' threads: nothing here waits. */
public interface Winners {
    /** @param configured what the camera would begin with; a winner over another policy than this one no longer counts */
    Optional<ReturnPathPolicy> of(CameraId camera, ReturnPathPolicy configured);

    /** @param winner empty when the one that was kept has failed */
    void keep(CameraId camera, ReturnPathPolicy configured, Optional<ReturnPathPolicy> winner);

    /** For a gateway that keeps nothing. */
    static Winners forgotten() {
        return new Winners() {
            @Override
            public Optional<ReturnPathPolicy> of(CameraId camera, ReturnPathPolicy configured) {
                return Optional.empty();
            }

            @Override
            public void keep(CameraId camera, ReturnPathPolicy configured, Optional<ReturnPathPolicy> winner) {}
        };
    }
}
