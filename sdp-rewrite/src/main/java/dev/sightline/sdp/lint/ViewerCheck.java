package dev.sightline.sdp.lint;

import dev.sightline.sdp.MediaDescription;
import dev.sightline.sdp.RtpMap;
import dev.sightline.sdp.SdpException;
import dev.sightline.sdp.SdpText;
import dev.sightline.sdp.SessionDescription;
import dev.sightline.sdp.rewrite.KeepCodec;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

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
            Optional<Sent> sent = subject.context().cameraDescription().map(Sent::of);
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

    /** What a camera sends, each codec once however many of its sections hold it. */
    private record Sent(Optional<RtpMap> first, Set<String> keys) {
        static Sent of(SessionDescription camera) {
            List<RtpMap> maps = camera.media().stream()
                    .filter(media -> media.type().equals("video"))
                    .flatMap(media -> CodecCheck.codecs(media).stream())
                    .toList();
            return new Sent(
                    maps.stream().findFirst(), maps.stream().map(Sent::key).collect(Collectors.toUnmodifiableSet()));
        }

        /** Equal for what {@link RtpMap#sameCodecAs} calls the same. */
        private static String key(RtpMap map) {
            return map.encoding().toLowerCase(Locale.ROOT) + "/" + map.clockRate() + "/"
                    + map.parameters().orElse("1");
        }

        boolean mayBe(RtpMap map) {
            return keys.isEmpty() || keys.contains(key(map));
        }
    }

    private static void first(Optional<Sent> sent, MediaDescription media, Findings findings) {
        Optional<RtpMap> first = CodecCheck.firstCodec(media);
        if (first.isEmpty()) {
            return;
        }
        boolean same = sent.map(camera -> camera.mayBe(first.get()))
                .orElseGet(() -> first.get().encoding().equalsIgnoreCase("H264"));
        if (!same) {
            String camera = sent.flatMap(Sent::first)
                    .map(map -> "the camera sends " + SdpText.shown(map.name()))
                    .orElse("a camera sends H264, as nearly all do");
            findings.at(
                    media.line(),
                    LintRule.TRANSCODING_TRAP,
                    SdpText.shown(first.get().name()) + " stands first, and " + camera
                            + ". Kurento decodes and encodes for this viewer");
        }
    }
}
