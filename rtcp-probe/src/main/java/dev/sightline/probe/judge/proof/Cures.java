package dev.sightline.probe.judge.proof;

import dev.sightline.probe.Neighbour;
import dev.sightline.probe.RedirectRule;
import dev.sightline.probe.Refusal;
import dev.sightline.probe.Wording;
import dev.sightline.probe.judge.seen.RtcpTally;
import dev.sightline.probe.judge.seen.RtpStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/** What mends each verdict. */
public final class Cures {
    static final String NEXT_REPORT =
            "watch until the camera reports again; if it never does, see whether it still runs";

    static final String HOP_LIMIT =
            "see with which hop limit the media server sends (tcpdump -v: ttl, hlim), and let it send with 64 or more"
                    + " (sysctl net.ipv4.ip_default_ttl, net.ipv6.conf.all.hop_limit)";

    static final String FEEDBACK_STOPPED =
            "see whether the media server still receives this stream (its log, its getStats); a new negotiation starts the feedback again";
    static final String NO_MEDIA =
            "see whether the camera is switched on and sends to this host, and whether the watched ports are the media server's";
    static final String STALE_PORT =
            "negotiate again: the media server learns an address once and keeps it, so a camera that started anew needs a new endpoint";
    static final String MEDIA_SERVER_GONE =
            "see whether the media server runs, and negotiate again: its ports change when it starts anew";
    static final String WRONG_SSRC =
            "a camera that heeds the SSRC ignores this feedback: negotiate again, with the a=ssrc: line that the camera really sends, or without one";
    static final String REMB_AT_FLOOR =
            "see whether packets are lost on the way from the camera, and raise the media server's least estimate (in Kurento: RembParams of the endpoint)";
    static final String REMB_MISSING =
            "offer RTP/AVPF and a=rtcp-fb:N goog-remb, where N is the first payload type of the m= line";

    static final String RTP_DROPPED =
            "see whether the media server counts the RTP (its getStats), and whether a firewall on its host drops it (nft list ruleset)";
    static final String CAPTURE_EVERYWHERE =
            "capture on the media server's host on every interface at once, lo too: tcpdump -i any -s 0 -w FILE.pcap udp or icmp or icmp6 or esp";
    /** Over lo to both kinds of the host's addresses, and to the camera; see the class that looks for them. */
    public static final String PROVING =
            "for a in 127.0.0.1 SERVER CAMERA; do echo > /dev/udp/$a/9; done (in bash; SERVER is the address to which the camera sends)";

    static final String CAPTURE_UNFILTERED =
            "capture again on the media server's host, by no host and no port, and send meanwhile, on that host, three"
                    + " datagrams over lo and to the camera, which show that all is captured: " + PROVING
                    + "; tcpdump -i any -s 0 -w FILE.pcap udp or icmp or icmp6 or esp (into one file, or, with -G or -C,"
                    + " send them while each file is written)";
    static final String IPSEC =
            "see whether the camera counts the RTCP that it gets, or capture on its side; here, see whether ESP leaves"
                    + " (ip xfrm policy, ip -s xfrm state, tcpdump -ni any esp or udp port 4500)";
    static final String WATCH_EVERYWHERE =
            "watch every interface, as without --interface; a capture of all of them is made with tcpdump -i any";

    public static final String WEBRTC_TRANSPORT =
            "where it is a camera, see who sends the STUN or DTLS (tcpdump -i any udp port PORT): its own sender reports, in the clear, show that it is no viewer";

    public static final String WATCH_EVERY_PORT = "watch with --media-ports 1024-65535";

    public static final String NOT_JUDGED =
            "report it with the stack trace in the probe's log, of which there is one a minute: nothing of the camera or the network is to blame";

    static final String CAPTURE_CUT = "capture whole packets: tcpdump -s 0";

    private Cures() {}

