package dev.sightline.probe.judge.proof;

import dev.sightline.probe.LinkPath;
import dev.sightline.probe.RtcpFlow.Meaning;
import dev.sightline.probe.judge.correlation.NextStation;
import dev.sightline.probe.judge.scene.StreamCase;
import dev.sightline.probe.judge.seen.RtcpTally;
import dev.sightline.probe.judge.seen.RtpStream;
import dev.sightline.probe.judge.seen.Stations;
import dev.sightline.probe.judge.seen.TrunkLink;
import dev.sightline.probe.packet.LinkEnds;
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
        RtcpTally latest = null;
        for (Map.Entry<RtcpTally, Meaning> flow : the.feedback().toCamera().entrySet()) {
            boolean isOnItsLink = flow.getValue() == Meaning.DELIVERED || flow.getValue() == Meaning.LINK_IN_DOUBT;
            if (isOnItsLink && (latest == null || flow.getKey().last().isAfter(latest.last()))) {
                latest = flow.getKey();
            }
        }
        return latest == null ? Optional.empty() : path(the.stream(), latest);
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
        if (ends.size() == 1) {
            long only = which.applyAsLong(ends.get(0));
            return only == 0 ? List.of() : List.of(LinkEnds.words(only));
        }
        return ends.stream()
                .mapToLong(which)
                .filter(address -> address != 0)
                .distinct()
                .mapToObj(LinkEnds::words)
                .toList();
    }

    private static List<String> vlans(List<LinkEnds> ends) {
        if (ends.size() == 1 && ends.get(0).vlans() == 0) {
            return List.of();
        }
        return ends.stream()
                .filter(some -> some.vlans() != 0)
                .map(LinkEnds::vlanWords)
                .distinct()
                .toList();
    }

    /** Links that share an interface, each once. */
    static List<String> all(List<TrunkLink> links) {
        return links.stream().map(TrunkLink::words).distinct().toList();
    }

    /** Link addresses, one after another. */
    static String addresses(List<Long> stations) {
        return stations.stream().map(LinkEnds::words).collect(Collectors.joining(", "));
    }

    /** By which link RTCP left: with its VLAN where the RTP comes by another one of the same interface. */
    static String link(RtpStream stream, RtcpTally tally) {
        return link(stream, tally, tally.key().interfaceName());
    }

    /** The same of one of several interfaces by which it left. */
    static String link(RtpStream stream, RtcpTally tally, String name) {
        return isSplit(stream, tally, name) ? name + vlan(tally.stations(), name) : name;
    }

    /** By which links the RTP comes, likewise. */
    static String links(RtpStream stream, RtcpTally tally) {
        return stream.interfaceNames().stream()
                .map(name -> isSplit(stream, tally, name) ? name + vlan(stream.stations(), name) : name)
                .collect(Collectors.joining(", "));
    }

    /** The interface by which the RTP comes, in a command: of a VLAN, or where a capture does not name it, it is not known. */
    static String device(RtpStream stream, RtcpTally tally) {
        String name = stream.interfaceNames().get(0);
        return isSplit(stream, tally, name) || name.contains(" ") ? "INTERFACE" : name;
    }

    private static boolean isSplit(RtpStream stream, RtcpTally tally, String name) {
        return stream.stations().isAnotherVlan(name, tally.stations());
    }

    private static String vlan(Stations stations, String name) {
        return " (VLAN " + String.join(", ", vlans(stations.on(name))) + ")";
    }
}
