package dev.sightline.sdp;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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

    /** The payload types that need no {@code a=rtpmap} (RFC 3551, section 6). */
    private static final Map<Integer, RtpMap> STATIC = Stream.of(
                    of(0, "PCMU", 8000),
                    of(3, "GSM", 8000),
                    of(4, "G723", 8000),
                    of(5, "DVI4", 8000),
                    of(6, "DVI4", 16000),
                    of(7, "LPC", 8000),
                    of(8, "PCMA", 8000),
                    of(9, "G722", 8000),
                    new RtpMap(10, "L16", 44100, Optional.of("2")),
                    of(11, "L16", 44100),
                    of(12, "QCELP", 8000),
                    of(13, "CN", 8000),
                    of(14, "MPA", 90000),
                    of(15, "G728", 8000),
                    of(16, "DVI4", 11025),
                    of(17, "DVI4", 22050),
                    of(18, "G729", 8000),
                    of(25, "CelB", 90000),
                    of(26, "JPEG", 90000),
                    of(28, "nv", 90000),
                    of(31, "H261", 90000),
                    of(32, "MPV", 90000),
                    of(33, "MP2T", 90000),
                    of(34, "H263", 90000))
            .collect(Collectors.toUnmodifiableMap(RtpMap::payloadType, map -> map));

    private static final String EXPECTED =
            "a codec's name, '/' and its clock rate were expected, as in a=rtpmap:103 H264/90000";

    private static RtpMap of(int payloadType, String encoding, int clockRate) {
        return new RtpMap(payloadType, encoding, clockRate, Optional.empty());
    }

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

    /** Null for a payload type that needs an {@code a=rtpmap}. */
    static @Nullable RtpMap ofStatic(int payloadType) {
        return STATIC.get(payloadType);
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
