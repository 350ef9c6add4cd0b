package dev.sightline.sdp;

import java.util.HexFormat;
import java.util.Optional;

/**
 * What an H.264 stream needs from its decoder: {@code profile-level-id} and {@code packetization-mode} (RFC 6184, section
 * 8.1).
 *
 * @param profileIdc the profile's number: 66 Baseline, 77 Main, 88 Extended, 100 High, 244 High 4:4:4 Predictive
 * @param profileIop constraint flags, {@code constraint_set0_flag} in the highest bit
 * @param levelIdc ten times the level: 31 is level 3.1
 * @param packetizationMode 0 single NAL units, 1 fragments and aggregates, 2 interleaved
 */
public record H264Profile(int profileIdc, int profileIop, int levelIdc, int packetizationMode) {
    /** What is meant when {@code profile-level-id} is not said: Baseline at level 1. */
    private static final String DEFAULT_PROFILE = "42000a";

    private static final int SPS = 7;

    /** Tools that a decoder knows, in classes that are equal whatever {@code profile_idc} they are written with. */
    enum Family {
        CONSTRAINED_BASELINE,
        BASELINE,
        EXTENDED,
        MAIN,
        CONSTRAINED_HIGH,
        HIGH,
        HIGH_444_PREDICTIVE,
        OTHER
    }

    /**
     * What a stream really is, from its sequence parameter set (H.264, section 7.3.2.1.1).
     *
     * @param sps the NAL unit with its header byte, without start code
     * @throws SdpException when it is no sequence parameter set
     */
    public static H264Profile ofSps(byte[] sps, int packetizationMode) {
        if (sps.length < 4 || (sps[0] & 0x1f) != SPS) {
            throw new SdpException("the sequence parameter set has " + sps.length + " bytes and begins with "
                    + HexFormat.of().formatHex(sps, 0, Math.min(4, sps.length))
                    + "; a NAL unit of type 7 was expected, as in 67 42 e0 1f …");
        }
        return new H264Profile(sps[1] & 0xff, sps[2] & 0xff, sps[3] & 0xff, packetizationMode);
    }

    /** Empty when {@code profile-level-id} is not six hexadecimal digits or the mode is not 0 to 2. */
    public static Optional<H264Profile> of(Fmtp fmtp) {
        String profile = fmtp.parameter("profile-level-id").orElse(DEFAULT_PROFILE);
        int mode = mode(fmtp);
        if (profile.length() != 6 || !isHexadecimal(profile) || mode < 0) {
            return Optional.empty();
        }
        int number = Integer.parseInt(profile, 16);
        return Optional.of(new H264Profile(number >> 16, number >> 8 & 0xff, number & 0xff, mode));
    }

    /** {@code profile-level-id} as it is written: {@code 42e01f}. */
    public String profileLevelId() {
        return String.format("%02x%02x%02x", profileIdc, profileIop, levelIdc);
    }

    /** The same profile (RFC 6184, table 5) and packetization mode; the level may differ. */
    public boolean sameProfileAs(H264Profile other) {
        return packetizationMode == other.packetizationMode && sameFamilyAs(other);
    }

    /** Whether the profile has B slices: not with Baseline and Constrained High (H.264, annex A.2). */
    public boolean mayHoldBFrames() {
        return switch (family()) {
            case CONSTRAINED_BASELINE, BASELINE, CONSTRAINED_HIGH -> false;
            case EXTENDED, MAIN, HIGH, HIGH_444_PREDICTIVE, OTHER -> true;
        };
    }

    boolean sameFamilyAs(H264Profile other) {
        return family() == Family.OTHER
                ? profileIdc == other.profileIdc && profileIop == other.profileIop
                : family() == other.family();
    }

    /** RFC 6184, table 5: the combinations of {@code profile_idc} and {@code profile-iop} that mean the same. */
    Family family() {
        return switch (profileIdc) {
            case 0x42 -> isSet(1) ? Family.CONSTRAINED_BASELINE : Family.BASELINE;
            case 0x4d -> isSet(0) ? Family.CONSTRAINED_BASELINE : Family.MAIN;
            case 0x58 -> isSet(0) ? (isSet(1) ? Family.CONSTRAINED_BASELINE : Family.BASELINE) : Family.EXTENDED;
            case 0x64 -> isSet(4) && isSet(5) ? Family.CONSTRAINED_HIGH : Family.HIGH;
            case 0xf4 -> Family.HIGH_444_PREDICTIVE;
            default -> Family.OTHER;
        };
    }

    /**
     * The level in an order that compares: level 1b, written as 11 with {@code constraint_set3_flag} below High, stands
     * between 1 (10) and 1.1 (11).
     */
    double level() {
        boolean level1b = levelIdc == 9 || (levelIdc == 11 && isSet(3) && profileIdc < 0x64);
        return level1b ? 10.5 : levelIdc;
    }

    /** 0 when it is not said; -1 when what is said is no mode. */
    private static int mode(Fmtp fmtp) {
        if (fmtp.says("packetization-mode", "1")) {
            return 1;
        }
        return Fields.small(fmtp.parameter("packetization-mode").orElse("0"), 2).orElse(-1);
    }

    private static boolean isHexadecimal(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!HexFormat.isHexDigit(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private boolean isSet(int constraint) {
        return (profileIop & 0x80 >> constraint) != 0;
    }
}
