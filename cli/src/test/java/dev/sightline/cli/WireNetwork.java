package dev.sightline.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * A server, and every kind of way between it and cameras: each way is a link with a host of cameras at its end, in a
 * network of its own, the server at 10.77.n.1 by the interface that has the way's name. Needs root.
 */
final class WireNetwork implements AutoCloseable {
    /** Sends through {@link #taggedFrames}. */
    static final String TAGGED_CAMERA = "10.77.6.2";

    private static final ObjectMapper JSON = new ObjectMapper();
    /** The links' server ends, the bridge and its port, and {@code lo}. */
    private static final int INTERFACES = 10;

    private final List<Host> hosts = new ArrayList<>();
    final Host server = host("server");
    /** An ordinary link: 10.77.0.2 and on, interface {@code cameras}. */
    final Host field = host("field");
    /** A camera that answers no ARP: 10.77.1.2, interface {@code deaf}. */
    final Host deaf = host("deaf");
    /** The server's end is a port of its bridge: 10.77.2.2, interface {@code bridge}, its port {@code trunk}. */
    final Host bridged = host("bridged");
    /** Comes by {@code there}; the server's main table leads back by {@code back}: 10.77.3.2. */
    final Host roundabout = host("roundabout");
    /** Comes by {@code main}; a policy rule leads back by {@code policy}: 10.77.4.2. */
    final Host policy = host("policy");
    /** Cameras 192.168.50.2 and on behind a router, which the server sees as 10.77.5.2, interface {@code nat}. */
    final Host home = host("home");
    /** Its frames are tagged for a VLAN that the server does not know: interface {@code tagged}. */
    final Host tagged = host("tagged");

    WireNetwork() {
        try {
            join(field, "cameras", 0);
            field.sysctl("net/ipv4/icmp_ratelimit", "0"); // cameras of their own would not share one ration
            deafen();
            bridge();
            joinTwice(roundabout, "there", "back", 3);
            server.ip("route add 10.77.3.2/32 dev back");
            joinTwice(policy, "main", "policy", 4);
            server.ip("route add 10.77.4.2/32 dev policy table 77");
            server.ip("rule add to 10.77.4.2 lookup 77");
            translate();
            server.link("tagged", tagged, "server");
        } catch (RuntimeException problem) {
            close();
            throw problem;
        }
    }

    private Host host(String role) {
        Host host = Host.up(role);
        hosts.add(host);
        return host;
    }

    private void join(Host host, String serverEnd, int network) {
        server.link(serverEnd, host, "server");
        server.ip("address add " + server(network) + "/24 dev " + serverEnd);
    }

    private void deafen() {
        join(deaf, "deaf", 1);
        deaf.ip("address add 10.77.1.2/24 dev server");
        deaf.ip("neighbour add " + server(1) + " lladdr " + hardwareAddress("deaf") + " dev server");
        deaf.sysctl("net/ipv4/conf/server/arp_ignore", "8");
    }

    private void bridge() {
        server.ip("link add bridge type bridge");
        server.ip("link set bridge up");
        server.link("trunk", bridged, "server");
        server.ip("link set trunk master bridge");
        server.ip("address add " + server(2) + "/24 dev bridge");
        bridged.ip("address add 10.77.2.2/24 dev server");
    }

    private void joinTwice(Host host, String first, String second, int network) {
        join(host, first, network);
        server.link(second, host, "another");
        // One device on one switch, which this host reaches by two network cards: it has one link address.
        for (String end : List.of("server", "another")) {
            host.ip("link set " + end + " address 02:00:00:00:00:0" + network);
        }
        host.ip("address add 10.77." + network + ".2/24 dev server");
    }

    private void translate() {
        Host router = host("router");
        join(router, "nat", 5);
        router.ip("address add 10.77.5.2/24 dev server");
        router.link("inside", home, "router");
        router.ip("address add 192.168.50.1/24 dev inside");
        for (int camera = 2; camera <= 4; camera++) {
            home.ip("address add 192.168.50." + camera + "/24 dev router");
        }
        home.ip("route add default via 192.168.50.1");
        router.sysctl("net/ipv4/ip_forward", "1");
        router.firewall("""
                table ip nat {
                  chain out {
                    type nat hook postrouting priority 100
                    oifname "server" masquerade
                  }
                }
                """);
    }

    /** A camera whose frames have a tag, and the feedback for it. */
    TaggedFrames taggedFrames() {
        return new TaggedFrames(
                tagged,
                "server",
                new InetSocketAddress(TAGGED_CAMERA, 5_006),
                server,
                "tagged",
                new InetSocketAddress(server(6), 20_190));
    }

    /** The server's address in one of the networks. */
    static String server(int network) {
        return "10.77." + network + ".1";
    }

    private String hardwareAddress(String serverEnd) {
        try {
            return JSON.readTree(Host.output("ip", "-n", server.name, "-json", "link", "show", serverEnd))
                    .at("/0/address")
                    .asText();
        } catch (JsonProcessingException problem) {
            throw new IllegalStateException(problem);
        }
    }

    /** Waits until the probe captures on every interface of the server. */
    void awaitCapture() {
        server.awaitCapture(INTERFACES);
    }

    @Override
    public void close() {
        hosts.forEach(Host::close);
    }
}
