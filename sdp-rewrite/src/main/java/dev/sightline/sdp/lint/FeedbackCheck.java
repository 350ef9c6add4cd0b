package dev.sightline.sdp.lint;

import dev.sightline.sdp.Direction;
import dev.sightline.sdp.MediaDescription;
import dev.sightline.sdp.SdpLine;
import dev.sightline.sdp.SdpText;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Whether the media server will send the feedback that a camera's video needs. */
final class FeedbackCheck implements Check {
    private static final String REMB = "goog-remb";
    private static final String FEEDBACK = "rtcp-fb";

    @Override
    public void look(Subject subject, Findings findings) {
        if (!subject.isCameraOffer()) {
            return;
        }
        for (Section section : subject.plainSections()) {
            MediaDescription media = section.media();
            if (!media.protocol().endsWith("F")) {
                profile(media, findings);
            } else if (media.type().equals("video") && sends(media)) {
                remb(subject, media, findings);
                keyframes(media, findings);
            }
        }
        if (subject.isForKurento()) {
            several(subject, findings);
        }
    }

    static boolean sends(MediaDescription media) {
        return media.direction() == Direction.SENDONLY || media.direction() == Direction.SENDRECV;
    }

    private static void profile(MediaDescription media, Findings findings) {
        if (media.has(FEEDBACK)) {
            findings.at(media.line(), LintRule.AVP_WITH_FEEDBACK, SdpText.shown(media.protocol()));
        } else if (media.type().equals("video")) {
            findings.at(media.line(), LintRule.AVP_WITHOUT_FEEDBACK, SdpText.shown(media.protocol()));
        }
    }

    private static void remb(Subject subject, MediaDescription media, Findings findings) {
        Optional<LintRule> amiss = rembAmiss(media, subject.context().server());
        if (amiss.isEmpty()) {
            if (subject.isForKurento() && media.ssrcs().isEmpty()) {
                findings.at(media.line(), LintRule.REMB_WITHOUT_SSRC);
            }
            return;
        }
        SdpLine line = rembLine(media).orElseGet(media::line);
        findings.at(
                line,
                amiss.get(),
                media.formats().isEmpty() ? "" : SdpText.shown(media.formats().get(0)));
    }

    /** Why no REMB would be sent; empty when it is asked for as the media server reads it. */
    static Optional<LintRule> rembAmiss(MediaDescription media, MediaServer server) {
        List<Integer> payloadTypes = media.payloadTypes();
        if (payloadTypes.isEmpty() || rembLine(media).isEmpty()) {
            return Optional.of(LintRule.REMB_MISSING);
        }
        int first = payloadTypes.get(0);
        if (server == MediaServer.EMBEDDED) {
            return media.feedback(first).contains(REMB) ? Optional.empty() : Optional.of(LintRule.REMB_NOT_FIRST);
        }
        boolean inexact = false;
        boolean wildcard = false;
        for (String value : media.attributes(FEEDBACK)) {
            if (value.equals(first + " " + REMB)) {
                return Optional.empty();
            }
            wildcard |= value.startsWith("*") && asksForRemb(value);
            inexact |= value.startsWith(first + " ") && asksForRemb(value);
        }
        return Optional.of(
                inexact ? LintRule.REMB_INEXACT : wildcard ? LintRule.REMB_WILDCARD : LintRule.REMB_NOT_FIRST);
    }

    private static Optional<SdpLine> rembLine(MediaDescription media) {
        return media.lines().stream()
                .filter(line -> line.isAttribute(FEEDBACK) && asksForRemb(line.attributeValue()))
                .findFirst();
    }

    private static boolean asksForRemb(String value) {
        return value.toLowerCase(Locale.ROOT).contains(REMB);
    }

    private static void keyframes(MediaDescription media, Findings findings) {
        List<String> messages = media.payloadTypes().isEmpty()
                ? List.of()
                : media.feedback(media.payloadTypes().get(0));
        if (!messages.contains("nack pli") && !messages.contains("ccm fir")) {
            findings.at(media.line(), LintRule.KEYFRAME_REQUESTS_MISSING);
        }
    }

    private static void several(Subject subject, Findings findings) {
        subject.plainSections().stream()
                .map(Section::media)
                .filter(media -> media.protocol().endsWith("F")
                        && rembAmiss(media, MediaServer.KURENTO).isEmpty())
                .skip(1)
                .forEach(media -> findings.at(media.line(), LintRule.REMB_IN_ONE_SECTION));
    }
}
