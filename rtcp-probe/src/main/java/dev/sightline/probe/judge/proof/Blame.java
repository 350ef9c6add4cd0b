package dev.sightline.probe.judge.proof;

import dev.sightline.probe.Cause;
import dev.sightline.probe.Finding;
import dev.sightline.probe.RtcpFlow.Meaning;
import dev.sightline.probe.SdpFault;
import dev.sightline.probe.SdpFault.Where;
import dev.sightline.probe.judge.agreed.AgreedSection;
import dev.sightline.probe.judge.scene.StreamCase;
import dev.sightline.probe.judge.seen.RtcpTally;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the lines of the offer and the answer that explain a finding, where the two are known. */
public final class Blame {
    /** The first reports of a media server hold no REMB yet. */
    private static final Duration REMB_DUE = Duration.ofSeconds(3);

    private static final String NO_RTP =
            "the RTP does not reach the media server, as where a firewall drops it behind the capture";

    private Blame() {}

    public static List<SdpFault> of(StreamCase the, Finding finding) {
        return the.agreed().map(section -> faults(the, section, finding)).orElse(List.of());
    }

    private static List<SdpFault> faults(StreamCase the, AgreedSection section, Finding finding) {
        return switch (finding.verdict()) {
            case TRAPPED ->
                astray(the, Meaning.TRAPPED)
                        .map(tally -> addressFaults(the, section, tally, Trapped.isLooped(tally)))
                        .orElse(List.of());
            case SILENT -> silence(the, section, finding);
            case UNPROVEN, UNREACHABLE ->
                port(the, section, finding, Cause.PORT_IN_DOUBT, Meaning.IN_DOUBT)
                        .or(() -> port(the, section, finding, Cause.PORT_UNREACHABLE, Meaning.DELIVERED))
                        .orElse(List.of());
            case DELIVERED -> unheeded(the, section, finding);
            case NO_MEDIA, BLOCKED -> List.of();
        };
    }

    private static List<SdpFault> unheeded(StreamCase the, AgreedSection section, Finding finding) {
        List<SdpFault> faults = new ArrayList<>();
        if (finding.causes().contains(Cause.WRONG_SSRC)) {
            faults.addAll(section.ssrcFaults(the.stream()));
        }
        if (lacksRemb(the, finding) && section.isVideo()) {
            faults.addAll(section.rembFaults());
        }
        return faults;
    }

    private static List<SdpFault> silence(StreamCase the, AgreedSection section, Finding finding) {
        if (finding.causes().contains(Cause.DIVERTED)) {
            return List.of();
        }
        if (finding.causes().contains(Cause.NEVER_LEARNT) || finding.causes().contains(Cause.NO_FEEDBACK)) {
            return the.fresh(Meaning.FAREWELL).isPresent() ? List.of() : section.comediaFaults();
        }
        if (finding.causes().contains(Cause.WRONG_HOST)) {
            return astray(the, Meaning.WRONG_HOST)
                    .map(tally -> addressFaults(the, section, tally, false))
                    .orElse(List.of());
        }
        return port(the, section, finding, Cause.WRONG_PORT, Meaning.WRONG_PORT)
                .or(() -> port(the, section, finding, Cause.WRONG_PORT, Meaning.IN_DOUBT))
                .orElse(List.of());
    }

    /** What is for the camera, and leaves the wrong way, does not so for anything that was offered. */
    private static List<SdpFault> addressFaults(
            StreamCase the, AgreedSection section, RtcpTally tally, boolean looped) {
        InetAddress camera = the.stream().camera();
        return tally.destination().getAddress().equals(camera)
                ? List.of()
                : section.addressFaults(camera, tally.destination(), looped);
    }

    private static Optional<List<SdpFault>> port(
            StreamCase the, AgreedSection section, Finding finding, Cause cause, Meaning meaning) {
        return astray(the, meaning)
                .filter(tally -> finding.causes().contains(cause))
                .map(tally -> section.portFaults(tally.destination().getPort()));
    }

    private static Optional<RtcpTally> astray(StreamCase the, Meaning meaning) {
        return the.feedback().latest(meaning);
    }

    /** Whether feedback is delivered for so long without REMB that none will come. */
    public static boolean lacksRemb(StreamCase the, Finding finding) {
        return finding.causes().stream().noneMatch(Cause.REMB_MISSING::equals) && lacksRemb(the, finding.since());
    }

    static boolean lacksRemb(StreamCase the, Instant deliveredSince) {
        return the.ago(deliveredSince).compareTo(REMB_DUE) >= 0
                && the.feedback().meaning(Meaning.DELIVERED).anyMatch(the::isFresh)
                && !the.hasRemb()
                && the.feedback().meaning(Meaning.DELIVERED).noneMatch(RtcpTally::isCut);
    }

    /**
     * Why there is no REMB, where the offer is not known or has what it takes. A media server that gets no RTP sends
     * reports without REMB, too; one that gets it reports on it.
     */
    public static String lackOfRemb(StreamCase the) {
        boolean received = the.feedback()
                .meaning(Meaning.DELIVERED)
                .filter(the::isFresh)
                .anyMatch(tally -> tally.reportsNow().stream().anyMatch(the.stream()::hasSent));
        boolean asked = the.agreed()
                .filter(AgreedSection::isVideo)
                .filter(section -> section.rembFaults().isEmpty())
                .isPresent();
        if (asked) {
            return received ? ", though the offer asks for it" : ", though the offer asks for it: perhaps " + NO_RTP;
        }
        return ", probably for want of goog-remb or AVPF in the offer" + (received ? "" : ", or " + NO_RTP);
    }

    /**
     * The finding with the lines named: the reader needs no other page.
     *
     * @param lackOfRemb that REMB is missing, and why; empty: it is not, or not for so long
     */
    public static Finding named(Finding finding, List<SdpFault> faults, Optional<String> lackOfRemb) {
        List<Cause> causes = new ArrayList<>(finding.causes());
        StringBuilder reason = new StringBuilder(finding.reason());
        lackOfRemb.ifPresent(why -> {
            causes.add(Cause.REMB_MISSING);
            reason.append("; no REMB among it, so the camera is not told a bitrate");
            if (faults.isEmpty()) {
                reason.append(why);
            }
        });
        for (SdpFault fault : faults) {
            reason.append("; line ")
                    .append(fault.line())
                    .append(fault.where() == Where.OFFER ? " of the offer, " : " of the answer, ")
                    .append(fault.text())
                    .append(": ")
                    .append(fault.fault());
        }
        return new Finding(
                finding.verdict(),
                finding.since(),
                causes,
                reason.toString(),
                lackOfRemb.isPresent() ? finding.cure().or(() -> Optional.of(cureOfLack(reason))) : finding.cure());
    }

    private static String cureOfLack(CharSequence reason) {
        return reason.toString().contains(NO_RTP) ? Cures.REMB_MISSING + "; " + Cures.RTP_DROPPED : Cures.REMB_MISSING;
    }
}
