package dev.sightline.sdp;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The {@code a=rtcp-fb} lines of one section by payload type. */
final class FeedbackMessages {
    private final Map<Integer, List<String>> byPayloadType = new HashMap<>();
    private final List<String> forAll = new ArrayList<>();

    FeedbackMessages(List<SdpLine> lines) {
        for (SdpLine line : lines) {
            if (line.isAttribute("rtcp-fb")) {
                line.read(RtcpFeedback::read).ifPresent(this::add);
            }
        }
    }

    private void add(RtcpFeedback feedback) {
        if (feedback.payloadType().isPresent()) {
            byPayloadType
                    .computeIfAbsent(feedback.payloadType().getAsInt(), n -> new ArrayList<>())
                    .add(feedback.message());
        } else {
            forAll.add(feedback.message());
        }
    }

    /** The messages for that payload type, then those for every one. */
    List<String> of(int payloadType) {
        List<String> all = new ArrayList<>(byPayloadType.getOrDefault(payloadType, List.of()));
        all.addAll(forAll);
        return List.copyOf(all);
    }
}
