package dev.sightline.probe.judge.proof;

import static dev.sightline.probe.Wording.address;
import static dev.sightline.probe.Wording.socket;

import dev.sightline.probe.Cause;
import dev.sightline.probe.Finding;
import dev.sightline.probe.RtcpFlow.Meaning;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.Wording;
import dev.sightline.probe.judge.correlation.NextStation;
import dev.sightline.probe.judge.correlation.NextStation.Kind;
import dev.sightline.probe.judge.correlation.NextStation.Other;
import dev.sightline.probe.judge.scene.StreamCase;
import dev.sightline.probe.judge.seen.HopLimit;
import dev.sightline.probe.judge.seen.RtcpTally;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** RTCP that leaves by the camera's link, and not for the station of it from which the camera's RTP comes: what is said of it. */
final class OtherStation {
    private OtherStation() {}

    /** {@link Verdict#UNPROVEN}, or {@link Verdict#UNREACHABLE} where a router sends it back. */
    static Optional<Finding> of(StreamCase the) {
        return the.fresh(Meaning.LINK_IN_DOUBT)
                .flatMap(tally -> other(the, tally).map(other -> found(the, tally, other)));
    }

    /** Why it is taken for delivered all the same; goes on with a sentence. */
    static Optional<String> remark(StreamCase the, RtcpTally tally) {
        return other(the, tally)
                .filter(other -> other.kind() == Kind.STANDS_IN)
                .map(other -> stations(other) + ": taken for delivered, since that one answers for others, too");
    }

    /** Since when it is delivered: no earlier than it goes to the right station. */
    static Instant mended(StreamCase the, RtcpTally tally, Instant since) {
        List<Cause> before = the.before().map(Finding::causes).orElse(List.of());
        if (before.contains(Cause.SENT_BACK)) {
            return the.now();
        }
        return before.contains(Cause.OTHER_STATION) ? later(since, stationSince(the, tally)) : since;
    }

    private static Optional<Other> other(StreamCase the, RtcpTally tally) {
        return new NextStation(the.scene().host(), the.now())
                .of(the.stream(), tally, the.feedback().fromCamera());
    }

    private static Finding found(StreamCase the, RtcpTally tally, Other other) {
        return switch (other.kind()) {
            case SENT_BACK -> sentBack(the, tally, other);
            case TO_ITSELF ->
                inDoubt(
                        the,
                        tally,
                        ", to the link address " + StationWords.addresses(other.to())
                                + " under which it leaves itself, but its RTP "
                                + (other.from().isEmpty()
                                        ? "does not come from that"
                                        : "comes from " + StationWords.addresses(other.from()))
                                + ": anyone on the link may send it in the media server's name",
                        Cures.otherStation(the.stream(), tally));
            case TO_NOBODY ->
                inDoubt(
                        the,
                        tally,
                        ", to the link address " + StationWords.addresses(other.to()) + ", which no station has",
                        Cures.wrongNeighbour(the.stream(), tally));
            case NOT_KNOWN_YET -> Unproven.unknownRoute(the, tally, Meaning.LINK_IN_DOUBT);
            case WRONG_NEIGHBOUR ->
                inDoubt(
                        the,
                        tally,
                        stations(other)
                                + ": another device has the camera's address, or this host's neighbour entry for it is"
                                + " wrong" + (isByHand(the, other) ? "; it was written down by hand (PERMANENT)" : ""),
                        Cures.wrongNeighbour(the.stream(), tally));
            case BY_A_ROUTER ->
                inDoubt(
                        the,
                        tally,
                        router(other) + stations(other) + ": the camera is on this very link" + hops(the)
                                + ", and whether the router hands it on is not seen from here",
                        Cures.routerOnItsLink(the.stream(), tally));
            case WRITTEN_DOWN ->
                inDoubt(
                        the,
                        tally,
                        router(other) + stations(other)
                                + ": this host's neighbour entry for the router was written down by hand (PERMANENT), and may be"
                                + " wrong",
                        other.gateway()
                                .map(router -> Cures.writtenDown(tally, router))
                                .orElseGet(() -> Cures.otherStation(the.stream(), tally)));
            case ON_THE_LINK, STANDS_IN ->
                inDoubt(
                        the,
                        tally,
                        stations(other) + ": the camera is on this very link" + hops(the)
                                + ", so a router gets it, or another device with the camera's address",
                        Cures.otherStation(the.stream(), tally));
        };
    }

    private static Finding inDoubt(StreamCase the, RtcpTally tally, String why, String cure) {
        return the.finding(
                Verdict.UNPROVEN, since(the, tally), List.of(Cause.OTHER_STATION), left(the, tally) + why, cure);
    }

    private static Finding sentBack(StreamCase the, RtcpTally tally, Other other) {
        String linkAddress =
                StationWords.addresses(other.to().stream().filter(to -> to != 0).toList());
        String router = other.gateway()
                .map(gateway -> address(gateway) + (linkAddress.isEmpty() ? "" : " (" + linkAddress + ")"))
                .orElse(linkAddress);
        return the.finding(
                Verdict.UNREACHABLE,
                since(the, tally),
                List.of(Cause.SENT_BACK),
                left(the, tally) + ", and comes in again: the router " + (router.isEmpty() ? "there" : router)
                        + " sends it back to this host",
                Cures.sentBack(the.stream(), tally));
    }

    private static String left(StreamCase the, RtcpTally tally) {
        return Wording.counts(the.feedback().flow(tally, Meaning.LINK_IN_DOUBT)) + " left by "
                + tally.key().interfaceName() + " for " + socket(tally.destination());
    }

    private static String router(Other other) {
        return other.gateway()
                .map(router -> " by the router " + address(router))
                .orElse("");
    }

    private static String stations(Other other) {
        return ", to the link address " + StationWords.addresses(other.to()) + ", but its RTP comes from "
                + StationWords.addresses(other.from());
    }

    private static String hops(StreamCase the) {
        HopLimit limit = the.stream().hopLimit();
        return limit.isWhole() ? " (its hop limit, " + limit.left() + ", is whole)" : "";
    }

    private static boolean isByHand(StreamCase the, Other other) {
        return the.scene().host().neighbours().isWrittenDown(the.stream().camera(), other.interfaceName());
    }

    /** Other stations got it before. */
    private static Instant since(StreamCase the, RtcpTally tally) {
        Instant flows = the.feedback()
                .since(Meaning.LINK_IN_DOUBT, the.now(), the.scene().rules())
                .orElse(tally.feedbackSince());
        return later(flows, stationSince(the, tally));
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    /** Since when RTCP goes to this station, or the RTP comes from that. */
    private static Instant stationSince(StreamCase the, RtcpTally tally) {
        String name = NextStation.link(the.stream(), tally);
        return Stream.of(tally.stations().since(name), the.stream().stations().since(name))
                .flatMap(Optional::stream)
                .max(Comparator.naturalOrder())
                .orElse(Instant.MIN);
    }
}
