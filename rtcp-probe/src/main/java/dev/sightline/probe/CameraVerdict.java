package dev.sightline.probe;

import java.net.InetAddress;
import java.util.List;

/**
 * The verdict on one camera: the worst of its streams that still flow.
 *
 * @param camera the camera's address
 * @param finding the verdict
 * @param history earlier findings, oldest first, at most {@value #MAX_HISTORY} of the latest
 * @param evidence what was captured of all its streams together
 * @param streams its streams: those of one CNAME (RFC 3550, 6.5.1) stand together, oldest first
 */
public record CameraVerdict(
        InetAddress camera, Finding finding, List<Finding> history, Evidence evidence, List<StreamVerdict> streams) {
    public static final int MAX_HISTORY = 32;

    /** Copies the lists. */
    public CameraVerdict {
        history = List.copyOf(history);
        streams = List.copyOf(streams);
    }

    /** The verdict alone. */
    public Verdict verdict() {
        return finding.verdict();
    }
}
