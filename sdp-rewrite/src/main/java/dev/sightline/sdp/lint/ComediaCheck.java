package dev.sightline.sdp.lint;

import dev.sightline.sdp.Comedia;
import dev.sightline.sdp.SdpLine;
import dev.sightline.sdp.SdpText;
import java.util.Optional;

/** What Kurento makes of {@code a=direction:} in a camera's offer. */
final class ComediaCheck implements Check {
    @Override
    public void look(Subject subject, Findings findings) {
        if (!subject.isCameraOffer() || !subject.isForKurento()) {
            return;
        }
        for (SdpLine line : subject.text().sessionLines()) {
            if (line.isAttribute("direction")) {
                findings.at(line, LintRule.COMEDIA_AT_SESSION_LEVEL, SdpText.shown(line.content()));
            }
        }
        Optional<Section> active = Optional.empty();
        for (Section section : subject.plainSections()) {
            if (section.media().comedia().filter(Comedia.BOTH::equals).isPresent()) {
                findings.at(section.lineOf("direction"), LintRule.COMEDIA_BOTH);
            }
            active = active.or(() -> section.isActive() ? Optional.of(section) : Optional.empty());
        }
        active.map(section -> section.lineOf("direction")).ifPresent(line -> learning(subject, line, findings));
    }

    /** Once for the whole offer, at the first section: it is the same for all. */
    private static void learning(Subject subject, SdpLine line, Findings findings) {
        if (subject.context().camera().rtcp() != RtcpHabit.SOON_AFTER_FIRST_RTP) {
            findings.at(line, LintRule.COMEDIA_NEEDS_RTCP);
        }
        findings.at(line, LintRule.COMEDIA_LATCHES_ONCE);
        findings.at(line, LintRule.COMEDIA_ADDRESS_FROM_RTCP);
    }
}