    /** Nothing shows whose stream it is. */
    public static String streamInDoubt(RtpStream stream) {
        return "see whether the camera's settings or its SDP name that source and port: where they do, this stream of the camera gets no feedback; else see who sends it (tcpdump -eni any udp port "
                + stream.localPort() + "), or name the media server's ports alone with --media-ports";
    }

    static String unnamedSource(RtpStream stream, String ssrc) {
        return "see whether the camera's settings or its SDP name " + ssrc
                + ": where they do, that media of the camera gets no feedback: offer its media section to the media server, too, or let the camera send it to a port of its own (without a=group:BUNDLE); what repairs other media (RTX, FEC) may need none; else see who sends it (tcpdump -eni any udp port "
                + stream.localPort() + ")";
    }

    /** A container's lo is another one. */
    static String watchInside(RtpStream inner) {
        return "watch in the media server's own network namespace, with its process id (lsns -t net lists them): nsenter -t PID -n bin/sightline probe watch --media-ports "
                + inner.localPort() + "-" + (inner.localPort() + 1);
    }

    /** So is a guest's. */
    static String watchThere(RtpStream stream) {
        return "watch in the guest, or on the host, that has the address "
                + Wording.address(stream.destination().getAddress()) + ": bin/sightline probe watch --media-ports "
                + stream.localPort() + "-" + (stream.localPort() + 1);
    }

    /** It comes from the container, addressed rightly, and does not leave. */
    static String forward(RtpStream inner) {
        return "let this host forward what comes from "
                + Wording.address(inner.destination().getAddress())
                + " to the camera: the firewall's forward hook (nft list ruleset), sysctl net.ipv4.ip_forward, ip route";
    }

    /** It is on a bridge, say, and not on its port. */
    static String below(List<String> names) {
        String name = names.isEmpty() ? "the link below" : names.get(0);
        return "see what keeps it from " + name
                + ": the bridge's own filter (nft list ruleset: tables of the families bridge and netdev), tc filter show dev "
                + name + " egress, bridge link, bridge fdb; if it does reach the camera, the capture missed it on "
                + name;
    }

    /** It is on one link of an interface, and not on another. */
    static String between(RtpStream stream, String missing) {
        return "see whether the router or firewall before " + missing + " drops UDP for "
                + Wording.address(stream.camera())
                + " (its rules, its route); if the camera does get it, the capture missed it there: mirror what goes"
                + " both ways";
    }

    /** The kernel sends what is addressed rightly another way than the camera's media comes. */
    static String route(RtpStream stream, RtcpTally tally) {
        String camera = Wording.address(stream.camera());
        return "RTCP is for the camera, but leaves by " + StationWords.link(stream, tally) + ", not by "
                + StationWords.links(stream, tally)
                + ", where its RTP comes: change the rule or route that leads it there (ip rule, ip route get " + camera
                + " from " + Wording.address(tally.source().getAddress()) + " ipproto udp sport "
                + tally.source().getPort() + " dport " + tally.destination().getPort()
                + "), or route the camera by that link: ip route replace " + camera + " dev "
                + StationWords.device(stream, tally) + ", with via ROUTER where one is between";
    }

    /** The same where the way may be right. */
    static String otherLink(RtpStream stream, RtcpTally tally) {
        return "see whether the camera counts the RTCP that it gets, or capture on its side; if none comes: "
                + route(stream, tally);
    }

    private static String counting(RtpStream stream) {
        return "see whether the camera " + Wording.address(stream.camera())
                + " counts the RTCP that it gets, or capture on its side; if none comes: ";
    }

    /** The kernel asks for the camera itself, and another answers, or somebody wrote down who it is. */
    static String wrongNeighbour(RtpStream stream, RtcpTally tally) {
        String camera = Wording.address(stream.camera());
        String name = tally.key().interfaceName();
        return counting(stream) + "see who has its address (ip neigh show " + camera + ", arping -D -I " + name + " "
                + camera + "); take the address from the other device, or remove the entry: ip neigh del " + camera
                + " dev " + name;
    }

