package dev.sightline.sdp.lint;

import dev.sightline.sdp.Fmtp;
import dev.sightline.sdp.H264Profile;
import dev.sightline.sdp.MediaDescription;
import dev.sightline.sdp.RtpMap;
import dev.sightline.sdp.SdpLine;
import dev.sightline.sdp.SdpText;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Payload types that nobody can explain, and what a camera sends that browsers do not play. */
final class CodecCheck implements Check {
    private static final int FIRST_DYNAMIC = 96;
    private static final Set<Integer> STATIC =
            Set.of(0, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 25, 26, 28, 31, 32, 33, 34);
    private static final Set<String> HELPERS =
            Set.of("rtx", "red", "ulpfec", "flexfec", "flexfec-03", "parityfec", "telephone-event", "cn");
    private static final Set<String> PLAYED = Set.of("h264", "vp8", "vp9", "av1", "opus", "pcmu", "pcma", "g722");

    @Override
    public void look(Subject subject, Findings findings) {
        for (Section section : subject.sections()) {
            if (section.isLive()) {
                explained(section.media(), findings);
                if (subject.isCameraOffer() && FeedbackCheck.sends(section.media())) {
                    played(section.media(), findings);
                }
            }
        }
    }

    private static void explained(MediaDescription media, Findings findings) {
        for (int payloadType : media.payloadTypes()) {
            if (media.rtpMap(payloadType).isEmpty() && !STATIC.contains(payloadType)) {
                findings.at(media.line(), LintRule.PAYLOAD_TYPE_UNEXPLAINED, payloadType);
            }
            if (media.rtcpMux() && payloadType >= 64 && payloadType < FIRST_DYNAMIC) {
                findings.at(media.line(), LintRule.PAYLOAD_TYPE_LIKE_RTCP, payloadType);
            }
        }
    }

    private static void played(MediaDescription media, Findings findings) {
        Optional<RtpMap> first = firstCodec(media);
        if (first.isEmpty() || !(media.type().equals("video") || media.type().equals("audio"))) {
            return;
        }
        RtpMap map = first.get();
        switch (map.encoding().toLowerCase(Locale.ROOT)) {
            case "h265", "hevc" -> findings.at(lineOf(media, "rtpmap", map.payloadType()), LintRule.H265_IN_BROWSERS);
            case "h264" ->
                media.fmtp(map.payloadType())
                        .flatMap(H264Profile::of)
                        .filter(H264Profile::mayHoldBFrames)
                        .ifPresent(profile -> findings.at(
                                lineOf(media, "fmtp", map.payloadType()),
                                LintRule.B_FRAMES_POSSIBLE,
                                profile.profileLevelId()));
            default -> {
                if (!PLAYED.contains(map.encoding().toLowerCase(Locale.ROOT))) {
                    findings.at(
                            lineOf(media, "rtpmap", map.payloadType()),
                            LintRule.CODEC_NOT_IN_BROWSERS,
                            SdpText.shown(map.name()));
                }
            }
        }
    }

    /** The first codec of the {@code m=} line that carries media by itself. */
    static Optional<RtpMap> firstCodec(MediaDescription media) {
        return codecs(media).stream().findFirst();
    }

    static List<RtpMap> codecs(MediaDescription media) {
        return media.rtpMaps().stream()
                .filter(map -> !HELPERS.contains(map.encoding().toLowerCase(Locale.ROOT)))
                .toList();
    }

    static Optional<H264Profile> h264(MediaDescription media, RtpMap map) {
        return map.encoding().equalsIgnoreCase("H264")
                ? H264Profile.of(media.fmtp(map.payloadType()).orElseGet(() -> new Fmtp(map.payloadType(), "")))
                : Optional.empty();
    }

    private static SdpLine lineOf(MediaDescription media, String attribute, int payloadType) {
        return media.lines().stream()
                .filter(line ->
                        line.isAttribute(attribute) && line.payloadType().orElse(-1) == payloadType)
                .findFirst()
                .orElseGet(media::line);
    }
}
