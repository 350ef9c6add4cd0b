package dev.sightline.sdp;

import java.util.OptionalInt;

/**
 * A feedback message that is understood: {@code a=rtcp-fb:payloadType message} (RFC 4585, section 4.2).
 *
 * @param payloadType empty for {@code *}, every one of the section
 * @param message {@code nack}, {@code nack pli}, {@code ccm fir}, {@code goog-remb}, {@code transport-cc} …
 */
public record RtcpFeedback(OptionalInt payloadType, String message) implements SdpValue {
    static RtcpFeedback read(ValueReader in) throws MalformedLine {
        OptionalInt payloadType = OptionalInt.empty();
        if (in.sees('*')) {
            in.literal("*", "a payload type or * was expected, as in a=rtcp-fb:* nack pli");
        } else {
            payloadType = OptionalInt.of(
                    (int) in.number(127, "a payload type or * was expected, as in a=rtcp-fb:103 nack pli"));
        }
        if (in.atEnd()) {
            throw in.malformed("a feedback message was expected, as in a=rtcp-fb:103 nack pli");
        }
        return new RtcpFeedback(payloadType, in.rest());
    }

    @Override
    public String toLine() {
        return "a=rtcp-fb:" + (payloadType.isPresent() ? payloadType.getAsInt() : "*") + " " + message;
    }
}
