package dev.sightline.probe.judge.proof;

import static dev.sightline.probe.Wording.seconds;
import static dev.sightline.probe.Wording.socket;

import dev.sightline.probe.Cause;
import dev.sightline.probe.Finding;
import dev.sightline.probe.FirewallDrop;
import dev.sightline.probe.RembValue;
import dev.sightline.probe.RtcpFlow;
import dev.sightline.probe.RtcpFlow.Meaning;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.Wording;
import dev.sightline.probe.judge.scene.StreamCase;
import dev.sightline.probe.judge.seen.RtcpTally;
import dev.sightline.probe.packet.Datagram.Direction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@link Verdict#DELIVERED}, with what may be remarked on it. */
final class Delivered {
    private Delivered() {}

    static Optional<Finding> of(StreamCase the) {
        return the.delivered().map(tally -> found(the, tally));
    }

    private static Finding found(StreamCase the, RtcpTally tally) {
        Instant flows = the.feedback()
                .since(Meaning.DELIVERED, the.now(), the.scene().rules())
                .orElse(tally.feedbackSince());
        Instant run = the.stream().runSince();
        Instant since = LatestAnswer.mended(the, OtherStation.mended(the, tally, flows.isBefore(run) ? run : flows));
        RtcpFlow flow = the.feedback().flow(tally, Meaning.DELIVERED);
        List<Cause> causes = new ArrayList<>();
        StringBuilder reason = new StringBuilder(Wording.counts(flow))
                .append(" left by ")
                .append(StationWords.link(the.stream(), tally, flow.interfaceName()))
                .append(" for ")
                .append(socket(flow.destination()));
        LearntLate.delay(the, tally, since).ifPresent(delay -> {
            reason.append(", the first ").append(seconds(delay)).append(" s after its RTP was first seen");
            if (LearntLate.is(the, delay)) {
                causes.add(Cause.LEARNT_LATE);
            }
        });
        if (tally.direction() == Direction.LOCAL) {
            causes.add(Cause.ON_THIS_HOST);
            reason.append("; the camera is on this very host, so ")
                    .append(flow.interfaceName())
                    .append(" is the right way");
        }
        Optional<String> cure = Optional.empty();
        if (OtherLink.isTaken(the, tally)) {
            causes.add(Cause.ASYMMETRIC_ROUTE);
            reason.append(OtherLink.remark(the, tally));
            cure = Optional.of(Cures.otherLink(the.stream(), tally)).filter(doubted -> !OtherLink.isProven(the, tally));
        }
        Optional<String> station = OtherStation.remark(the, tally);
        if (station.isPresent()) {
            causes.add(Cause.ASYMMETRIC_ROUTE);
            reason.append(station.get());
            cure = Optional.of(Cures.otherStation(the.stream(), tally));
        }
        Optional<String> sender = OtherSource.remark(the, tally);
        if (sender.isPresent()) {
            causes.add(Cause.OTHER_SOURCE);
            reason.append(sender.get());
            cure = cure.or(() -> Optional.of(OtherSource.cure(the, tally)));
        }
        Optional<String> source = WrongSource.words(the, tally, since);
        if (source.isPresent()) {
            causes.add(Cause.WRONG_SSRC);
            reason.append(source.get());
            cure = cure.or(() -> Optional.of(Cures.WRONG_SSRC));
        }
        if (tally.isCut()) {
            causes.add(Cause.CAPTURE_CUT);
            reason.append("; the capture cut its datagrams short, so what else they held is not known");
            cure = cure.or(() -> Optional.of(Cures.CAPTURE_CUT));
        }
        if (tally.remb().isAtFloor()) {
            causes.add(Cause.REMB_AT_FLOOR);
            reason.append("; REMB is at its floor, ")
                    .append(tally.remb()
                            .latest()
                            .map(RembValue::bitsPerSecond)
                            .map(bits -> bits / 1_000 + " kbit/s")
                            .orElse(""));
            cure = cure.or(() -> Optional.of(Cures.REMB_AT_FLOOR));
        }
        Optional<FirewallDrop> suspect = BlockedIn.suspect(the);
        if (suspect.isPresent()) {
            causes.add(Cause.DROPPED_IN);
            boolean most = DropShare.isMost(the, suspect.get());
            reason.append("; but this host's firewall drops ")
                    .append(most ? "about as many packets as come of its RTP: " : "many packets like its RTP: ")
                    .append(Blocked.rule(the, suspect.get()));
            cure = Optional.of(Cures.firewall("\"" + suspect.get().rule() + "\""));
        }
        Optional<String> unread =
                the.scene().host().firewall().blindness(the.stream().camera());
        if (suspect.isEmpty() && unread.isPresent() && Starved.now(the)) {
            causes.add(Cause.FIREWALL_UNREAD);
            reason.append("; but").append(Walled.NOTHING_OF_IT).append(" now").append(Silent.blindness(the));
            cure = cure.or(() -> Optional.of(Cures.RTP_DROPPED));
        }
        Optional<FirewallDrop> beside = the.drops().beside().filter(drop -> DropShare.dropsNow(the, drop));
        if (beside.isPresent()) {
            causes.add(Cause.DROPPED_OUT);
            reason.append("; but this host's firewall drops some packets like these on their way out: ")
                    .append(Blocked.rule(the, beside.get()));
            cure = cure.or(() -> Optional.of(Cures.firewall("\"" + beside.get().rule() + "\"")));
        }
        return new Finding(Verdict.DELIVERED, since, causes, reason.toString(), cure);
    }
}
