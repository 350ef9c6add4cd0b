package dev.sightline.probe.judge.correlation;

import dev.sightline.probe.Neighbour;
import dev.sightline.probe.Route;
import dev.sightline.probe.host.Host;
import dev.sightline.probe.judge.seen.RtcpTally;
import dev.sightline.probe.judge.seen.RtpStream;
import dev.sightline.probe.judge.seen.VirtualRouters;
import dev.sightline.probe.packet.Datagram.Direction;
import dev.sightline.probe.packet.LinkEnds;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * Whether RTCP on the link of a camera's RTP goes to the station from which that comes. Behind routers it need not: they
 * stand in for each other, forward under addresses of their own, and the way back may be another one's. But a camera that is
 * on this very link gets nothing that another station gets, unless that one hands it on.
 */
public final class NextStation {
    /** So long the neighbour table may take to be read. */
    private static final Duration UNREAD = Duration.ofSeconds(2);

    /** What speaks against delivery, or may be right and is remarked on. */
    public enum Kind {
        /** It is for the link address that sends it, and the camera's RTP comes from another, so that anyone may send it. */
        TO_ITSELF,
        /** It is for the link address of zeros, which no station has. */
        TO_NOBODY,
        /** A router sends it back. */
        SENT_BACK,
        /** The kernel sends it to the camera itself, by what its neighbour entry says. */
        WRONG_NEIGHBOUR,
        /** The kernel sends it to a router, though the camera is on the link. */
        BY_A_ROUTER,
        /** The router's address was written down by hand, and its RTP comes from another. */
        WRITTEN_DOWN,
        /** The camera is on the link, and how the sender routes it is not known. */
        ON_THE_LINK,
        /** The kernel has not told its route yet, or its neighbours. */
        NOT_KNOWN_YET,
        /** A remark: one who stands in for others gets it. */
        STANDS_IN
    }

    /**
     * RTCP for another station.
     *
     * @param interfaceName the link
     * @param from from whom the RTP comes
     * @param to who gets the RTCP
     * @param gateway the router by which the kernel sends it
     */
    public record Other(
            Kind kind, String interfaceName, List<Long> from, List<Long> to, Optional<InetAddress> gateway) {}

    private final Host host;
    private final FlowRoutes routes;
    private final Instant now;

    public NextStation(Host host, Instant now) {
        this.host = host;
        this.routes = new FlowRoutes(host.routes());
        this.now = now;
    }

    /** Whether that is no delivery, as far as is known. */
    boolean isInDoubt(RtpStream stream, RtcpTally tally, List<RtcpTally> fromCamera) {
        return of(stream, tally, fromCamera)
                .filter(other -> other.kind() != Kind.STANDS_IN)
                .isPresent();
    }

    /**
     * The other station; empty where it goes to the right one, or nothing shows that it does not.
     *
     * @param tally RTCP for the stream's camera
     * @param fromCamera the camera's own reports
     */
    public Optional<Other> of(RtpStream stream, RtcpTally tally, List<RtcpTally> fromCamera) {
        String name = link(stream, tally);
        List<LinkEnds> received = stream.stations().on(name);
        List<LinkEnds> sent = tally.stations().on(name);
        if (!tally.isSentBack() && isBack(received, sent)) {
            return Optional.empty();
        }
        List<Long> from = sources(received);
        List<Long> to = each(sent, LinkEnds::destination);
        if (tally.isSentBack()) {
            return Optional.of(new Other(
                    Kind.SENT_BACK, name, from, to, route(stream, tally).flatMap(Route::gateway)));
        }
        if (isToItself(sent, from)) {
            return Optional.of(new Other(Kind.TO_ITSELF, name, from, to, Optional.empty()));
        }
        if (isToNobody(received, sent)) {
            return Optional.of(new Other(Kind.TO_NOBODY, name, from, to, Optional.empty()));
        }
        boolean another = !from.isEmpty()
                && !sent.isEmpty()
                && sent.stream().allMatch(LinkEnds::isForOne)
                && to.stream().noneMatch(from::contains);
        Instant since = tally.stations().since(name).orElse(Instant.MIN);
        if (!another || Talkback.arrives(tally, fromCamera, since, now)) {
            return Optional.empty();
        }
        Optional<Route> route = route(stream, tally);
        Optional<InetAddress> gateway = route.flatMap(Route::gateway);
        return kind(stream, tally, from, to, route).map(kind -> new Other(kind, name, from, to, gateway));
    }

    /** To the one station from which the RTP comes: nearly always, and asked for each stream in each judgement. */
    private static boolean isBack(List<LinkEnds> received, List<LinkEnds> sent) {
        if (received.size() != 1 || sent.size() != 1) {
            return false;
        }
        LinkEnds ends = sent.get(0);
        return ends.destination() == received.get(0).source()
                && ends.destination() != 0
                && ends.destination() != ends.source();
    }