    /** The kernel sends it to a router, though the camera is nearer. */
    static String routerOnItsLink(RtpStream stream, RtcpTally tally) {
        String camera = Wording.address(stream.camera());
        return counting(stream) + "remove the route by the router (ip route get " + camera
                + "), or route the camera by its" + " own link: ip route replace " + camera + " dev "
                + tally.key().interfaceName();
    }

    /** A router's entry. */
    static String writtenDown(RtcpTally tally, InetAddress router) {
        return "see who has the router's address (ip neigh show " + Wording.address(router)
                + "), and let this host ask for it: ip neigh del " + Wording.address(router) + " dev "
                + tally.key().interfaceName();
    }

    /** The kernel's choice of a source follows the route, and a socket of its own address has none to choose. */
    static String otherSource(RtpStream stream, RtcpTally tally) {
        String sentTo = Wording.address(stream.destination().getAddress());
        return "let the media server send from " + sentTo + ": bind it to that address, or give the route to the camera"
                + " that source (ip route replace " + Wording.address(stream.camera()) + " … src " + sentTo
                + "); or announce " + Wording.address(tally.source().getAddress())
                + " to the camera, so that it sends its RTP there";
    }

    /** @param asked the media server's socket to which the camera sends */
    static String otherSourcePort(RtcpTally tally, InetSocketAddress asked) {
        int port = tally.source().getPort();
        return "let the media server send this RTCP from port " + asked.getPort() + ", or announce port " + port
                + " to the camera, so that it sends its own there (a=rtcp:" + port
                + " of the answer, or a=rtcp-mux where that is the port of its RTP)";
    }

    /** Of a capture, where the sender's routes are not known. */
    static String otherStation(RtpStream stream, RtcpTally tally) {
        String camera = Wording.address(stream.camera());
        return counting(stream) + "see on the host that sends it by whom it is routed and who has the camera's address"
                + " there (ip route get " + camera + ", ip neigh show " + camera + ", arping -D -I "
                + tally.key().interfaceName() + " " + camera + ")";
    }

    static String sentBack(RtpStream stream, RtcpTally tally) {
        String camera = Wording.address(stream.camera());
        return "give that router a way to " + camera
                + ", or, where the camera is on the same link, route it there without"
                + " the router: ip route get " + camera + ", ip route replace " + camera + " dev "
                + tally.key().interfaceName();
    }

    /** The offer must name the camera. */
    static String cameraAddress(RtpStream stream) {
        return "negotiate again with the camera's own address in the offer given to the media server (policy camera-address): "
                + "o= and c= " + Wording.address(stream.camera()) + ", m= port "
                + stream.source().getPort() + " and a=rtcp: with the port on which it listens for RTCP";
    }

    /** COMEDIA without a report from the camera is silent for ever; the other causes lie on this host. */
    static String noFeedback(RtpStream stream, boolean neverLearns) {
        String general =
                "see whether the media server still has an endpoint on this port, and whether a firewall here drops its RTCP (nft list ruleset)";
        return neverLearns ? cameraAddress(stream) + "; or " + general : general;
    }

    static String linkAddress(String address) {
        return "see on the camera's link who answers for " + address + " (arping -D -I INTERFACE " + address
                + "), and which link address the camera or its router keeps for it (ip neigh): another device may have the same address; with a media server in a container on a macvlan, watch inside it";
    }

    static String setUp(String interfaceName) {
        return "set the interface up again (ip link set " + interfaceName
                + " up), and see who set it down (journalctl, ip -s link show " + interfaceName + ")";
    }

    static String bringBack(String interfaceName) {
        return "see who removed " + interfaceName
                + " (journalctl), and set it up again; where it has another name or is in"
                + " another network namespace now (ip link, ip netns), watch there";
    }

