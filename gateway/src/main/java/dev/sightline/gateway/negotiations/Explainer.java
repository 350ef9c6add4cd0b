package dev.sightline.gateway.negotiations;

import dev.sightline.gateway.stream.Negotiated;
import dev.sightline.gateway.stream.Negotiated.Peer;
import dev.sightline.gateway.stream.OfferedMedia;
import dev.sightline.sdp.CameraTrack;
import dev.sightline.sdp.SdpException;
import dev.sightline.sdp.SessionDescription;
import dev.sightline.sdp.lint.CameraFacts;
import dev.sightline.sdp.lint.LintContext;
import dev.sightline.sdp.lint.MediaServer;
import dev.sightline.sdp.lint.Prediction;
import dev.sightline.sdp.lint.Role;
import dev.sightline.sdp.lint.SdpLint;
import dev.sightline.sdp.rewrite.Change;
import dev.sightline.sdp.rewrite.Rewriting;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Says of a negotiation what was changed in it and why, what a careful reader finds in it, and what the probe will see.
 *
 * @param server whose habits count
 * @param serverAddresses its own addresses, as far as they are known
 */
public record Explainer(MediaServer server, Set<InetAddress> serverAddresses) {
    public Explainer {
        serverAddresses = Set.copyOf(serverAddresses);
    }

    /** Takes linear time, and throws nothing: what cannot be read is said to be so. */
    public Explained explain(Kept kept) {
        if (kept.tooLong()) {
            return Explained.unsaid(
                    kept,
                    "its descriptions are longer than " + Negotiations.LONGEST + " characters, and were not kept");
        }
        try {
            return explained(kept, kept.what());
        } catch (SdpException e) {
            return Explained.unsaid(kept, String.valueOf(e.getMessage()));
        }
    }

    private Explained explained(Kept kept, Negotiated what) {
        Optional<SessionDescription> given = what.given().map(SessionDescription::parse);
        SessionDescription offer = SessionDescription.parse(what.offer());
        SessionDescription answer = SessionDescription.parse(what.answer());
        Rewriting told = what.told().rewrite(answer);
        SdpLint lint = new SdpLint(context(what.peer()));
        Optional<Prediction> prediction =
                what.peer() instanceof Peer.Camera ? Optional.of(lint.predict(offer, answer)) : Optional.empty();
        return new Explained(
                kept,
                told.result().toString(),
                given.map(description -> changes(what.peer(), description, offer))
                        .orElse(List.of()),
                told.changes(),
                given.map(lint::lint).orElse(List.of()),
                lint.lint(offer, answer),
                prediction,
                Optional.empty());
    }

    private static List<Change> changes(Peer peer, SessionDescription given, SessionDescription offer) {
        if (peer instanceof Peer.Camera camera) {
            return RebuiltOffer.changes(given, offer, camera.policy());
        }
        return ((Peer.Viewer) peer).aligned().rewrite(given).changes();
    }

    private LintContext context(Peer peer) {
        if (peer instanceof Peer.Viewer viewer) {
            return LintContext.of(Role.VIEWER_OFFER)
                    .withLocalAddresses(serverAddresses)
                    .withServer(server)
                    .withCameraDescription(viewer.camera());
        }
        Peer.Camera camera = (Peer.Camera) peer;
        CameraFacts facts = CameraFacts.NONE.withRtcpPorts(rtcpPorts(camera.media()));
        return LintContext.of(Role.CAMERA_OFFER)
                .withLocalAddresses(serverAddresses)
                .withServer(server)
                .withCamera(camera.address().map(facts::withAddress).orElse(facts));
    }

    private static Map<String, Integer> rtcpPorts(OfferedMedia media) {
        Map<String, Integer> ports = new HashMap<>();
        rtcpPort(media.video()).ifPresent(port -> ports.put("video", port));
        media.audio().flatMap(Explainer::rtcpPort).ifPresent(port -> ports.put("audio", port));
        return ports;
    }

    private static Optional<Integer> rtcpPort(CameraTrack track) {
        if (track.rtcpPort().isPresent()) {
            return Optional.of(track.rtcpPort().getAsInt());
        }
        return track.port().isPresent() ? Optional.of(track.port().getAsInt() + 1) : Optional.empty();
    }
}
