package dev.sightline.sdp.rewrite;

import dev.sightline.sdp.MediaDescription;
import dev.sightline.sdp.RtcpFeedback;
import dev.sightline.sdp.RtpMap;
import dev.sightline.sdp.SdpException;
import dev.sightline.sdp.SdpLine;
import dev.sightline.sdp.SdpText;
import dev.sightline.sdp.SessionDescription;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Adds feedback messages to every codec of each section of {@code type}, and takes others away ({@code a=rtcp-fb}, RFC 4585,
 * section 4.2). Each payload type gets a line of its own even where {@code *} says the same, since media servers look for
 * that line only. Formats that only serve others get none. The profile of the {@code m=} line is left as it is.
 *
 * @param added messages such as {@code nack pli} or {@code goog-remb}
 * @param removed the same, for payload types and for {@code *}
 */
public record Feedback(String type, List<String> added, List<String> removed) implements RewriteRule {
    /** @throws SdpException when a message is blank, has spaces around it, or would break a line */
    public Feedback {
        SdpText.requireToken("the media type", type);
        added = List.copyOf(added);
        removed = List.copyOf(removed);
        added.forEach(Feedback::check);
        removed.forEach(Feedback::check);
    }

    private static void check(String message) {
        SdpText.requireText("a feedback message", message);
        if (message.isBlank() || !message.equals(message.strip())) {
            throw new SdpException("a feedback message is '" + SdpText.shown(message)
                    + "'; words without spaces around them were expected, as in nack pli");
        }
    }

    @Override
    public String name() {
        return "feedback";
    }

    @Override
    public Rewriting apply(SessionDescription in) {
        LineEdits edits = new LineEdits(in, this);
        for (MediaDescription section : in.media()) {
            if (section.type().equals(type)) {
                apply(section, edits);
            }
        }
        return edits.done();
    }

    @Override
    public String whyUnused(SessionDescription in) {
        if (added.isEmpty() && removed.isEmpty()) {
            return "no message is named";
        }
        String adds =
                added.isEmpty() ? "" : "every codec of m=" + type + " has " + Sought.list(added.stream()) + " already";
        String drops = removed.isEmpty() ? "" : "no codec of m=" + type + " has " + Sought.list(removed.stream());
        return Sought.in(
                in,
                type,
                section -> added.isEmpty() || !section.rtpMaps().isEmpty(),
                "m=" + type + " has no codec that is known",
                adds + (adds.isEmpty() || drops.isEmpty() ? "" : ", and ") + drops);
    }

    private void apply(MediaDescription section, LineEdits edits) {
        Map<Integer, SdpLine> last = new HashMap<>();
        Map<Integer, Set<String>> said = new HashMap<>();
        Set<String> gone = Set.copyOf(removed);
        for (SdpLine line : section.lines()) {
            OptionalInt payloadType = line.payloadType();
            if (payloadType.isPresent()) {
                last.put(payloadType.getAsInt(), line);
            }
            if (line.isAttribute("rtcp-fb")) {
                line.view(RtcpFeedback.class).ifPresent(feedback -> {
                    if (gone.contains(feedback.message())) {
                        edits.remove(line, "this feedback is not wanted");
                    } else if (feedback.payloadType().isPresent()) {
                        said.computeIfAbsent(feedback.payloadType().getAsInt(), n -> new HashSet<>())
                                .add(feedback.message());
                    }
                });
            }
        }
        for (RtpMap map : section.rtpMaps()) {
            SdpLine before = last.getOrDefault(map.payloadType(), SectionEdits.lastWritten(section.lines()));
            for (String message : Partners.isOne(map) ? List.<String>of() : added) {
                if (said.computeIfAbsent(map.payloadType(), n -> new HashSet<>())
                        .add(message)) {
                    edits.insertAfter(
                            before,
                            new RtcpFeedback(OptionalInt.of(map.payloadType()), message).toLine(),
                            "this feedback is understood");
                }
            }
        }
    }
}
