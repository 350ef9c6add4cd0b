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
            if (media.rtpMap(payloadType).isEmpty()) {
                findings.at(media.line(), LintRule.PAYLOAD_TYPE_UNEXPLAINED, payloadType);
            }
            if (media.rtcpMux() && payloadType >= 64 && payloadType < FIRST_DYNAMIC) {
                findings.at(media.line(), LintRule.PAYLOAD_TYPE_LIKE_RTCP, payloadType);
            }
        }
    }

    private static void played(MediaDescription media, Findings findings) {
        if (!media.type().equals("video") && !media.type().equals("audio")) {
            return;
        }
        for (int payloadType : media.payloadTypes()) {
            String encoding = media.rtpMap(payloadType).map(RtpMap::encoding).orElse("");
            String name = encoding.toLowerCase(Locale.ROOT);
            if (!name.isEmpty() && !HELPERS.contains(name)) {
                first(media, payloadType, encoding, name, findings);
                return;
            }
        }
    }

    private static void first(
            MediaDescription media, int payloadType, String encoding, String name, Findings findings) {
        if (name.equals("h265") || name.equals("hevc")) {
            findings.at(lineOf(media, "rtpmap", payloadType), LintRule.H265_IN_BROWSERS);
        } else if (!PLAYED.contains(name)) {
            findings.at(lineOf(media, "rtpmap", payloadType), LintRule.CODEC_NOT_IN_BROWSERS, SdpText.shown(encoding));
        } else if (name.equals("h264")) {
            media.fmtp(payloadType)
                    .flatMap(H264Profile::of)
                    .filter(H264Profile::mayHoldBFrames)
                    .ifPresent(profile -> findings.at(
                            lineOf(media, "fmtp", payloadType), LintRule.B_FRAMES_POSSIBLE, profile.profileLevelId()));
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
