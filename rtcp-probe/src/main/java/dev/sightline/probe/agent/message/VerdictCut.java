package dev.sightline.probe.agent.message;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Makes a verdict short enough for a line. What says least goes first; verdict, reason and cure stay, and, as long as there is
 * room, those of each stream: one that is served keeps the gateway from mending another.
 */
final class VerdictCut {
    private static final int MAX_ITEMS = 8;
    private static final int MAX_TEXT = 500;
    /** The components of an evidence that speak of RTP. */
    private static final List<String> RTP = List.of("rtpPackets", "rtpInterfaces", "firstRtp", "lastRtp");

    private VerdictCut() {}

    /** Changes {@code message}, as little as is needed; {@code noEvidence} stands in where all of the evidence has to go. */
    static ObjectNode of(ObjectNode message, JsonNode noEvidence, Predicate<String> fits) {
        withRtpOfStreamsAlone(message, noEvidence);
        if (!fits.test(message.toString())) {
            withoutEvidenceOnStreams(message, noEvidence);
        }
        if (!fits.test(message.toString())) {
            shorten(message.path("evidence"));
        }
        if (!fits.test(message.toString())) {
            message.putArray("streams");
            shorten(message);
        }
        if (!fits.test(message.toString())) {
            message.set("evidence", noEvidence);
        }
        return message;
    }

    /** Whether a stream's RTP comes tells, beside what the media server says, that this host drops it. */
    private static void withRtpOfStreamsAlone(ObjectNode message, JsonNode noEvidence) {
        message.path("streams").forEach(stream -> {
            if (stream instanceof ObjectNode fields && noEvidence.deepCopy() instanceof ObjectNode rtp) {
                RTP.forEach(name -> rtp.set(name, fields.path("evidence").path(name)));
                fields.set("evidence", rtp);
            }
        });
    }

    /** What was found of each stream stays. */
    static void withoutEvidenceOnStreams(ObjectNode message, JsonNode noEvidence) {
        message.path("streams").forEach(stream -> {
            if (stream instanceof ObjectNode fields) {
                fields.set("evidence", noEvidence);
            }
        });
    }

    /** The first items of each list, the beginning of each text. */
    private static void shorten(JsonNode node) {
        if (node instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> field : List.copyOf(object.properties())) {
                if (field.getValue() instanceof TextNode text
                        && text.textValue().length() > MAX_TEXT) {
                    object.put(field.getKey(), text.textValue().substring(0, MAX_TEXT) + "…");
                }
            }
        } else if (node instanceof ArrayNode array) {
            while (array.size() > MAX_ITEMS) {
                array.remove(array.size() - 1);
            }
        }
        node.forEach(VerdictCut::shorten);
    }
}
