package dev.sightline.sdp.lint;

import dev.sightline.sdp.Comedia;
import dev.sightline.sdp.Direction;
import dev.sightline.sdp.MediaDescription;
import dev.sightline.sdp.SdpText;
import dev.sightline.sdp.Setup;
import java.util.List;
import java.util.Optional;

/** What an offer and its answer make of one another. Every finding stands at the answer's line. */
final class NegotiationCheck {
    private final Subject offer;
    private final Subject answer;
    private final Findings findings;

    NegotiationCheck(Subject offer, Subject answer, Findings findings) {
        this.offer = offer;
        this.answer = answer;
        this.findings = findings;
    }

    void look() {
        List<Section> offered = offer.sections();
        List<Section> answered = answer.sections();
        if (offered.size() != answered.size()) {
            findings.whole(
                    LintRule.SECTIONS_DIFFER,
                    "the offer has " + offered.size() + " m= lines, the answer " + answered.size());
        }
        for (int i = 0; i < Math.min(offered.size(), answered.size()); i++) {
            pair(offered.get(i), answered.get(i));
        }
    }

    private void pair(Section offered, Section answered) {
        MediaDescription there = offered.media();
        MediaDescription here = answered.media();
        if (!there.type().equals(here.type())) {
            findings.at(
                    here.line(),
                    LintRule.SECTIONS_DIFFER,
                    "a section for '" + SdpText.shown(there.type()) + "' was offered, and one for '"
                            + SdpText.shown(here.type()) + "' stands in its place");
            return;
        }
        if (answered.isRefused()) {
            if (!offered.isRefused()) {
                findings.at(here.line(), LintRule.SECTION_REFUSED, SdpText.shown(here.type()));
            }
            return;
        }
        if (!there.protocol().equals(here.protocol())) {
            findings.at(
                    here.line(),
                    LintRule.PROTOCOL_MISMATCH,
                    SdpText.shown(there.protocol()) + " was offered, " + SdpText.shown(here.protocol()) + " answered");
        }
        if (offered.isLive() && answered.isLive()) {
            comedia(offered, answered);
            directions(there, answered);
            new AnsweredCodecs(there, here, findings).look();
            remb(there, here);
        }
        setup(there, answered);
    }

    private void comedia(Section offered, Section answered) {
        boolean passive =
                answered.media().comedia().filter(Comedia.PASSIVE::equals).isPresent();
        if (offered.isActive() && !passive) {
            findings.at(answered.media().line(), LintRule.PASSIVE_MISSING);
        }
        if (!offered.isActive() && passive && offer.isForKurento()) {
            findings.at(answered.lineOf("direction"), LintRule.PASSIVE_UNASKED);
        }
    }

    private void directions(MediaDescription there, Section answered) {
        Direction said = there.direction();
        Direction reply = answered.media().direction();
        boolean same = (said == Direction.RECVONLY && receives(reply)) || (said == Direction.SENDONLY && sends(reply));
        if (same || (said == Direction.INACTIVE && reply != Direction.INACTIVE)) {
            findings.at(
                    answered.lineOf(reply.attribute()),
                    LintRule.DIRECTION_MISMATCH,
                    said.attribute() + " was offered, " + reply.attribute() + " answered");
        }
        if (reply == Direction.INACTIVE && said != Direction.INACTIVE) {
            findings.at(answered.lineOf(reply.attribute()), LintRule.ANSWER_INACTIVE, said.attribute());
        }
    }

    private static boolean sends(Direction direction) {
        return direction == Direction.SENDONLY || direction == Direction.SENDRECV;
    }

    static boolean receives(Direction direction) {
        return direction == Direction.RECVONLY || direction == Direction.SENDRECV;
    }

    private void remb(MediaDescription there, MediaDescription here) {
        boolean asked = offer.isCameraOffer()
                && there.type().equals("video")
                && there.protocol().endsWith("F")
                && FeedbackCheck.rembAmiss(there, offer.context().server()).isEmpty();
        if (asked && here.attributes("rtcp-fb").stream().noneMatch(value -> value.endsWith(" goog-remb"))) {
            findings.at(here.line(), LintRule.REMB_REFUSED);
        }
    }

    private void setup(MediaDescription there, Section answered) {
        Optional<Setup> said = there.setup();
        Optional<Setup> reply = answered.media().setup();
        if (said.isEmpty() || reply.isEmpty()) {
            return;
        }
        boolean same = said.equals(reply) && said.get() != Setup.HOLDCONN;
        if (reply.get() == Setup.ACTPASS || same) {
            findings.at(
                    answered.lineOf("setup"),
                    LintRule.SETUP_CONFLICT,
                    "a=setup:" + said.get() + " was offered, a=setup:" + reply.get() + " answered");
        }
    }
}
