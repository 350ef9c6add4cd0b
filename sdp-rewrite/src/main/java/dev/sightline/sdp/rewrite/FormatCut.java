package dev.sightline.sdp.rewrite;

import dev.sightline.sdp.MediaDescription;
import dev.sightline.sdp.RtpMap;
import dev.sightline.sdp.SdpLine;
import dev.sightline.sdp.Ssrc;
import dev.sightline.sdp.SsrcGroup;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;

/** Leaves a section with some of its formats: its {@code m=} line, and every line that speaks of one that goes. */
final class FormatCut {
    private final MediaDescription section;
    private final LineEdits edits;

    FormatCut(MediaDescription section, LineEdits edits) {
        this.section = section;
        this.edits = edits;
    }

    /** Puts the formats into the {@code m=} line in this order; no other line is touched. */
    void order(List<Integer> payloadTypes, String reason) {
        List<String> fields = new ArrayList<>();
        String line = section.line().value().strip();
        int from = 0;
        for (int field = 0; field < 3; field++) {
            int space = line.indexOf(' ', from);
            fields.add(line.substring(from, space));
            from = space;
            while (line.charAt(from) == ' ') {
                from++;
            }
        }
        StringBuilder changed = new StringBuilder("m=").append(String.join(" ", fields));
        payloadTypes.forEach(payloadType -> changed.append(' ').append(payloadType));
        edits.replace(section.line(), changed.toString(), reason);
    }

    /** @param kept in order of preference, at least one */
    void keep(List<Integer> kept, String formatReason, String lineReason) {
        order(kept, formatReason);
        boolean[] keep = new boolean[128];
        kept.forEach(payloadType -> keep[payloadType] = true);
        boolean grouped = false;
        for (SdpLine line : section.lines()) {
            OptionalInt payloadType = line.payloadType();
            if (payloadType.isPresent() && !keep[payloadType.getAsInt()]) {
                edits.remove(line, lineReason);
            }
            grouped |= line.isAttribute("ssrc-group");
        }
        if (grouped) {
            List<RtpMap> left = section.rtpMaps().stream()
                    .filter(map -> keep[map.payloadType()])
                    .toList();
            dropSources("FID", left, Partners::isRetransmission);
            dropSources("FEC-FR", left, Partners::isCorrection);
        }
    }

    /** Where no format is left that the second source of a group would send, the group and that source go. */
    private void dropSources(String semantics, List<RtpMap> left, Predicate<RtpMap> sends) {
        if (left.stream().anyMatch(sends)) {
            return;
        }
        Set<Long> repairing = new HashSet<>();
        for (SdpLine line : section.lines()) {
            if (line.isAttribute("ssrc-group")) {
                line.view(SsrcGroup.class)
                        .filter(group -> group.semantics().equals(semantics))
                        .ifPresent(group -> {
                            repairing.addAll(
                                    group.ssrcs().subList(1, group.ssrcs().size()));
                            edits.remove(line, "a group of sources of which one does not send any more");
                        });
            }
        }
        if (!repairing.isEmpty()) {
            for (SdpLine line : section.lines()) {
                if (line.isAttribute("ssrc")
                        && line.view(Ssrc.class)
                                .filter(ssrc -> repairing.contains(ssrc.ssrc()))
                                .isPresent()) {
                    edits.remove(line, "a source that does not send any more");
                }
            }
        }
    }
}
