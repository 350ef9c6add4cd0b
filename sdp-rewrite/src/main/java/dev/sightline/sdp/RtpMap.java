package dev.sightline.sdp;

import java.util.List;
import java.util.Optional;

/**
 * What a payload type carries: {@code a=rtpmap:payloadType encoding/clockRate[/parameters]} (RFC 8866, section 6.6).
 *
 * @param clockRate timestamp units per second, at least 1
 * @param parameters for audio the number of channels
 */
public record RtpMap(int payloadType, String encoding, int clockRate, Optional<String> parameters) implements SdpValue {
    /** What nearly every description holds, so that it is not copied out of each. */
    private static final List<String> KNOWN = List.of(
            "H264",
            "rtx",
            "VP8",
            "VP9",
            "AV1",
            "H265",
            "opus",
            "PCMU",
            "PCMA",
            "red",
            "ulpfec",
            "flexfec-03",
            "G722",
            "CN",
            "telephone-event");

    private static final String EXPECTED =
            "a codec's name, '/' and its clock rate were expected, as in a=rtpmap:103 H264/90000";

    static RtpMap read(ValueReader in) throws MalformedLine {
        int payloadType = in.payloadType();
        String encoding = in.before('/', KNOWN, EXPECTED);
        int column = in.column();
        long clockRate = in.digits(Integer.MAX_VALUE, EXPECTED);
        if (clockRate == 0) {
            throw new MalformedLine(column, EXPECTED);
        }
        Optional<String> parameters = in.skips('/') ? Optional.of(in.word(EXPECTED)) : Optional.empty();
        in.skipSpaces();
        in.finish("nothing more was expected after the clock rate and '/' with the channels");
        return new RtpMap(payloadType, encoding, (int) clockRate, parameters);
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

    @Override
    public String toLine() {
        return "a=rtpmap:" + payloadType + " " + name();
    }
}
