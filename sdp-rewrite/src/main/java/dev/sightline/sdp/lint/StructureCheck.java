package dev.sightline.sdp.lint;

import dev.sightline.sdp.Direction;
import dev.sightline.sdp.Group;
import dev.sightline.sdp.MediaDescription;
import dev.sightline.sdp.SdpLine;
import dev.sightline.sdp.SdpText;
import java.util.HashSet;
import java.util.Set;

/** Sections: whether they carry media, which way, under which name, and with what DTLS needs. */
final class StructureCheck implements Check {
    @Override
    public void look(Subject subject, Findings findings) {
        Set<String> mids = new HashSet<>();
        for (Section section : subject.sections()) {
            section.media()
                    .mid()
                    .filter(mid -> !mids.add(mid))
                    .ifPresent(mid -> findings.at(section.lineOf("mid"), LintRule.DUPLICATE_MID, SdpText.shown(mid)));
            refused(subject, section, findings);
            if (section.isLive()) {
                direction(subject, section, findings);
            }
            if (!section.isRefused()
                    && !section.isBundleOnly()
                    && section.media().protocol().contains("TLS/")) {
                dtls(section.media(), findings);
            }
        }
        bundles(subject, mids, findings);
        if (subject.sections().stream().noneMatch(Section::isLive)) {
            findings.whole(LintRule.NO_MEDIA);
        }
    }

    /** In an answer it is the pair's matter. */
    private static void refused(Subject subject, Section section, Findings findings) {
        if (section.isRefused() && section.isRtp() && !subject.isAnswer()) {
            findings.at(
                    section.media().line(),
                    LintRule.PORT_ZERO,
                    SdpText.shown(section.media().type()));
        }
    }

    private static void direction(Subject subject, Section section, Findings findings) {
        MediaDescription media = section.media();
        Direction direction = media.direction();
        if (!media.type().equals("video") || subject.isAnswer()) {
            return;
        }
        Direction opposite = subject.isCameraOffer() ? Direction.RECVONLY : Direction.SENDONLY;
        if (direction == opposite || direction == Direction.INACTIVE) {
            findings.at(
                    section.lineOf(direction.attribute()),
                    LintRule.WRONG_DIRECTION,
                    direction.attribute(),
                    subject.isCameraOffer() ? "the camera sends no video" : "the viewer gets no video");
        }
    }

    private static void dtls(MediaDescription media, Findings findings) {
        if (media.fingerprint().isEmpty()) {
            findings.at(media.line(), LintRule.DTLS_INCOMPLETE, "well-formed a=fingerprint");
        } else if (media.setup().isEmpty()) {
            findings.at(media.line(), LintRule.DTLS_INCOMPLETE, "a=setup");
        } else if (media.iceUfrag().isEmpty() || media.icePwd().isEmpty()) {
            findings.at(media.line(), LintRule.DTLS_INCOMPLETE, "a=ice-ufrag with its a=ice-pwd");
        }
    }

    private static void bundles(Subject subject, Set<String> mids, Findings findings) {
        for (SdpLine line : subject.text().sessionLines()) {
            line.view(Group.class)
                    .filter(group -> group.semantics().equals("BUNDLE"))
                    .flatMap(group -> group.mids().stream()
                            .filter(mid -> !mids.contains(mid))
                            .findFirst())
                    .ifPresent(mid -> findings.at(line, LintRule.BUNDLE_ABSENT_MID, SdpText.shown(mid)));
        }
    }
}
