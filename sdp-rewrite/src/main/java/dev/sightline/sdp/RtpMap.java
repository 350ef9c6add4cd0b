package dev.sightline.sdp;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a payload type carries: {@code a=rtpmap:payloadType encoding/clockRate[/parameters]} (RFC 8866, section 6.6).
 *
 * @param clockRate timestamp units per second, at least 1
 * @param parameters for audio the number of channels
 */
public record RtpMap(int payloadType, String encoding, int clockRate, Optional<String> parameters) {
    static Optional<RtpMap> parse(String value) {
        OptionalInt payloadType = Fields.payloadType(Fields.first(value));
        List<String> parts = Fields.split(Fields.afterFirst(value).strip(), '/');
        if (payloadType.isEmpty() || parts.size() < 2 || parts.size() > 3) {
            return Optional.empty();
        }
        OptionalInt clockRate = Fields.small(parts.get(1), Integer.MAX_VALUE);
        return clockRate.isEmpty() || clockRate.getAsInt() == 0
                ? Optional.empty()
                : Optional.of(new RtpMap(
                        payloadType.getAsInt(),
                        parts.get(0),
                        clockRate.getAsInt(),
                        parts.size() == 3 ? Optional.of(parts.get(2)) : Optional.empty()));
    }

    /** The payload types that need no {@code a=rtpmap} (RFC 3551, section 6) and that cameras and browsers share. */
    static Optional<RtpMap> ofStatic(int payloadType) {
        return switch (payloadType) {
            case 0 -> Optional.of(new RtpMap(0, "PCMU", 8000, Optional.empty()));
            case 8 -> Optional.of(new RtpMap(8, "PCMA", 8000, Optional.empty()));
            default -> Optional.empty();
        };
    }

    /** The same codec, whatever the payload types; encoding names have no case (RFC 4855, section 3). */
    public boolean sameCodecAs(RtpMap other) {
        return encoding.equalsIgnoreCase(other.encoding)
                && clockRate == other.clockRate
                && parameters.orElse("1").equals(other.parameters.orElse("1"));
    }

    /** As in the attribute, without the payload type: {@code H264/90000}. */
    public String name() {
        return encoding + "/" + clockRate + parameters.map(p -> "/" + p).orElse("");
    }
}
