package dev.sightline.sdp;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One codec that a camera sends.
 *
 * @param payloadType 0 to 127
 * @param name as in {@code a=rtpmap}: {@code H264/90000}
 * @param fmtp the text of {@code a=fmtp}, without payload type
 * @param feedback the messages that the camera understands (RFC 4585), such as {@code nack pli}
 */
public record CameraCodec(int payloadType, String name, Optional<String> fmtp, List<String> feedback) {
    /** What a camera needs to be asked for keyframes and told its bitrate. */
    public static final List<String> VIDEO_FEEDBACK = List.of("nack", "nack pli", "ccm fir", "goog-remb");

    /** Constrained Baseline in fragments: what every browser decodes. */
    public static final String H264_FMTP = "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f";

    private static final Map<String, String> KNOWN = Map.of(
            "h264", "H264/90000",
            "opus", "opus/48000/2",
            "pcmu", "PCMU/8000",
            "pcma", "PCMA/8000");

    /** @throws SdpException when the payload type is not 0 to 127, or a text is empty or would break a line */
    public CameraCodec {
        SdpText.requireRange("the payload type of " + SdpText.shown(name), payloadType, 0, 127);
        requireName(name);
        fmtp.ifPresent(text -> requireSaid("the fmtp of " + SdpText.shown(name), text));
        feedback = List.copyOf(feedback);
        feedback.forEach(message -> requireSaid("a feedback message of " + SdpText.shown(name), message));
    }

    /**
     * A codec by its bare name where it is well known (H264, opus, PCMU, PCMA; in any case), else as in {@code a=rtpmap}. H264
     * gets {@link #VIDEO_FEEDBACK}.
     *
     * @throws SdpException for an unknown bare name, or one that cannot stand in a line
     */
    public static CameraCodec of(String codec, int payloadType) {
        String name = KNOWN.getOrDefault(codec.toLowerCase(Locale.ROOT), codec);
        boolean video = name.toLowerCase(Locale.ROOT).startsWith("h264/");
        return new CameraCodec(payloadType, name, Optional.empty(), video ? VIDEO_FEEDBACK : List.of());
    }

    /** H264 with {@link #H264_FMTP} and {@link #VIDEO_FEEDBACK}. */
    public static CameraCodec h264(int payloadType) {
        return of("H264", payloadType).withFmtp(H264_FMTP);
    }

    /** The same with other parameters, as in {@code a=fmtp}: {@code packetization-mode=1}. */
    public CameraCodec withFmtp(String text) {
        return new CameraCodec(payloadType, name, Optional.of(text), feedback);
    }

    /** The same with other feedback messages: {@code nack pli}; none when the list is empty. */
    public CameraCodec withFeedback(List<String> messages) {
        return new CameraCodec(payloadType, name, fmtp, messages);
    }

    private static void requireName(String name) {
        List<String> parts = Fields.split(name, '/');
        boolean slashes = name.chars().filter(c -> c == '/').count() == parts.size() - 1;
        if (parts.size() < 2
                || parts.size() > 3
                || !slashes
                || Fields.small(parts.get(1), Integer.MAX_VALUE).isEmpty()) {
            throw new SdpException("the codec is '" + SdpText.shown(name)
                    + "'; H264, opus, PCMU, PCMA or a name with its clock rate was expected, as in H264/90000");
        }
        parts.forEach(part -> SdpText.requireToken("the codec '" + SdpText.shown(name) + "'", part));
    }

    private static void requireSaid(String what, String text) {
        SdpText.requireText(what, text);
        if (text.isBlank()) {
            throw new SdpException(what + " is empty; leave it out or say something");
        }
    }
}
