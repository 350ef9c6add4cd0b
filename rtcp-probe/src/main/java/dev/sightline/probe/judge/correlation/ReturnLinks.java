package dev.sightline.probe.judge.correlation;

import dev.sightline.probe.Route;
import dev.sightline.probe.RtcpFlow.Meaning;
import dev.sightline.probe.host.Host;
import dev.sightline.probe.judge.seen.RtcpTally;
import dev.sightline.probe.judge.seen.RtpStream;
import dev.sightline.probe.packet.Datagram.Direction;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Tells what it means for a stream by which interface RTCP leaves, and for whom. What leaves by another link than the one
 * by which RTP comes may be an asymmetric route, or a wrong one: the kernel does as it was told, so its route alone proves
 * nothing.
 */
public final class ReturnLinks {
    private final Host host;
    private final FlowRoutes routes;
    private final Instant now;
    private final NextStation nextStation;

    public ReturnLinks(Host host, Instant now) {
        this.host = host;
        this.now = now;
        this.nextStation = new NextStation(host, now);
        this.routes = new FlowRoutes(host.routes());
    }

    /**
     * What RTCP is for the stream's camera.
     *
     * @param leading the interfaces that lead to it
     * @param fromCamera its own reports
     */
    Meaning meaning(
            RtpStream stream,
            RtcpTally tally,
            ExpectedPorts expected,
            Set<String> leading,
            List<RtcpTally> fromCamera) {
        Meaning meaning = byItsLink(stream, tally, expected, leading, fromCamera);
        if (meaning == Meaning.DELIVERED && tally.isFarewell()) {
            return Meaning.FAREWELL;
        }
        return meaning == Meaning.DELIVERED && nextStation.isInDoubt(stream, tally, fromCamera)
                ? Meaning.LINK_IN_DOUBT
                : meaning;
    }

    private Meaning byItsLink(
            RtpStream stream,
            RtcpTally tally,
            ExpectedPorts expected,
            Set<String> leading,
            List<RtcpTally> fromCamera) {
        boolean forCamera = tally.destination().getAddress().equals(stream.camera());
        if (forCamera && isHeldBack(stream, tally)) {
            Meaning meaning = expected.meaningOf(tally, stream.localPort());
            return meaning == Meaning.WRONG_PORT ? meaning : Meaning.NOT_FORWARDED;
        }
        if (comesBack(stream, tally)) {
            return forCamera ? expected.meaningOf(tally, stream.localPort()) : Meaning.WRONG_HOST;
        }
        boolean routed = leads(stream, tally, leading);
        boolean cannotLead = tally.direction() == Direction.LOCAL
                || tally.destination().getAddress().isLinkLocalAddress();
        if (cannotLead || !(forCamera || routed)) {
            return Meaning.TRAPPED;
        }
        return forCamera ? byAnotherLink(stream, tally, expected, routed, fromCamera) : Meaning.WRONG_HOST;
    }

    /** Whether the stream's RTP is seen nearer to its camera, and this RTCP is not. */
    private static boolean isHeldBack(RtpStream stream, RtcpTally tally) {
        boolean byInterface =
                stream.hasSeveralLinks() && !stream.beyond(tally.interfaces()).isEmpty();
        return byInterface || !stream.trunk().beyond(tally).isEmpty();
    }

    /** What comes from a media server behind a translation, seen before it leaves this host. */
    Meaning inside(
            RtpStream stream,
            RtcpTally tally,
            ExpectedPorts expected,
            Set<String> leading,
            List<RtcpTally> fromCamera) {
        return comesBack(stream, tally) || leads(stream, tally, leading)
                ? meaning(stream, tally, expected, leading, fromCamera)
                : Meaning.TRAPPED;
    }

    /**
     * A loopback interface leads only to a camera whose RTP arrives there, whatever the route says. By the interface by
     * which this host hands the RTP on, what others send comes in. Two VLANs on one interface are two links.
     */
    public static boolean comesBack(RtpStream stream, RtcpTally tally) {
        return arrives(stream, tally, tally.key().interfaceName())
                || (tally.direction() != Direction.LOCAL
                        && tally.twins().stream().anyMatch(name -> arrives(stream, tally, name)));
    }

    private static boolean arrives(RtpStream stream, RtcpTally tally, String name) {
        return stream.arrivesOn(name)
                && !stream.isHandedOn(name)
                && !stream.stations().isAnotherVlan(name, tally.stations());
    }

    private static boolean leads(RtpStream stream, RtcpTally tally, Set<String> leading) {
        return leads(stream, tally, leading, tally.key().interfaceName())
                || tally.twins().stream().anyMatch(name -> leads(stream, tally, leading, name));
    }

    private static boolean leads(RtpStream stream, RtcpTally tally, Set<String> leading, String name) {
        return leading.contains(name) && !stream.stations().isAnotherVlan(name, tally.stations());
    }

    private Meaning byAnotherLink(
            RtpStream stream, RtcpTally tally, ExpectedPorts expected, boolean routed, List<RtcpTally> fromCamera) {
        Optional<Route> taken = routes.taken(tally);
        boolean known = routed || taken.isPresent();
        if (!known && !isListed(host, stream.camera(), tally)) {
            if (routes.isPending(tally)) {
                return Meaning.LINK_IN_DOUBT;
            }
            boolean ofThisHost = tally.direction() == Direction.OUT;
            if (ofThisHost && routes.isKnown(tally) && !host.routes().mayHeedMarks()) {
                return Meaning.TRAPPED;
            }
        }
        Meaning meaning = expected.meaningOf(tally, stream.localPort());
        boolean proven = taken.flatMap(Route::gateway).isEmpty()
                && answers(host, stream.camera(), tally)
                && Namesake.of(host, stream, tally, fromCamera, now).isEmpty();
        boolean toldByRouters = !routes.isKnown(tally) && stream.hopLimit().isSpent();
        boolean believed = known ? !isOnItsLink(host, stream) : toldByRouters;
        return meaning == Meaning.DELIVERED && !proven && !believed ? Meaning.LINK_IN_DOUBT : meaning;
    }

    /** Whether somebody with the camera's address answers on the link by which RTCP leaves. */
    public static boolean answers(Host host, InetAddress camera, RtcpTally tally) {
        return host.neighbours().answers(camera, tally.key().interfaceName())
                || tally.twins().stream().anyMatch(name -> host.neighbours().answers(camera, name));
    }

    /** Whether somebody with the camera's address may be on that link. */
    private static boolean isListed(Host host, InetAddress camera, RtcpTally tally) {
        return host.neighbours().isListed(camera, tally.key().interfaceName())
                || tally.twins().stream().anyMatch(name -> host.neighbours().isListed(camera, name));
    }

    /** Whether the camera is on the very link by which its RTP comes, as far as is known. */
    public static boolean isOnItsLink(Host host, RtpStream stream) {
        return stream.hopLimit().isWhole()
                || stream.interfaceNames().stream()
                        .anyMatch(name -> host.routes().isOnLink(stream.camera(), name)
                                || host.neighbours().isListed(stream.camera(), name));
    }
}
