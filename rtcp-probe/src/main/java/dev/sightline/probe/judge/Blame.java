package dev.sightline.probe.judge;

import dev.sightline.probe.Cause;
import dev.sightline.probe.Finding;
import dev.sightline.probe.RtcpFlow.Meaning;
import dev.sightline.probe.SdpFault;
import dev.sightline.probe.SdpFault.Where;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the lines of the offer and the answer that explain a finding, where the two are known. */
final class Blame {
    /** The first reports of a media server hold no REMB yet. */
    private static final Duration REMB_DUE = Duration.ofSeconds(3);

    private Blame() {}

    static List<SdpFault> of(StreamCase the, Finding finding) {
        return the.agreed().map(section -> faults(the, section, finding)).orElse(List.of());
    }

    private static List<SdpFault> faults(StreamCase the, AgreedSection section, Finding finding) {
        return switch (finding.verdict()) {
            case TRAPPED ->
                astray(the, Meaning.TRAPPED)
                        .map(tally -> section.addressFaults(tally.destination(), Trapped.isLooped(tally)))
                        .orElse(List.of());
            case SILENT -> silence(the, section, finding);
            case UNPROVEN, UNREACHABLE ->
                port(the, section, finding, Cause.PORT_IN_DOUBT, Meaning.IN_DOUBT)
                        .or(() -> port(the, section, finding, Cause.PORT_UNREACHABLE, Meaning.DELIVERED))
                        .orElse(List.of());
            case DELIVERED -> lacksRemb(the, finding) && section.isVideo() ? section.rembFaults() : List.of();
            case NO_MEDIA, BLOCKED -> List.of();
        };
    }

    private static List<SdpFault> silence(StreamCase the, AgreedSection section, Finding finding) {
        if (finding.causes().contains(Cause.NEVER_LEARNT) || finding.causes().contains(Cause.NO_FEEDBACK)) {
            return section.comediaFaults();
        }
        if (finding.causes().contains(Cause.WRONG_HOST)) {
            return astray(the, Meaning.WRONG_HOST)
                    .map(tally -> section.addressFaults(tally.destination(), false))
                    .orElse(List.of());
        }
        return port(the, section, finding, Cause.WRONG_PORT, Meaning.WRONG_PORT).orElse(List.of());
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
    static boolean lacksRemb(StreamCase the, Finding finding) {
        return Stream.of(the)
                .filter(one -> finding.causes().stream().noneMatch(Cause.REMB_MISSING::equals))
                .filter(one -> one.ago(finding.since()).compareTo(REMB_DUE) >= 0)
                .anyMatch(one -> !one.hasRemb()
                        && one.feedback().meaning(Meaning.DELIVERED).noneMatch(RtcpTally::isCut));
    }

    /** The finding with the lines named: the reader needs no other page. */
    static Finding named(Finding finding, List<SdpFault> faults, boolean rembIsMissing) {
        List<Cause> causes = new ArrayList<>(finding.causes());
        StringBuilder reason = new StringBuilder(finding.reason());
        if (rembIsMissing) {
            causes.add(Cause.REMB_MISSING);
            reason.append("; no REMB among it, so the camera is not told a bitrate");
            if (faults.isEmpty()) {
                reason.append(", probably for want of goog-remb or AVPF in the offer");
            }
        }
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
                rembIsMissing ? finding.cure().or(() -> Optional.of(Cures.REMB_MISSING)) : finding.cure());
    }
}
