package dev.sightline.sdp.rewrite;

import dev.sightline.sdp.MediaDescription;
import dev.sightline.sdp.RtpMap;
import dev.sightline.sdp.SdpLine;
import dev.sightline.sdp.Ssrc;
import dev.sightline.sdp.SsrcGroup;
import java.util.HashSet;
import java.util.List;
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
        String line = section.line().content();
        int end = 2;
        for (int field = 0; field < 3; field++) {
            while (line.charAt(end) == ' ') {
                end++;
            }
            end = line.indexOf(' ', end);
        }
        StringBuilder changed = new StringBuilder(line.length()).append(line, 0, end);
        payloadTypes.forEach(payloadType -> changed.append(' ').append(payloadType));
        edits.replace(section.line(), changed.toString(), reason);
    }

    /** @param kept in order of preference, at least one */
    void keep(List<Integer> kept, String formatReason, String lineReason) {
        order(kept, formatReason);
        boolean[] keep = new boolean[128];
        kept.forEach(payloadType -> keep[payloadType] = true);
        int first = section.line().number();
        int count = section.lines().size();
        for (int place = 0; place < count; place++) {
            int payloadType = section.payloadTypeAt(place);
            if (payloadType >= 0 && !keep[payloadType]) {
                edits.remove(first + place, lineReason);
            }
        }
        if (!section.rids().isEmpty()) {
            new RidCut(section, edits, keep).cut();
        }
        if (!section.ssrcGroups().isEmpty()) {
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