    static String rtcpPort(String ports, boolean translated) {
        return "let the camera say on which port it listens for RTCP; if on " + ports
                + ", give that in a=rtcp: of the offer"
                + (translated
                        ? "; where a NAT on the way changes its ports, let the media server learn them (policy comedia)"
                        : "");
    }

    /** Neither reports nor an offer tell where the camera listens. */
    static String untoldPort(RtpStream stream, RtcpTally tally) {
        int port = tally.destination().getPort();
        return "see in the camera's settings or in its SDP (a=rtcp:, a=rtcp-mux) whether it listens for RTCP on port "
                + port + ", or capture on its side; if not, " + cameraAddress(stream);
    }

    /** The probe holds no keys. */
    static final String ENCRYPTED =
            "see in the camera or the media server whether the feedback arrives; without encryption (RTP/AVPF) the probe can prove it";

    static String feedbackPort(int port) {
        return "see which of the media server's endpoints has port " + port
                + "; if it is the camera's, give that port in a=rtcp: of the answer";
    }

    static String unclaimedPort(int port) {
        return "see whether a rule of this host gives the media server's RTCP that port (nft list ruleset: "
                + "snat, masquerade), or who holds it: ss -lunp sport = :" + port;
    }

    static String firewall(String rule) {
        return "change or remove the firewall's rule " + rule
                + ": RTP and RTCP must pass between the camera and the media server's ports (nft list ruleset)";
    }

    /** Connection tracking goes on to translate what it has begun with. */
    static String diverted(RtpStream stream, RedirectRule rule) {
        return "remove the firewall's rule \"" + rule.rule() + "\", or let it spare "
                + Wording.address(stream.camera())
                + " (nft list ruleset), and let connection tracking forget what it sends elsewhere already: conntrack -D -p udp -d "
                + Wording.address(stream.camera());
    }

    static String unreachable(Refusal refusal) {
        String to = Wording.socket(refusal.destination());
        if (Refused.isOfFragments(refusal)) {
            return "see what drops fragments of UDP on the way to " + to + " (firewalls, tunnels; tcpdump -v"
                    + " 'ip[6:2] & 0x3fff != 0' on both sides), and whether a router behind it sends it round in"
                    + " circles";
        }
        return switch (refusal.kind()) {
            case PORT_UNREACHABLE ->
                "see on which port the camera listens for RTCP, and give that in a=rtcp: of the offer; " + to
                        + " is closed";
            case TIME_EXCEEDED ->
                HOP_LIMIT + "; else see the routers between "
                        + Wording.address(refusal.reporter()) + " and the camera for a loop (traceroute -n "
                        + Wording.address(refusal.destination().getAddress()) + ")";
            default ->
                "see the network between " + Wording.address(refusal.reporter()) + " and the camera (ip route get "
                        + Wording.address(refusal.destination().getAddress()) + "): routes, cables, firewalls";
        };
    }

    /** Its port may be closed, and what else is sent to closed ports of it hides that. */
    static String busyHost(Refusal refusal, Refusal later) {
        return "see whether the camera listens for RTCP on " + Wording.socket(refusal.destination())
                + " (its settings, or a capture on its side), and give the port on which it does in a=rtcp: of the offer;"
                + " to let its answers tell, stop what this host sends to " + Wording.socket(later.destination());
    }

    static String refusingRouter(InetAddress router, InetAddress camera) {
        return "see what " + Wording.address(router) + " lets through to " + Wording.address(camera)
                + " (its firewall, its routes), or whether that gets RTCP, by a capture on its side";
    }

    static String route(InetAddress camera) {
        return "give this host a route to the camera (ip route get " + Wording.address(camera) + ", ip rule)";
    }

    static String neighbour(Neighbour hop, InetAddress address) {
        return "see the cable, the switch and the address of " + Wording.address(address) + " (ip neigh show dev "
                + hop.interfaceName() + "): it is asked and does not answer";
    }
}
