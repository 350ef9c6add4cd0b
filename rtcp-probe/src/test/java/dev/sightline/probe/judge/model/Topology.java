package dev.sightline.probe.judge.model;

import dev.sightline.probe.Route;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/** Where the camera is, and which interfaces of the media server's host its packets cross. */
public enum Topology {
    /** One link. */
    LINK,
    /** A bridge and its port, each of which shows every packet. */
    BRIDGE,
    /** A VLAN's interface and the one below it. */
    VLAN,
    /** A bond of two links, which shows every packet again. */
    BOND,
    /** RTP arrives on one link, and a policy rule routes to the camera by another. */
    ASYMMETRIC,
    /** The camera is behind a router that maps its ports to others. */
    NAT,
    /** The same, and a healthy camera beside it. */
    NAT_OF_TWO,
    /** The camera is a process of the media server's own host. */
    OWN_HOST,
    /** One link, IPv6. */
    IPV6,
    /** The media server is in a container on the watched host, which translates its address and ports. */
    CONTAINER;

    public static final String LOOPBACK = "lo";

    /** The interfaces on which a packet from the camera is seen, in their order. */
    List<String> inbound(int packet) {
        return switch (this) {
            case LINK, NAT, NAT_OF_TWO, IPV6, ASYMMETRIC, CONTAINER -> List.of("eth0");
            case BRIDGE -> List.of("eth0", "br0");
            case VLAN -> List.of("eth0", "eth0.10");
            case BOND -> List.of(packet % 2 == 0 ? "eth0" : "eth1", "bond0");
            case OWN_HOST -> List.of(LOOPBACK);
        };
    }

    /** The interfaces on which a packet to the camera's address is seen. */
    List<String> outbound(int packet) {
        return switch (this) {
            case LINK, NAT, NAT_OF_TWO, IPV6, CONTAINER -> List.of("eth0");
            case ASYMMETRIC -> List.of("eth1");
            case BRIDGE -> List.of("br0", "eth0");
            case VLAN -> List.of("eth0.10", "eth0");
            case BOND -> List.of("bond0", packet % 2 == 0 ? "eth1" : "eth0");
            case OWN_HOST -> List.of(LOOPBACK);
        };
    }

    /** What the kernel says of the way to the camera. */
    Optional<Route> route() {
        return Optional.of(new Route(outbound(0).get(0), Optional.empty(), Optional.empty()));
    }

    InetAddress server() {
        return address(this == IPV6 ? "fd00:77::1" : "10.77.0.1");
    }

    /** The media server's own address, where the host translates it. */
    InetAddress container() {
        return address("172.17.0.2");
    }

    /** The host's interfaces towards the container, in the order in which the container's packets cross them. */
    List<String> towardsContainer() {
        return this == CONTAINER ? List.of("veth1", "docker0") : List.of();
    }

    InetAddress camera() {
        return this == OWN_HOST ? server() : address(this == IPV6 ? "fd00:77::2" : "10.77.0.2");
    }

    /** The camera's address as the media server's host sees it. */
    public InetAddress seen() {
        return isNat() ? address("10.77.0.254") : camera();
    }

    InetAddress unspecified() {
        return address(this == IPV6 ? "::" : "0.0.0.0");
    }

    InetAddress loopback() {
        return address(this == IPV6 ? "::1" : "127.0.0.1");
    }

    InetAddress otherHost() {
        return address(this == IPV6 ? "fd00:77::3" : "10.77.0.3");
    }

    InetAddress otherNetwork() {
        return address(this == IPV6 ? "fd00:99::9" : "10.99.0.9");
    }

    boolean isNat() {
        return this == NAT || this == NAT_OF_TWO;
    }

    static InetAddress address(String literal) {
        return new InetSocketAddress(literal, 0).getAddress();
    }
}
