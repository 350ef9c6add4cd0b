package dev.sightline.gateway.stream;

import dev.sightline.gateway.config.CameraProfile;
import dev.sightline.gateway.config.CameraProfile.SpeaksFirst;
import dev.sightline.sdp.CameraTrack;
import dev.sightline.sdp.Comedia;
import dev.sightline.sdp.SessionDescription;
import dev.sightline.sdp.rewrite.AppendedLines;
import dev.sightline.sdp.rewrite.CandidateAddress;
import dev.sightline.sdp.rewrite.ConnectionAddress;
import dev.sightline.sdp.rewrite.RewriteRule;
import dev.sightline.sdp.rewrite.Rewriter;
import dev.sightline.sdp.rewrite.SourceDescription;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The media server's answer as a camera is to see it. {@code a=direction:passive} is never added: it is the proof that the
 * media server does COMEDIA.
 *
 * @param text what the camera is given
 * @param passive whether every section says {@code a=direction:passive}
 * @param rules what made it of the media server's
 */
record CameraAnswer(String text, boolean passive, Rewriter rules) {
    /**
     * @param announced what stands for the media server's own address
     * @throws dev.sightline.sdp.SdpException when the media server answered something odd
     */
    static CameraAnswer of(
            String answer, CameraSession session, CameraProfile profile, Optional<InetAddress> announced) {
        SessionDescription description = SessionDescription.parse(answer);
        List<RewriteRule> rules = new ArrayList<>();
        announced.ifPresent(address -> {
            rules.add(new ConnectionAddress(address));
            rules.add(new CandidateAddress(address));
        });
        if (session.speaksFirst() == SpeaksFirst.GATEWAY) {
            source("video", session.media().video()).ifPresent(rules::add);
            session.media().audio().flatMap(track -> source("audio", track)).ifPresent(rules::add);
        }
        if (!profile.vendorLines().isEmpty()) {
            rules.add(new AppendedLines(profile.vendorLines()));
        }
        boolean passive = !description.media().isEmpty()
                && description.media().stream()
                        .allMatch(media ->
                                media.comedia().filter(Comedia.PASSIVE::equals).isPresent());
        Rewriter rewriter = new Rewriter(rules);
        return new CameraAnswer(rewriter.rewrite(description).result().toString(), passive, rewriter);
    }

    private static Optional<SourceDescription> source(String type, CameraTrack track) {
        return track.source().map(source -> new SourceDescription(type, source.ssrc(), source.cname()));
    }
}
