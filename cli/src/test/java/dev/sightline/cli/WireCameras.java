package dev.sightline.cli;

import java.util.List;

/** The cameras of {@link VerdictsOnTheWireTest}, each with what is to be found. */
final class WireCameras {
    private static final String DELIVERED = "DELIVERED";
    private static final String TRAPPED = "TRAPPED";
    private static final String SILENT = "SILENT";
    private static final String BLOCKED = "BLOCKED";
    private static final String UNREACHABLE = "UNREACHABLE";
    private static final String UNPROVEN = "UNPROVEN";
    private static final String SERVER = WireNetwork.server(0);
    /** The offer of one whose address is not known. */
    private static final CameraOffer UNKNOWN = CameraOffer.of("0.0.0.0", 9);

    private final WireNetwork network;

    WireCameras(WireNetwork network) {
        this.network = network;
    }

    private WireCamera field(int number, String name) {
        String address = "10.77.0." + number;
        network.field.ip("address add " + address + "/24 dev server");
        return WireCamera.at(network.field, address, SERVER, name);
    }

    private static CameraOffer own(int number) {
        return CameraOffer.of("10.77.0." + number, 5_006);
    }

    /** The rows of RETURN-PATH's table, in its order. */
    List<WireCamera> table() {
        return List.of(
                field(10, "0.0.0.0, port 9").offering(UNKNOWN).is(TRAPPED, "lo").because("127.0.0.1:10"),
                field(11, "0.0.0.0, the real port")
                        .offering(CameraOffer.of("0.0.0.0", 5_006))
                        .is(TRAPPED, "lo")
                        .because("127.0.0.1:5007"),
                field(12, "the server's own address")
                        .offering(CameraOffer.of(SERVER, 5_006))
                        .is(TRAPPED, "lo")
                        .because(SERVER + ":5007"),
                field(13, "the camera's address").is(DELIVERED, "cameras").because("10.77.0.13:5007"),
                field(14, "a=rtcp:5017")
                        .offering(own(14).withRtcpPort(5_017))
                        .ports(5_006, 5_017)
                        .is(DELIVERED, "cameras")
                        .because("10.77.0.14:5017"),
                // The wire shows only where it reports from; that it listens elsewhere its offer says, and nothing
                // proves.
                field(26, "a=rtcp:5017, the camera reports from 5007")
                        .offering(own(26).withRtcpPort(5_017))
                        .ports(5_006, 5_017)
                        .reportingFrom(5_007)
                        .is(SILENT, "cameras")
                        .hearing()
                        .because("10.77.0.26:5017")
                        .byTheAgent(UNPROVEN, "PORT_IN_DOUBT"),
                field(15, "the camera never reports")
                        .withoutReports()
                        .is(DELIVERED, "cameras")
                        .because("10.77.0.15:5007"),
                field(16, "COMEDIA")
                        .offering(UNKNOWN.active())
                        .is(DELIVERED, "cameras")
                        .because("s after its RTP was first seen"),
                field(17, "COMEDIA, the camera never reports")
                        .offering(UNKNOWN.active())
                        .withoutReports()
                        .is(SILENT)
                        .because("no RTCP leaves"),
                field(18, "no goog-remb")
                        .offering(own(18).withoutRemb())
                        .is(DELIVERED, "cameras")
                        .because("no REMB"),
                field(19, "RTP/AVP")
                        .offering(own(19).avp())
                        .is(DELIVERED, "cameras")
                        .because("no REMB"));
    }

    /** What drops packets on this host, and what answers that they cannot be delivered. */
    List<WireCamera> lost() {
        network.server.firewall("""
                table inet filter {
                  chain out {
                    type filter hook output priority 0
                    ip daddr 10.77.0.20 udp dport 5007 counter drop
                  }
                  chain in {
                    type filter hook input priority 0
                    ip saddr 10.77.0.21 counter drop
                    ip saddr 10.77.0.22 udp sport 5006 counter drop
                  }
                  chain closed {
                    type filter hook input priority 10; policy drop;
                    ip saddr != 10.77.0.23 accept
                  }
                }
                """);
        return List.of(
                field(20, "its RTCP is dropped on the way out").is(BLOCKED).because("10.77.0.20", "DROPPED_OUT"),
                field(21, "all of it is dropped on the way in")
                        .offering(UNKNOWN.active())
                        .is(BLOCKED)
                        .because("10.77.0.21", "DROPPED_IN"),
                field(22, "its RTP is dropped on the way in")
                        .is(BLOCKED, "cameras")
                        .hearing()
                        .because("10.77.0.22", "DROPPED_IN"),
                field(23, "a chain's policy drops it")
                        .offering(UNKNOWN.active())
                        .is(BLOCKED)
                        .because("policy", "DROPPED_IN"),
                field(24, "its RTCP port is closed")
                        .withoutRtcpPort()
                        .is(UNREACHABLE, "cameras")
                        .because("10.77.0.24:5007", "PORT_UNREACHABLE"),
                WireCamera.at(network.deaf, "10.77.1.2", WireNetwork.server(1), "it answers no ARP")
                        .is(UNREACHABLE)
                        .because("10.77.1.2", "NEIGHBOUR_FAILED"),
                field(25, "COMEDIA, the camera starts anew on other ports")
                        .offering(UNKNOWN.active())
                        .rebootingTo(6_006)
                        .is(SILENT, "cameras")
                        .because("10.77.0.25:5007", "STALE_PORT"));
    }

    /** Ways that are not the plain one. */
    List<WireCamera> ways() {
        return List.of(
                WireCamera.at(network.server, SERVER, SERVER, "a camera on the server's own host")
                        .ports(7_006, 7_007)
                        .offering(CameraOffer.of(SERVER, 7_006))
                        .is(DELIVERED, "lo")
                        .because("on this very host", "ON_THIS_HOST"),
                WireCamera.at(network.bridged, "10.77.2.2", WireNetwork.server(2), "behind a bridge of the server's")
                        .is(DELIVERED, "bridge", "trunk"), // it is seen on both, and told of the one that sees most
                WireCamera.at(network.roundabout, "10.77.3.2", WireNetwork.server(3), "comes one way, back another")
                        .is(DELIVERED, "back"),
                WireCamera.at(network.policy, "10.77.4.2", WireNetwork.server(4), "back by a policy rule")
                        .is(DELIVERED, "policy"),
                behindNat(2, "one of two cameras behind a NAT").offering(UNKNOWN.active()),
                behindNat(3, "the other of two cameras behind a NAT").offering(UNKNOWN.active()));
    }

    private WireCamera behindNat(int number, String name) {
        return WireCamera.at(network.home, "192.168.50." + number, WireNetwork.server(5), name)
                .seenAs("10.77.5.2")
                .is(DELIVERED, "nat");
    }
}
