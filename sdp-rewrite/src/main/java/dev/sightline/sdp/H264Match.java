package dev.sightline.sdp;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** How well a decoder that was offered plays the H.264 stream that a camera sends. */
final class H264Match {
    /**
     * Who decodes a profile, the nearest first. Each one contains the tools of the stream's profile, but for the neighbours
     * of one family: cameras that say Baseline use none of what Constrained Baseline lacks (flexible macroblock order and
     * the like), and those that say High send no interlaced picture.
     */
    private static final Map<H264Profile.Family, List<H264Profile.Family>> DECODERS = new EnumMap<>(Map.of(
            H264Profile.Family.CONSTRAINED_BASELINE,
            List.of(
                    H264Profile.Family.CONSTRAINED_BASELINE,
                    H264Profile.Family.BASELINE,
                    H264Profile.Family.MAIN,
                    H264Profile.Family.CONSTRAINED_HIGH,
                    H264Profile.Family.HIGH,
                    H264Profile.Family.EXTENDED,
                    H264Profile.Family.HIGH_444_PREDICTIVE),
            H264Profile.Family.BASELINE,
            List.of(H264Profile.Family.BASELINE, H264Profile.Family.EXTENDED, H264Profile.Family.CONSTRAINED_BASELINE),
            H264Profile.Family.MAIN,
            List.of(H264Profile.Family.MAIN, H264Profile.Family.HIGH, H264Profile.Family.HIGH_444_PREDICTIVE),
            H264Profile.Family.CONSTRAINED_HIGH,
            List.of(
                    H264Profile.Family.CONSTRAINED_HIGH,
                    H264Profile.Family.HIGH,
                    H264Profile.Family.HIGH_444_PREDICTIVE),
            H264Profile.Family.HIGH,
            List.of(
                    H264Profile.Family.HIGH,
                    H264Profile.Family.HIGH_444_PREDICTIVE,
                    H264Profile.Family.CONSTRAINED_HIGH)));

    private static final int OTHER_FAMILY = 100;
    private static final int OTHER_MODE = 10;
    private static final int LOWER_LEVEL = 1;

    private final H264Profile stream;
    private final boolean modeIsSaid;

    private H264Match(H264Profile stream, boolean modeIsSaid) {
        this.stream = stream;
        this.modeIsSaid = modeIsSaid;
    }

    static Optional<H264Match> of(Fmtp sent) {
        return H264Profile.of(sent)
                .map(profile -> new H264Match(
                        profile, sent.parameter("packetization-mode").isPresent()));
    }

    /** 0 for the very same; empty when the stream cannot be played with what is offered. */
    OptionalInt cost(Fmtp offered) {
        Optional<H264Profile> decoder = H264Profile.of(offered);
        if (decoder.isEmpty()) {
            return OptionalInt.empty();
        }
        int family = familyCost(decoder.get());
        int mode = modeCost(decoder.get());
        int level = levelCost(decoder.get(), offered);
        return family < 0 || mode < 0 || level < 0 ? OptionalInt.empty() : OptionalInt.of(family + mode + level);
    }

    private int familyCost(H264Profile decoder) {
        if (stream.sameFamilyAs(decoder)) {
            return 0;
        }
        int distance = DECODERS.getOrDefault(stream.family(), List.of()).indexOf(decoder.family());
        return distance < 0 ? -1 : distance * OTHER_FAMILY;
    }

    /**
     * A decoder of mode 1 takes the single NAL units of mode 0 as well (RFC 6184, section 6.3). A camera that says nothing
     * mostly sends fragments, so mode 1 is then the safer one.
     */
    private int modeCost(H264Profile decoder) {
        int offered = decoder.packetizationMode();
        if (!modeIsSaid) {
            return offered == 1 ? 0 : offered == 0 ? OTHER_MODE : -1;
        }
        if (offered == stream.packetizationMode()) {
            return 0;
        }
        return stream.packetizationMode() == 0 && offered == 1 ? OTHER_MODE : -1;
    }

    /** A lower level than the camera's is fine where the levels of both directions may differ (RFC 6184, section 8.1). */
    private int levelCost(H264Profile decoder, Fmtp offered) {
        if (decoder.level() >= stream.level()) {
            return 0;
        }
        return offered.parameter("level-asymmetry-allowed").filter("1"::equals).isPresent() ? LOWER_LEVEL : -1;
    }
}
