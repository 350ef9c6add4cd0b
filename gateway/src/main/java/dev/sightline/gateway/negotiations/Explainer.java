package dev.sightline.gateway.negotiations;

import dev.sightline.gateway.stream.Exchange;
import dev.sightline.gateway.stream.Exchange.Given;
import dev.sightline.gateway.stream.Exchange.Peer;
import dev.sightline.gateway.stream.OfferedMedia;
import dev.sightline.sdp.CameraTrack;
import dev.sightline.sdp.SdpException;
import dev.sightline.sdp.SessionDescription;
import dev.sightline.sdp.lint.CameraFacts;
import dev.sightline.sdp.lint.Finding;
import dev.sightline.sdp.lint.LintContext;
import dev.sightline.sdp.lint.MediaServer;
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
                    "what was said is longer than "
                            + (kept.what().failure().isPresent() ? Negotiations.LONGEST_FAILED : Negotiations.LONGEST)
                            + " characters, and was not kept");
        }
        try {
            return explained(kept, kept.what());
        } catch (SdpException e) {
            return Explained.unsaid(kept, String.valueOf(e.getMessage()));
        }
    }

    private Explained explained(Kept kept, Exchange what) {
        Optional<SessionDescription> given =
                what.given().flatMap(Given::description).map(SessionDescription::parse);
        Optional<SessionDescription> offer = what.offer().map(SessionDescription::parse);
        Optional<SessionDescription> answer = what.answer().map(SessionDescription::parse);
        Optional<Rewriting> told = answer.map(what.told()::rewrite);
        SdpLint lint = new SdpLint(context(what.peer()));
        return new Explained(
                kept,
                told.map(made -> made.result().toString()),
                given.flatMap(own -> offer.map(built -> changes(what.peer(), own, built)))
                        .orElse(List.of()),
                told.map(Rewriting::changes).orElse(List.of()),
                given.map(lint::lint).orElse(List.of()),
                findings(lint, offer, answer),
                what.peer() instanceof Peer.Camera
                        ? offer.flatMap(asked -> answer.map(said -> lint.predict(asked, said)))
                        : Optional.empty(),
                Optional.empty());
    }

    private static List<Finding> findings(
            SdpLint lint, Optional<SessionDescription> offer, Optional<SessionDescription> answer) {
        return offer.map(asked -> answer.map(said -> lint.lint(asked, said)).orElseGet(() -> lint.lint(asked)))
                .orElse(List.of());
    }

    private static List<Change> changes(Peer peer, SessionDescription given, SessionDescription offer) {
        if (peer instanceof Peer.Camera camera) {
            return camera.policy()
                    .map(policy -> RebuiltOffer.changes(given, offer, policy))
                    .orElse(List.of());
        }
        return ((Peer.Viewer) peer).aligned().rewrite(given).changes();
    }

    private LintContext context(Peer peer) {
        if (peer instanceof Peer.Viewer viewer) {
            LintContext context = LintContext.of(Role.VIEWER_OFFER)
                    .withLocalAddresses(serverAddresses)
                    .withServer(server);
            return viewer.camera().map(context::withCameraDescription).orElse(context);
        }
        Peer.Camera camera = (Peer.Camera) peer;
        CameraFacts facts = camera.media()
                .map(media -> CameraFacts.NONE.withRtcpPorts(rtcpPorts(media)))
                .orElse(CameraFacts.NONE);
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
