package dev.sightline.probe.analyze;

import dev.sightline.probe.packet.LinkEnds;
import java.net.InetAddress;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The stations of their links by which media servers get what is for them: those for which the frames of cameras' RTP
 * are. In a capture that notes no directions they tell what a stranger sends to a media server in its own name. Not for
 * several threads.
 */
final class ServerStations {
    private final Map<InetAddress, Set<Long>> receiving = new HashMap<>();
    private final Map<InetAddress, Set<Long>> sending = new HashMap<>();

    /** Takes between which stations RTP for a media server went. */
    void add(InetAddress server, Collection<LinkEnds> ofRtp) {
        for (LinkEnds ends : ofRtp) {
            if (ends.isForOne()) {
                receiving.computeIfAbsent(server, absent -> new HashSet<>()).add(ends.destination());
                sending.computeIfAbsent(server, absent -> new HashSet<>()).add(ends.source());
            }
        }
    }

    /**
     * Whether a frame in a media server's name came in to it. A station that hands its RTP on is a router, of which a
     * mirrored port shows both sides, and what the server itself sends to a router is on its way out.
     *
     * @param sender the address of IP from which it says that it is
     */
    boolean comesIn(InetAddress sender, LinkEnds ends) {
        return isOf(sender, ends.destination())
                && (!isOf(sender, ends.source()) || ends.source() == ends.destination());
    }

    /**
     * Whether no host sends so: what is for one address of IP in a frame for all stations or a group, on a link where
     * media servers get frames for one.
     */
    boolean isForged(InetAddress sender, InetAddress receiver, LinkEnds ends) {
        return ends.isForSeveral() && !receiver.isMulticastAddress() && receiving.containsKey(sender);
    }

    private boolean isOf(InetAddress server, long station) {
        return receiving.getOrDefault(server, Set.of()).contains(station)
                && !sending.getOrDefault(server, Set.of()).contains(station);
    }
}
