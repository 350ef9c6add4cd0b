package dev.sightline.probe.judge.proof;

import static dev.sightline.probe.Wording.seconds;
import static dev.sightline.probe.Wording.socket;

import dev.sightline.probe.Cause;
import dev.sightline.probe.Finding;
import dev.sightline.probe.RedirectRule;
import dev.sightline.probe.Refusal;
import dev.sightline.probe.RtcpFlow.Meaning;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.Wording;
import dev.sightline.probe.judge.agreed.AgreedSection;
import dev.sightline.probe.judge.scene.StreamCase;
import dev.sightline.probe.judge.seen.RtcpTally;
import dev.sightline.probe.judge.seen.RtpStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** {@link Verdict#SILENT}: the camera gets no RTCP, and why as far as the wire tells. */
final class Silent {
    private Silent() {}

    static Optional<Finding> of(StreamCase the) {
        Finding found = found(the);
        return Optional.of(the.lacksInBursts() ? inBursts(the, found) : found);
    }

    private static Finding inBursts(StreamCase the, Finding found) {
        return found.withRemark("; its RTP comes in bursts, and in the last "
                + seconds(the.ago(the.bursts().since())) + " s it flowed for "
                + seconds(the.bursts().flowed()) + " s without any");
    }

    private static Finding found(StreamCase the) {
        Optional<RtcpTally> astray = Stream.of(Meaning.WRONG_HOST, Meaning.WRONG_PORT, Meaning.IN_DOUBT)
                .flatMap(meaning -> the.fresh(meaning).stream())
                .max(Comparator.comparing(RtcpTally::last));
        return astray.map(tally -> misaddressed(the, tally))
                .or(() -> the.served().map(tally -> stopped(the, tally)))
                .orElseGet(() -> nothing(the));
    }

    private static Finding misaddressed(StreamCase the, RtcpTally tally) {
        Meaning meaning = the.feedback().toCamera().getOrDefault(tally, Meaning.WRONG_PORT);
        boolean otherHost = meaning == Meaning.WRONG_HOST;
        boolean stale = the.feedback().former().contains(tally.destination());
        String why = "a port on which the camera is not known to listen";
        if (otherHost) {
            why = "which is not the camera " + Wording.address(the.stream().camera()) + sinceItsRtp(the, tally);
        } else if (stale) {
            why = "the port that the camera had before it started anew, on which it is not known to listen now";
        }
        Optional<Refusal> refusal = LatestAnswer.refusal(the);
        Optional<RedirectRule> diverting = otherHost ? Diverted.certainly(the, tally) : Optional.empty();
        return silent(
                the,
                the.lastDelivered(),
                otherHost
                        ? Diverted.before(diverting, List.of(Cause.WRONG_HOST))
                        : List.of(stale ? Cause.STALE_PORT : Cause.WRONG_PORT),
                Wording.counts(the.feedback().flow(tally, meaning)) + " left by "
                        + tally.key().interfaceName() + " for " + socket(tally.destination()) + ", " + why
                        + refusal.map(answer -> "; " + Wording.address(answer.reporter()) + " refuses it")
                                .orElse("")
                        + (otherHost ? Diverted.words(the, diverting) : ""),
                diverting
                        .map(rule -> Cures.diverted(the.stream(), rule))
                        .orElseGet(() -> stale
                                ? Cures.STALE_PORT
                                : Cures.cameraAddress(the.stream())
                                        + (otherHost ? perhapsTranslated(the, tally) : "")));
    }

    /** What was sent before was for another camera. */
    private static String sinceItsRtp(StreamCase the, RtcpTally tally) {
        Instant began = the.stream().first();
        return tally.first().isBefore(began)
                ? ", about " + tally.datagramsSince(began) + " of them since its RTP began"
                : "";
    }

    /** Beyond a router an address may be the camera's own behind a translation. */
    private static String perhapsTranslated(StreamCase the, RtcpTally tally) {
        String other = Wording.address(tally.destination().getAddress());
        return HostInDoubt.router(the, tally).isEmpty()
                ? ""
                : "; if the camera is behind a translation and " + other
                        + " is its own address there, see first whether it gets this RTCP";
    }

    private static Finding stopped(StreamCase the, RtcpTally tally) {
        boolean goesOn = the.goesOnWithout(tally);
        String reason = (goesOn ? "feedback" : "RTCP") + " for " + socket(tally.destination())
                + " was delivered, but the last left "
                + seconds(the.ago(tally.lastFeedback()))
                + (the.scene().retrospective() ? " s before its last RTP" : " s ago")
                + (goesOn ? ": what still leaves holds none (BYE, SDES or APP alone)" : "");
        if (the.mediaServerGone()) {
            return silent(
                    the,
                    tally.lastFeedback(),
                    List.of(Cause.MEDIA_SERVER_GONE),
                    reason + "; " + nothingListens(the) + orRejects(the),
                    Cures.MEDIA_SERVER_GONE);
        }
        return silent(
                the,
                tally.lastFeedback(),
                withFirewall(the, Cause.FEEDBACK_STOPPED),
                reason + blindness(the),
                Cures.FEEDBACK_STOPPED);
    }

    private static Finding nothing(StreamCase the) {
        Optional<RtcpTally> farewell = the.fresh(Meaning.FAREWELL);
        String reason = "RTP arrives from " + socket(the.stream().source())
                + farewell.map(tally -> onlyFarewell(the, tally))
                        .orElse(", but no RTCP leaves for it on any watched interface");
        if (the.mediaServerGone()) {
            return silent(
                    the,
                    the.lastDelivered(),
                    List.of(Cause.MEDIA_SERVER_GONE),
                    reason + "; " + nothingListens(the) + ruleForMore(the) + orRejects(the),
                    Cures.MEDIA_SERVER_GONE);
        }
        boolean reports = !the.feedback().fromCamera().isEmpty()
                || the.feedback().reportedElsewhere().isPresent();
        Optional<RedirectRule> diverting = Diverted.certainly(the).filter(rule -> farewell.isEmpty());
        boolean comedia = farewell.isEmpty()
                && diverting.isEmpty()
                && the.agreed().map(AgreedSection::asksForComedia).orElse(!reports);
        String learning = !comedia
                ? ""
                : reports
                        ? "; the media server was to learn the camera's address from what arrives, and has not"
                        : "; the camera sends no RTCP"
                                + the.agreed()
                                        .map(section -> " for " + section.medium())
                                        .orElse("")
                                + ", without which COMEDIA never learns its address";
        List<Cause> causes = withFirewall(the, comedia ? Cause.NEVER_LEARNT : Cause.NO_FEEDBACK);
        Finding silent = silent(
                the,
                the.lastDelivered(),
                Diverted.before(diverting, causes),
                reason
                        + learning
                        + the.feedback()
                                .reportedElsewhere()
                                .map(tally -> "; the camera's own RTCP arrives for " + socket(tally.destination()))
                                .orElse("")
                        + the.feedback()
                                .elsewhere()
                                .or(() -> the.feedback().unclaimed())
                                .map(Silent::hint)
                                .orElse("")
                        + (OwnAddress.isKept(the) ? OwnAddress.words(the) : "")
                        + RefusedRoute.hint(the).orElse("")
                        + Diverted.words(the, diverting)
                        + ruleForMore(the)
                        + blindness(the),
                OwnAddress.isKept(the)
                        ? OwnAddress.cure(the)
                        : diverting
                                .map(rule -> Cures.diverted(the.stream(), rule))
                                .orElseGet(() -> Cures.noFeedback(the.stream(), comedia && !reports)));
        return the.behind().map(inner -> behind(silent, inner)).orElse(silent);
    }

    private static String onlyFarewell(StreamCase the, RtcpTally tally) {
        return ", but of RTCP nothing except " + noFeedback(the, tally) + " leaves for it: "
                + Wording.counts(the.feedback().flow(tally, Meaning.FAREWELL)) + " left by "
                + tally.key().interfaceName() + " for " + socket(tally.destination())
                + (saysBye(the, tally)
                        ? ", which say that the media server leaves, and nothing of what it gets"
                        : ", which say nothing of what the media server gets");
    }

    /** What it is that is no feedback. */
    static String noFeedback(StreamCase the, RtcpTally tally) {
        return saysBye(the, tally) ? "BYE" : "what holds no feedback (SDES, APP)";
    }

    private static boolean saysBye(StreamCase the, RtcpTally tally) {
        return the.feedback().flow(tally, Meaning.FAREWELL).types().containsKey("BYE");
    }

    /** What matters most where the media server is elsewhere: its own lo cannot be seen from here. */
    private static Finding behind(Finding silent, RtpStream inner) {
        return new Finding(
                silent.verdict(),
                silent.since(),
                Stream.concat(Stream.of(Cause.BEHIND_TRANSLATION), silent.causes().stream())
                        .toList(),
                silent.reason() + "; " + translated(inner) + ", so what it sends to lo there cannot be seen from here",
                Optional.of(Cures.watchInside(inner)));
    }

    static String translated(RtpStream inner) {
        return "the media server is behind a translation to " + socket(inner.destination()) + " by "
                + String.join(", ", inner.interfaceNames());
    }

    private static String orRejects(StreamCase the) {
        return the.scene().host().sockets().areKnown(the.stream().destination())
                ? ""
                : "; if something does (ss -lun), a rule of its firewall rejects the RTP in the same words";
    }

    static String nothingListens(StreamCase the) {
        return "this host answers the camera that nothing listens on "
                + socket(the.stream().destination());
    }

    private static String hint(RtcpTally tally) {
        return "; RTCP that names its SSRC left from port " + tally.source().getPort() + " by "
                + tally.key().interfaceName() + " for " + socket(tally.destination()) + ", perhaps its feedback";
    }

    private static String ruleForMore(StreamCase the) {
        return the.drops()
                .perhaps()
                .map(drop -> "; this host's firewall drops packets by " + drop.rule()
                        + ", and whether these are among them it does not tell")
                .orElse("");
    }

    /** A firewall that was not read may be the cause, or not. */
    static String blindness(StreamCase the) {
        return the.scene()
                .host()
                .firewall()
                .blindness(the.stream().camera())
                .map(why -> "; whether a firewall dropped it is not known: " + why)
                .orElse("");
    }

    private static List<Cause> withFirewall(StreamCase the, Cause cause) {
        List<Cause> causes = new ArrayList<>(List.of(cause));
        if (the.scene().host().firewall().blindness(the.stream().camera()).isPresent()) {
            causes.add(Cause.FIREWALL_UNREAD);
        }
        return causes;
    }

    private static Finding silent(StreamCase the, Instant since, List<Cause> causes, String reason, String cure) {
        return the.finding(Verdict.SILENT, since, causes, reason, cure);
    }
}
