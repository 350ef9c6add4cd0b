package dev.sightline.probe;

import java.net.InetAddress;
import java.util.List;

/**
 * The verdict on one camera: the worst of its streams that still flow.
 *
 * @param camera the camera's address
 * @param finding the verdict
 * @param evidence what was captured of all its streams together
 * @param streams its streams, oldest first
 */
public record CameraVerdict(InetAddress camera, Finding finding, Evidence evidence, List<StreamVerdict> streams) {
    /** The verdict alone. */
    public Verdict verdict() {
        return finding.verdict();
    }
}
