package dev.sightline.probe.judge.seen;

import dev.sightline.probe.packet.LinkEnds;

/**
 * One of the links that share an interface.
 *
 * @param ends between which stations of it packets go
 */
public record TrunkLink(String interfaceName, LinkEnds ends) {
    /** The interface with the VLAN, or with the stations where there is none. */
    public String words() {
        return interfaceName
                + (ends.vlans() == 0
                        ? " (" + LinkEnds.words(ends.source()) + " to " + LinkEnds.words(ends.destination()) + ")"
                        : " (VLAN " + ends.vlanWords() + ")");
    }
}