    /** A host sends so where the next station has its own link address, under which that one's RTP comes, too. */
    private static boolean isToItself(List<LinkEnds> sent, List<Long> from) {
        return !sent.isEmpty()
                && sent.stream()
                        .allMatch(ends -> ends.source() == ends.destination() && !from.equals(List.of(ends.source())));
    }

    /** Zeros stand for what is not known, too, as in a cooked capture: there it is not known of the RTP either. */
    private static boolean isToNobody(List<LinkEnds> received, List<LinkEnds> sent) {
        return !sent.isEmpty()
                && sent.stream().allMatch(ends -> ends.destination() == 0)
                && !received.isEmpty()
                && received.stream().allMatch(ends -> ends.destination() != 0);
    }

    private Optional<Kind> kind(
            RtpStream stream, RtcpTally tally, List<Long> from, List<Long> to, Optional<Route> route) {
        InetAddress camera = stream.camera();
        boolean onTheLink = stream.hopLimit().isWhole() || isNeighbour(camera, tally, from);
        boolean virtual = to.stream().anyMatch(VirtualRouters::contain);
        boolean unread = !onTheLink
                && route.isPresent()
                && isUnread(route.get().gateway().orElse(camera), tally);
        if (unread && !virtual) {
            return Optional.of(Kind.NOT_KNOWN_YET);
        }
        if (route.isPresent() && route.get().gateway().isEmpty()) {
            boolean forOthers =
                    to.stream().anyMatch(station -> host.neighbours().isShared(camera, LinkEnds.words(station)));
            return Optional.of(virtual || (forOthers && !onTheLink) ? Kind.STANDS_IN : Kind.WRONG_NEIGHBOUR);
        }
        if (onTheLink) {
            return Optional.of(route.isPresent() ? Kind.BY_A_ROUTER : Kind.ON_THE_LINK);
        }
        if (route.isPresent()) {
            return Optional.of(Kind.WRITTEN_DOWN).filter(kind -> !virtual && isWrittenDown(route.get()));
        }
        return Optional.of(Kind.NOT_KNOWN_YET).filter(kind -> isOwn(tally) && routes.isPending(tally));
    }

    /** Whether the kernel heard the camera's address at the very station that sends the RTP, which has no other. */
    private boolean isNeighbour(InetAddress camera, RtcpTally tally, List<Long> from) {
        return host.neighbours()
                .of(camera)
                .filter(neighbour -> isOn(tally, neighbour.interfaceName()))
                .flatMap(Neighbour::linkAddress)
                .filter(address -> from.stream().map(LinkEnds::words).anyMatch(address::equals))
                .filter(address -> !host.neighbours().isShared(camera, address))
                .isPresent();
    }

    /** What RTCP was sent to has an entry. */
    private boolean isUnread(InetAddress nextHop, RtcpTally tally) {
        return host.neighbours().of(nextHop).isEmpty()
                && Duration.between(tally.first(), now).compareTo(UNREAD) < 0;
    }

    private boolean isWrittenDown(Route route) {
        return route.gateway()
                .filter(router -> host.neighbours().isWrittenDown(router, route.interfaceName()))
                .isPresent();
    }

    /** This host's own, of what it sends itself: a guest on its bridge has other ones. */
    private Optional<Route> route(RtpStream stream, RtcpTally tally) {
        return !isOwn(tally)
                ? Optional.empty()
                : routes.taken(tally)
                        .or(() ->
                                host.routes().to(stream.camera()).filter(route -> isOn(tally, route.interfaceName())));
    }

    private static boolean isOwn(RtcpTally tally) {
        return tally.direction() == Direction.OUT;
    }

    private static boolean isOn(RtcpTally tally, String interfaceName) {
        return tally.key().interfaceName().equals(interfaceName)
                || tally.twins().contains(interfaceName);
    }

    private static List<Long> sources(List<LinkEnds> ends) {
        return each(ends, LinkEnds::source);
    }

    private static List<Long> each(List<LinkEnds> ends, ToLongFunction<LinkEnds> which) {
        return ends.size() == 1
                ? List.of(which.applyAsLong(ends.get(0)))
                : ends.stream().mapToLong(which).distinct().boxed().toList();
    }

    /** The interface on which both are seen. */
    public static String link(RtpStream stream, RtcpTally tally) {
        String own = tally.key().interfaceName();
        if (areSeen(stream, tally, own)) {
            return own;
        }
        for (String twin : tally.twins()) {
            if (areSeen(stream, tally, twin)) {
                return twin;
            }
        }
        return own;
    }

    private static boolean areSeen(RtpStream stream, RtcpTally tally, String name) {
        return !stream.stations().on(name).isEmpty()
                && !tally.stations().on(name).isEmpty();
    }
}
