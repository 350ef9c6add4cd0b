package dev.sightline.sdp.lint;

import dev.sightline.sdp.Candidate;
import dev.sightline.sdp.SdpLine;
import dev.sightline.sdp.SdpText;
import dev.sightline.sdp.rewrite.CandidateKind;
import java.util.Optional;

/** Candidates of an answer that its viewer cannot reach. */
final class CandidateCheck implements Check {
    @Override
    public void look(Subject subject, Findings findings) {
        if (!subject.isAnswer()) {
            return;
        }
        int all = 0;
        int reachable = 0;
        Optional<SdpLine> first = Optional.empty();
        for (Section section : subject.sections()) {
            for (SdpLine line : section.media().lines()) {
                Optional<Candidate> candidate =
                        line.isAttribute("candidate") ? line.view(Candidate.class) : Optional.empty();
                if (candidate.isPresent()) {
                    first = first.or(() -> Optional.of(line));
                    all++;
                    reachable +=
                            isReachable(candidate.get(), line, subject.context().viewerNetwork(), findings) ? 1 : 0;
                }
            }
        }
        if (all > 0 && reachable == 0) {
            findings.at(first.orElseThrow(), LintRule.NO_REACHABLE_CANDIDATE, all);
        }
    }

    private static boolean isReachable(Candidate candidate, SdpLine line, ViewerNetwork viewer, Findings findings) {
        String address = SdpText.shown(candidate.address());
        boolean near = viewer == ViewerNetwork.SAME_HOST || viewer == ViewerNetwork.SAME_NETWORK;
        if (CandidateKind.LOOPBACK.covers(candidate) && viewer != ViewerNetwork.SAME_HOST) {
            findings.at(line, LintRule.CANDIDATE_LOOPBACK, address);
            return false;
        }
        if (CandidateKind.LINK_LOCAL.covers(candidate) && !near) {
            findings.at(line, LintRule.CANDIDATE_LINK_LOCAL, address);
            return false;
        }
        if (CandidateKind.PRIVATE.covers(candidate) && viewer == ViewerNetwork.PUBLIC) {
            findings.at(line, LintRule.CANDIDATE_PRIVATE, address);
            return false;
        }
        if (candidate.isMdns() && !near) {
            findings.at(line, LintRule.CANDIDATE_MDNS, address);
            return viewer != ViewerNetwork.PUBLIC;
        }
        if (candidate.isTcp() && candidate.tcpType().filter("passive"::equals).isEmpty()) {
            findings.at(line, LintRule.CANDIDATE_TCP, address);
            return false;
        }
        return true;
    }
}
