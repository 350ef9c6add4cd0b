package dev.sightline.probe.judge.seen;

/** The link addresses of routers that stand in for each other: what they forward themselves has another sender. */
public final class VirtualRouters {
    /** Of VRRP and CARP (RFC 9568, 7.3), for IPv4 and IPv6: the last octet is the router's number. */
    private static final long VRRP = 0x00005e_000100L;

    private static final long VRRP_IPV6 = 0x00005e_000200L;

    /** Of HSRP, its second version, that for IPv6, and GLBP. */
    private static final long HSRP = 0x00000c_07ac00L;

    private static final long HSRP_2 = 0x00000c_9ff000L;
    private static final long HSRP_IPV6 = 0x000573_a00000L;
    private static final long GLBP = 0x0007b4_000000L;

    private VirtualRouters() {}

    /** Whether a link address, 48 bits, is one of theirs. */
    public static boolean contain(long linkAddress) {
        long of256 = linkAddress & ~0xffL;
        long of4096 = linkAddress & ~0xfffL;
        return of256 == VRRP
                || of256 == VRRP_IPV6
                || of256 == HSRP
                || of4096 == HSRP_2
                || of4096 == HSRP_IPV6
                || (linkAddress & ~0xff_ffffL) == GLBP;
    }
}
