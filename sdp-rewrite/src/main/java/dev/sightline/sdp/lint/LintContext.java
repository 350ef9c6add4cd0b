package dev.sightline.sdp.lint;

import dev.sightline.sdp.SessionDescription;
import java.net.InetAddress;
import java.util.Optional;
import java.util.Set;

/**
 * What is known around a description. The more is given, the more is found; what is not known raises no alarm.
 *
 * @param role of a description that is looked at alone; with an offer and its answer, the role of the offer
 * @param localAddresses the media server's own; loopback and the unspecified addresses need not be among them
 * @param server which media server reads the offer
 * @param camera what is known of the camera
 * @param cameraDescription for a viewer's offer and answer: what the camera offered, to compare codecs; H264 is taken for
 *     granted without it
 * @param viewerNetwork where the viewer is
 */
public record LintContext(
        Role role,
        Set<InetAddress> localAddresses,
        MediaServer server,
        CameraFacts camera,
        Optional<SessionDescription> cameraDescription,
        ViewerNetwork viewerNetwork) {

    /** The set is copied. */
    public LintContext {
        localAddresses = Set.copyOf(localAddresses);
    }

    /** Kurento, and nothing else known. */
    public static LintContext of(Role role) {
        return new LintContext(
                role, Set.of(), MediaServer.KURENTO, CameraFacts.NONE, Optional.empty(), ViewerNetwork.UNKNOWN);
    }

    /** The same for a description with another role. */
    public LintContext withRole(Role changed) {
        return new LintContext(changed, localAddresses, server, camera, cameraDescription, viewerNetwork);
    }

    /** The same with the media server's own addresses. */
    public LintContext withLocalAddresses(Set<InetAddress> known) {
        return new LintContext(role, known, server, camera, cameraDescription, viewerNetwork);
    }

    /** The same with another media server. */
    public LintContext withServer(MediaServer changed) {
        return new LintContext(role, localAddresses, changed, camera, cameraDescription, viewerNetwork);
    }

    /** The same with what is known of the camera. */
    public LintContext withCamera(CameraFacts known) {
        return new LintContext(role, localAddresses, server, known, cameraDescription, viewerNetwork);
    }

    /** The same with what the camera offered, or what was answered to it. */
    public LintContext withCameraDescription(SessionDescription known) {
        return new LintContext(role, localAddresses, server, camera, Optional.of(known), viewerNetwork);
    }

    /** The same with where the viewer is. */
    public LintContext withViewerNetwork(ViewerNetwork known) {
        return new LintContext(role, localAddresses, server, camera, cameraDescription, known);
    }
}
