package dev.sightline.probe.packet;

import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Between which stations of a link a frame went, as its header says.
 *
 * @param source the sender's link address, 48 bits; 0: not known
 * @param destination the receiver's, 48 bits; 0: not known, as in Linux cooked captures
 * @param vlans the ids of the frame's VLAN tags, 12 bits each, the outermost first; 0: it has none
 */
public record LinkEnds(long source, long destination, long vlans) {
    /** The frame has no link addresses, or none that tell anything, as on a loopback device. */
    public static final LinkEnds UNKNOWN = new LinkEnds(0, 0, 0);

    private static final long GROUP = 1L << 40;
    private static final int VLAN_BITS = 12;

    /** Whether a frame's type is that of a VLAN tag: 802.1Q, 802.1ad, or what came before that. */
    public static boolean isVlanTag(int type) {
        return type == 0x8100 || type == 0x88a8 || type == 0x9100;
    }

    /** Whether it is for one station, and not for all or a group (IEEE 802, 8.2). */
    public boolean isForOne() {
        return destination != 0 && (destination & GROUP) == 0;
    }

    /** Whether it is for all stations or a group. */
    public boolean isForSeveral() {
        return (destination & GROUP) != 0;
    }

    /** The ids of the VLAN tags, the outermost first, as {@code 10.20}. */
    public String vlanWords() {
        StringBuilder words = new StringBuilder();
        for (long rest = vlans; rest != 0; rest >>>= VLAN_BITS) {
            words.insert(0, "." + (rest & ((1 << VLAN_BITS) - 1)));
        }
        return words.isEmpty() ? "" : words.substring(1);
    }

    /** A link address as {@code 02:00:00:00:00:09}. */
    public static String words(long address) {
        StringBuilder words = new StringBuilder(17);
        for (int shift = 40; shift >= 0; shift -= 8) {
            HexFormat.of().toHexDigits(words.append(words.isEmpty() ? "" : ":"), (byte) (address >> shift));
        }
        return words.toString();
    }

    /** By hand, for it is asked for each datagram: a record's own goes through method handles. */
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof LinkEnds ends
                        && source == ends.source
                        && destination == ends.destination
                        && vlans == ends.vlans);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(31 * (31 * source + destination) + vlans);
    }
}
