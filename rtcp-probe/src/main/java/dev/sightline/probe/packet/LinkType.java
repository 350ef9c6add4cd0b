package dev.sightline.probe.packet;

/**
 * The link types that can be read.
 *
 * @see <a href="https://www.tcpdump.org/linktypes.html">Their list</a>
 */
public final class LinkType {
    public static final int NULL = 0;
    public static final int ETHERNET = 1;
    public static final int PPP_ETHER = 51;
    public static final int LOOP = 108;
    public static final int LINUX_SLL = 113;
    public static final int IPV4 = 228;
    public static final int IPV6 = 229;
    public static final int LINUX_SLL2 = 276;

    /** What can be read, for people. */
    public static final String KNOWN = "Ethernet, Linux cooked, raw IP, BSD loopback or PPPoE";

    private LinkType() {}

    /** Whether frames of this link type can be read. {@code DLT_RAW} is 12 in memory, 14 on one BSD and 101 in files. */
    public static boolean isKnown(int linkType) {
        return switch (linkType) {
            case ETHERNET, LINUX_SLL, LINUX_SLL2, NULL, LOOP, PPP_ETHER, 12, 14, 101, IPV4, IPV6 -> true;
            default -> false;
        };
    }
}
