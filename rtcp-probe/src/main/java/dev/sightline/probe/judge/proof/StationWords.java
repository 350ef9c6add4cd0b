package dev.sightline.probe.judge.proof;

import dev.sightline.probe.LinkPath;
import dev.sightline.probe.RtcpFlow.Meaning;
import dev.sightline.probe.judge.correlation.NextStation;
import dev.sightline.probe.judge.scene.StreamCase;
import dev.sightline.probe.judge.seen.RtcpTally;
import dev.sightline.probe.judge.seen.RtpStream;
import dev.sightline.probe.judge.seen.Stations;
import dev.sightline.probe.packet.LinkEnds;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** The stations of a link, and its VLANs, in words. */
public final class StationWords {
    private StationWords() {}

    /** Between whom a stream's RTP and the RTCP for its camera go; empty where no link addresses are seen. */
    public static Optional<LinkPath> path(StreamCase the) {
        return the.feedback().toCamera().entrySet().stream()
                .filter(flow -> flow.getValue() == Meaning.DELIVERED || flow.getValue() == Meaning.LINK_IN_DOUBT)
                .map(Map.Entry::getKey)
                .max(Comparator.comparing(RtcpTally::last))
                .flatMap(tally -> path(the.stream(), tally));
    }

    private static Optional<LinkPath> path(RtpStream stream, RtcpTally tally) {
        String name = NextStation.link(stream, tally);
        List<LinkEnds> rtp = stream.stations().on(name);
        List<LinkEnds> rtcp = tally.stations().on(name);
        return rtp.isEmpty() || rtcp.isEmpty()
                ? Optional.empty()
                : Optional.of(new LinkPath(
                        name,
                        addresses(rtp, LinkEnds::source),
                        addresses(rtcp, LinkEnds::destination),
                        vlans(rtp),
                        vlans(rtcp)));
    }

    private static List<String> addresses(List<LinkEnds> ends, ToLongFunction<LinkEnds> which) {
        return ends.stream()
                .mapToLong(which)
                .filter(address -> address != 0)
                .distinct()
                .mapToObj(LinkEnds::words)
                .toList();
    }

    private static List<String> vlans(List<LinkEnds> ends) {
        return ends.stream()
                .filter(some -> some.vlans() != 0)
                .map(LinkEnds::vlanWords)
                .distinct()
                .toList();
    }

    /** Link addresses, one after another. */
    static String addresses(List<Long> stations) {
        return stations.stream().map(LinkEnds::words).collect(Collectors.joining(", "));
    }

    /** By which link RTCP left: with its VLAN where the RTP comes by another one of the same interface. */
    static String link(StreamCase the, RtcpTally tally) {
        String name = tally.key().interfaceName();
        return isSplit(the, tally, name) ? name + vlan(tally.stations(), name) : name;
    }

    /** By which links the RTP comes, likewise. */
    static String links(StreamCase the, RtcpTally tally) {
        return the.stream().interfaceNames().stream()
                .map(name ->
                        isSplit(the, tally, name) ? name + vlan(the.stream().stations(), name) : name)
                .collect(Collectors.joining(", "));
    }

    private static boolean isSplit(StreamCase the, RtcpTally tally, String name) {
        return the.stream().stations().isAnotherVlan(name, tally.stations());
    }

    private static String vlan(Stations stations, String name) {
        return " (VLAN " + String.join(", ", vlans(stations.on(name))) + ")";
    }
}
