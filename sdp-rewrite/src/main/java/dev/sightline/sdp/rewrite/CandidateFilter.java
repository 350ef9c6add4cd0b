package dev.sightline.sdp.rewrite;

import dev.sightline.sdp.Candidate;
import dev.sightline.sdp.MediaDescription;
import dev.sightline.sdp.SdpLine;
import dev.sightline.sdp.SessionDescription;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Takes candidates of some kinds away. A candidate that is not understood stays. */
public record CandidateFilter(Set<CandidateKind> kinds) implements RewriteRule {
    /** The set is copied. */
    public CandidateFilter {
        kinds = Set.copyOf(kinds);
    }

    @Override
    public String name() {
        return "candidate-filter";
    }

    @Override
    public Rewriting apply(SessionDescription in) {
        LineEdits edits = new LineEdits(in, this);
        filter(in.sessionLines(), false, edits);
        for (MediaDescription section : in.media()) {
            filter(section.lines(), section.rtcpMux(), edits);
        }
        return edits.done();
    }

    @Override
    public String whyUnused(SessionDescription in) {
        long candidates = in.lines().stream()
                .filter(line -> line.isAttribute("candidate"))
                .count();
        return "no candidate is "
                + Arrays.stream(CandidateKind.values())
                        .filter(kinds::contains)
                        .map(CandidateKind::word)
                        .collect(Collectors.joining(" or "))
                + "; there " + (candidates == 1 ? "is 1" : "are " + candidates);
    }

    private void filter(List<SdpLine> lines, boolean rtcpMux, LineEdits edits) {
        for (SdpLine line : lines) {
            if (line.isAttribute("candidate")) {
                line.view(Candidate.class)
                        .flatMap(candidate -> unwanted(candidate, rtcpMux))
                        .ifPresent(kind -> edits.remove(line, kind.reason()));
            }
        }
    }

    private Optional<CandidateKind> unwanted(Candidate candidate, boolean rtcpMux) {
        for (CandidateKind kind : CandidateKind.values()) {
            if (kinds.contains(kind) && kind.covers(candidate, rtcpMux)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }
}
