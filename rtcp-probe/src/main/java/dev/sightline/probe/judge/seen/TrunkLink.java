package dev.sightline.probe.judge.seen;

import dev.sightline.probe.packet.LinkEnds;

/**
 * One of the links that share an interface.
 *
 * @param ends between which stations of it packets go
 * @param isNearer whether it is certainly nearer to the camera than another one
 */
public record TrunkLink(String interfaceName, LinkEnds ends, boolean isNearer) {
    /** Whether RTCP between these stations goes back by the link on which RTP goes between those. */
    static boolean isBackOn(LinkEnds rtp, LinkEnds rtcp) {
        return areTagged(rtp, rtcp)
                ? rtcp.vlans() == rtp.vlans()
                : rtcp.destination() == rtp.source() || rtcp.source() == rtp.destination();
    }

    /** Both: else it is not known whether it is one VLAN. */
    static boolean areTagged(LinkEnds one, LinkEnds other) {
        return one.vlans() != 0 && other.vlans() != 0;
    }

    /** The interface with the VLAN, or with the stations where there is none. */
    public String words() {
        return interfaceName
                + (ends.vlans() == 0
                        ? " (" + LinkEnds.words(ends.source()) + " to " + LinkEnds.words(ends.destination()) + ")"
                        : " (VLAN " + ends.vlanWords() + ")");
    }
}
