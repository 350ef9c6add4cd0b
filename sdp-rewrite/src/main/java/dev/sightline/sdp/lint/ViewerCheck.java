package dev.sightline.sdp.lint;

import dev.sightline.sdp.MediaDescription;
import dev.sightline.sdp.RtpMap;
import dev.sightline.sdp.SdpException;
import dev.sightline.sdp.SdpText;
import dev.sightline.sdp.SessionDescription;
import dev.sightline.sdp.rewrite.KeepCodec;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Whether a viewer's description lets the camera's video pass as it is. */
final class ViewerCheck implements Check {
    @Override
    public void look(Subject subject, Findings findings) {
        if (subject.isCameraOffer()) {
            return;
        }
        List<MediaDescription> video =
                subject.live("video").stream().filter(Role::isWebRtc).toList();
        boolean common = !subject.isViewerOffer() || isPlayable(subject, findings);
        if (common && subject.isForKurento()) {
            Optional<List<RtpMap>> sent = subject.context().cameraDescription().map(ViewerCheck::videoOf);
            video.forEach(media -> first(sent, media, findings));
        }
    }

    private static boolean isPlayable(Subject subject, Findings findings) {
        Optional<SessionDescription> camera = subject.context().cameraDescription();
        if (camera.isEmpty()) {
            return true;
        }
        try {
            KeepCodec.of(camera.get()).apply(subject.text());
            return true;
        } catch (SdpException none) {
            findings.whole(LintRule.NO_COMMON_CODEC, Objects.requireNonNull(none.getMessage()));
            return false;
        }
    }

    private static void first(Optional<List<RtpMap>> sent, MediaDescription media, Findings findings) {
        Optional<RtpMap> first = CodecCheck.firstCodec(media);
        if (first.isEmpty()) {
            return;
        }
        boolean same = sent.map(maps -> maps.isEmpty() || maps.stream().anyMatch(map -> map.sameCodecAs(first.get())))
                .orElseGet(() -> first.get().encoding().equalsIgnoreCase("H264"));
        if (!same) {
            String camera = sent.map(maps ->
                            "the camera sends " + SdpText.shown(maps.get(0).name()))
                    .orElse("a camera sends H264, as nearly all do");
            findings.at(
                    media.line(),
                    LintRule.TRANSCODING_TRAP,
                    SdpText.shown(first.get().name()) + " stands first, and " + camera
                            + ". Kurento decodes and encodes for this viewer");
        }
    }

    private static List<RtpMap> videoOf(SessionDescription camera) {
        return camera.media().stream()
                .filter(media -> media.type().equals("video"))
                .flatMap(media -> CodecCheck.codecs(media).stream())
                .toList();
    }
}
