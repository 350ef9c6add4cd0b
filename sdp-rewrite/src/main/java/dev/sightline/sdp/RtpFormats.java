package dev.sightline.sdp;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** What one section says about each payload type. Where a line is repeated the first one counts, as for media servers. */
final class RtpFormats {
    private static final String EVERY_PAYLOAD_TYPE = "*";

    private final Map<Integer, RtpMap> maps = new HashMap<>();
    private final Map<Integer, Fmtp> parameters = new HashMap<>();
    private final Map<Integer, List<String>> feedback = new HashMap<>();
    private final List<String> feedbackForAll = new ArrayList<>();

    RtpFormats(Attributes attributes) {
        for (String value : attributes.all("rtpmap")) {
            RtpMap.parse(value).ifPresent(map -> maps.putIfAbsent(map.payloadType(), map));
        }
        for (String value : attributes.all("fmtp")) {
            Fmtp.parse(value).ifPresent(fmtp -> parameters.putIfAbsent(fmtp.payloadType(), fmtp));
        }
        for (String value : attributes.all("rtcp-fb")) {
            addFeedback(Fields.first(value), Fields.afterFirst(value).strip());
        }
    }

    private void addFeedback(String payloadType, String message) {
        if (payloadType.equals(EVERY_PAYLOAD_TYPE)) {
            feedbackForAll.add(message);
            return;
        }
        OptionalInt number = Fields.payloadType(payloadType);
        if (number.isPresent()) {
            feedback.computeIfAbsent(number.getAsInt(), n -> new ArrayList<>()).add(message);
        }
    }

    Optional<RtpMap> map(int payloadType) {
        RtpMap map = maps.get(payloadType);
        return map == null ? RtpMap.ofStatic(payloadType) : Optional.of(map);
    }

    Optional<Fmtp> fmtp(int payloadType) {
        return Optional.ofNullable(parameters.get(payloadType));
    }

    List<String> feedback(int payloadType) {
        List<String> all = new ArrayList<>(feedback.getOrDefault(payloadType, List.of()));
        all.addAll(feedbackForAll);
        return List.copyOf(all);
    }
}
