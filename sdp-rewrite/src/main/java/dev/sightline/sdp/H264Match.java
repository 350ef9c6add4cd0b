package dev.sightline.sdp;

import static dev.sightline.sdp.H264Profile.Family.BASELINE;
import static dev.sightline.sdp.H264Profile.Family.CONSTRAINED_BASELINE;
import static dev.sightline.sdp.H264Profile.Family.CONSTRAINED_HIGH;
import static dev.sightline.sdp.H264Profile.Family.EXTENDED;
import static dev.sightline.sdp.H264Profile.Family.HIGH;
import static dev.sightline.sdp.H264Profile.Family.HIGH_444_PREDICTIVE;
import static dev.sightline.sdp.H264Profile.Family.MAIN;

import dev.sightline.sdp.H264Profile.Family;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** How well a decoder that was offered plays the H.264 stream that a camera sends. */
final class H264Match {
    /**
     * Who decodes a profile, the nearest first. Each one contains the tools of the stream's profile, but for the constrained
     * one that stands last: cameras that say Baseline do without flexible macroblock order and the other tools that
     * Constrained Baseline lacks, and those that say Main or High send neither interlaced pictures nor B slices.
     */
    private static final Map<Family, List<Family>> DECODERS = Map.of(
            CONSTRAINED_BASELINE,
            List.of(CONSTRAINED_BASELINE, BASELINE, MAIN, CONSTRAINED_HIGH, HIGH, EXTENDED, HIGH_444_PREDICTIVE),
            BASELINE,
            List.of(BASELINE, EXTENDED, CONSTRAINED_BASELINE),
            MAIN,
            List.of(MAIN, HIGH, HIGH_444_PREDICTIVE, CONSTRAINED_HIGH),
            CONSTRAINED_HIGH,
            List.of(CONSTRAINED_HIGH, HIGH, HIGH_444_PREDICTIVE),
            HIGH,
            List.of(HIGH, HIGH_444_PREDICTIVE, CONSTRAINED_HIGH));

    private static final int IMPOSSIBLE = -1;
    private static final int OTHER_FAMILY = 100;
    private static final int OTHER_MODE = 10;
    private static final int LOWER_LEVEL = 1;

    private H264Match() {}

    /** 0 for the very same; empty when the stream cannot be played with what is offered. */
    static OptionalInt cost(H264Format stream, H264Format offered) {
        int family = familyCost(stream.profile(), offered.profile());
        int mode = modeCost(stream, offered.profile().packetizationMode());
        int level = levelCost(stream.profile(), offered);
        return family < 0 || mode < 0 || level < 0 ? OptionalInt.empty() : OptionalInt.of(family + mode + level);
    }

    private static int familyCost(H264Profile stream, H264Profile decoder) {
        if (stream.sameFamilyAs(decoder)) {
            return 0;
        }
        int distance = DECODERS.getOrDefault(stream.family(), List.of()).indexOf(decoder.family());
        return distance < 0 ? IMPOSSIBLE : distance * OTHER_FAMILY;
    }

    /**
     * A decoder of mode 1 takes the single NAL units of mode 0 as well (RFC 6184, section 5.4). A camera that says nothing
     * mostly sends fragments, so mode 1 is then the safer one.
     */
    private static int modeCost(H264Format stream, int offered) {
        int sent = stream.modeIsSaid() ? stream.profile().packetizationMode() : 1;
        if (offered == sent) {
            return 0;
        }
        boolean playable = stream.modeIsSaid() ? sent == 0 && offered == 1 : offered == 0;
        return playable ? OTHER_MODE : IMPOSSIBLE;
    }

    /** A lower level than the camera's is fine where the levels of both directions may differ (RFC 6184, section 8.1). */
    private static int levelCost(H264Profile stream, H264Format offered) {
        if (offered.profile().level() >= stream.level()) {
            return 0;
        }
        return offered.levelAsymmetryAllowed() ? LOWER_LEVEL : IMPOSSIBLE;
    }
}
