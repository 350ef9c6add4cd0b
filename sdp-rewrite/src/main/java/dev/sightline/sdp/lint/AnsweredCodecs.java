package dev.sightline.sdp.lint;

import dev.sightline.sdp.H264Profile;
import dev.sightline.sdp.MediaDescription;
import dev.sightline.sdp.RtpMap;
import dev.sightline.sdp.SdpText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Whether each codec that was answered is one that was offered, in the same profile and under the same number. */
final class AnsweredCodecs {
    private static final int SHOWN = 6;

    private final MediaDescription answered;
    private final Findings findings;
    private final List<Offered> offered = new ArrayList<>();

    /** @param h264 empty for another codec, and for parameters that are not understood */
    private record Offered(RtpMap map, Optional<H264Profile> h264) {}

    AnsweredCodecs(MediaDescription offer, MediaDescription answered, Findings findings) {
        this.answered = answered;
        this.findings = findings;
        offer.rtpMaps().forEach(map -> offered.add(new Offered(map, CodecCheck.h264(offer, map))));
    }

    void look() {
        for (RtpMap map : answered.rtpMaps()) {
            List<Offered> same =
                    offered.stream().filter(one -> one.map.sameCodecAs(map)).toList();
            if (same.isEmpty()) {
                findings.at(answered.line(), LintRule.CODEC_NOT_OFFERED, SdpText.shown(map.name()));
            } else {
                pair(map, same);
            }
        }
    }

    private void pair(RtpMap map, List<Offered> same) {
        Optional<H264Profile> profile = CodecCheck.h264(answered, map);
        Optional<Offered> numbered = same.stream()
                .filter(one -> one.map.payloadType() == map.payloadType())
                .findFirst();
        List<Offered> known = numbered.map(List::of).orElse(same);
        Optional<Offered> fitting =
                known.stream().filter(one -> fits(one, profile)).findFirst();
        if (fitting.isEmpty()) {
            findings.at(answered.line(), LintRule.H264_PROFILE_MISMATCH, mismatch(map, profile.orElseThrow(), known));
        } else if (numbered.isEmpty()) {
            findings.at(
                    answered.line(),
                    LintRule.PAYLOAD_TYPE_CHANGED,
                    SdpText.shown(map.name()) + " was offered as payload type "
                            + fitting.get().map.payloadType() + " and answered as " + map.payloadType());
        }
    }

    /** Only what both sides say can differ. */
    private static boolean fits(Offered one, Optional<H264Profile> profile) {
        return profile.isEmpty() || one.h264.isEmpty() || one.h264.get().sameProfileAs(profile.get());
    }

    private static String mismatch(RtpMap map, H264Profile profile, List<Offered> known) {
        return known.stream()
                        .flatMap(one -> one.h264.stream()
                                .map(other -> shown(other) + " was offered for payload type " + one.map.payloadType()))
                        .limit(SHOWN)
                        .collect(Collectors.joining(", "))
                + ", " + shown(profile) + " answered for " + map.payloadType();
    }

    private static String shown(H264Profile profile) {
        return profile.profileLevelId() + " mode " + profile.packetizationMode();
    }
}
