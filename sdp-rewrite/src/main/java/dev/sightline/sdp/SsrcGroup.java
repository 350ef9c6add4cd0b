package dev.sightline.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Sources that belong together: {@code a=ssrc-group:semantics ssrc …} (RFC 5576, section 4.2).
 *
 * @param semantics {@code FID}: a stream and its retransmissions; {@code FEC-FR}: a stream and its repair (RFC 5956);
 *     {@code SIM}: the streams of a simulcast
 * @param ssrcs the protected stream first
 */
public record SsrcGroup(String semantics, List<Long> ssrcs) implements SdpValue {
    /** The list is copied. */
    public SsrcGroup {
        ssrcs = List.copyOf(ssrcs);
    }

    static SsrcGroup read(ValueReader in) throws MalformedLine {
        String semantics = in.token("what the group means was expected, as in a=ssrc-group:FID 1 2");
        List<Long> ssrcs = new ArrayList<>();
        do {
            ssrcs.add(in.ssrc());
        } while (!in.atEnd());
        return new SsrcGroup(semantics, ssrcs);
    }

    @Override
    public String toLine() {
        return "a=ssrc-group:" + semantics + " "
                + ssrcs.stream().map(String::valueOf).collect(Collectors.joining(" "));
    }
}
