package dev.sightline.sdp;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What one section says about each payload type, found in one pass. Where a line is repeated the first one that is
 * well-formed counts, as for media servers. What few callers ask for is read when they ask.
 */
final class RtpFormats {
    private static final int PAYLOAD_TYPES = 128;

    private final List<SdpLine> lines;
    private final @Nullable RtpMap[] maps = new @Nullable RtpMap[PAYLOAD_TYPES];
    private final @Nullable SdpLine[] parameters = new @Nullable SdpLine[PAYLOAD_TYPES];

    private @Nullable FeedbackMessages feedback;

    RtpFormats(List<SdpLine> lines) {
        this.lines = lines;
        for (int i = 0; i < lines.size(); i++) {
            add(lines.get(i));
        }
    }

    private void add(SdpLine line) {
        if (line.isAttribute("rtpmap")) {
            OptionalInt payloadType = line.payloadType();
            if (payloadType.isPresent() && maps[payloadType.getAsInt()] == null) {
                line.read(RtpMap::read).ifPresent(map -> maps[map.payloadType()] = map);
            }
        } else if (line.isAttribute("fmtp")) {
            OptionalInt payloadType = line.payloadType();
            if (payloadType.isPresent() && parameters[payloadType.getAsInt()] == null) {
                parameters[payloadType.getAsInt()] = line;
            }
        }
    }

    Optional<RtpMap> map(int payloadType) {
        if (payloadType < 0 || payloadType >= PAYLOAD_TYPES) {
            return Optional.empty();
        }
        RtpMap map = maps[payloadType];
        return map == null ? RtpMap.ofStatic(payloadType) : Optional.of(map);
    }

    Optional<Fmtp> fmtp(int payloadType) {
        if (payloadType < 0 || payloadType >= PAYLOAD_TYPES) {
            return Optional.empty();
        }
        return Optional.ofNullable(parameters[payloadType]).flatMap(line -> line.read(Fmtp::read));
    }

    List<String> feedback(int payloadType) {
        FeedbackMessages known = feedback;
        if (known == null) {
            known = new FeedbackMessages(lines);
            feedback = known;
        }
        return known.of(payloadType);
    }
}
