package dev.sightline.probe.judge.correlation;

import dev.sightline.probe.Cause;
import dev.sightline.probe.Refusal;
import dev.sightline.probe.judge.correlation.RefusingRouter.RefusedCamera;
import dev.sightline.probe.judge.correlation.RefusingRouter.Saying;
import dev.sightline.probe.judge.seen.Refusals;
import dev.sightline.probe.judge.seen.Refusals.Answer;
import dev.sightline.probe.judge.seen.RtcpTally;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What routers answer of this host's RTCP for all cameras together. A router rations its answers by whom they are for, so one
 * media server's cameras share them (Linux: one a second, {@code net.ipv4.icmp_ratelimit}), and that a datagram is not
 * answered does not prove that it was handed on. Only answers count that quote what left, for others anyone may forge.
 */
public final class RouterAnswers {
    /** How long a camera counts as refused after its last answer, while others are: 300 share one a second. */
    public static final Duration IN_TURN = Refusals.IN_TURN;

    /** In which words a router refuses what it does not hand on; that a host cannot be reached is said of each host alone. */
    private static final Set<Cause> OF_MANY =
            EnumSet.of(Cause.PROHIBITED, Cause.PORT_UNREACHABLE, Cause.NETWORK_UNREACHABLE, Cause.TIME_EXCEEDED);

    /** Where a router refuses RTCP that is not the first on its way: the first one, and the network of the cameras. */
    private record Place(Hop hop, ByteBuffer network) {
        private static final int IPV4 = 4;
        private static final int OF_IPV4 = 3;
        private static final int OF_IPV6 = 8;

        static Place of(Hop hop, InetAddress camera) {
            byte[] address = camera.getAddress();
            return new Place(hop, ByteBuffer.wrap(address, 0, address.length == IPV4 ? OF_IPV4 : OF_IPV6));
        }
    }

    /**
     * Why RTCP that nobody refuses may be refused all the same.
     *
     * @param router who refuses others that go the same way
     * @param kind in which words
     * @param cameras how many
     * @param answers what it answered of the RTCP for them
     * @param datagrams of how many datagrams
     * @param since since when it may be so
     */
    public record Doubt(InetAddress router, Cause kind, int cameras, long answers, long datagrams, Instant since) {}

    private final Map<Saying, RefusingRouter> said = new HashMap<>();
    private final RefusingStations stations = new RefusingStations();
    private final FlowRoutes routes;
    private final Instant now;
    private Optional<Map<Place, Set<Saying>>> places = Optional.empty();

    RouterAnswers(Refusals refusals, RtcpIndex rtcp, FlowRoutes routes, Instant now) {
        this.routes = routes;
        this.now = now;
        for (Answer answer : refusals.ofRouters()) {
            Refusal refusal = answer.refusal();
            if (Duration.between(refusal.last(), now).compareTo(IN_TURN) > 0) {
                continue;
            }
            rtcp.sent(refusal.source(), refusal.destination()).stream()
                    .filter(tally -> answer.sender().filter(tally::hasBegunWith).isPresent())
                    .max(Comparator.comparing(tally -> tally.datagramsSince(answer.first())))
                    .ifPresent(sent -> add(answer, sent));
        }
    }

    private void add(Answer answer, RtcpTally sent) {
        Refusal refusal = answer.refusal();
        Saying saying = new Saying(refusal.reporter(), refusal.kind());
        said.computeIfAbsent(saying, RefusingRouter::new)
                .add(refusal.destination().getAddress(), camera(answer, sent));
        if (OF_MANY.contains(saying.kind())) {
            stations.add(saying, answer, sent);
        }
    }

    private static RefusedCamera camera(Answer answer, RtcpTally sent) {
        long datagrams = sent.datagramsSince(answer.first());
        return new RefusedCamera(
                answer.count(),
                datagrams,
                Math.max(0, sent.datagrams() - datagrams),
                answer.first(),
                answer.refusal().last(),
                sent);
    }

    /**
     * When the same router last refused what left for other cameras in the same words, where it answers clearly less than all
     * of it. That a host cannot be reached is said of each host alone.
     */
    public Optional<Instant> lastOfOthers(Refusal refusal) {
        return Optional.of(new Saying(refusal.reporter(), refusal.kind()))
                .filter(saying -> OF_MANY.contains(saying.kind()))
                .flatMap(this::router)
                .flatMap(router -> router.lastOfOthers(refusal.destination().getAddress()));
    }

    /** When a router last refused anything that left, in whatever words. */
    public Optional<Instant> last(InetAddress router) {
        return Arrays.stream(Cause.values())
                .flatMap(kind -> router(new Saying(router, kind)).stream())
                .map(RefusingRouter::last)
                .max(Comparator.naturalOrder());
    }

    /**
     * Why RTCP that nobody refuses may be refused all the same: by the router to which it goes first, by the kernel's route
     * or by its link address, or by one behind that which refuses RTCP for its network.
     *
     * @param window for how long after its last answer a router goes on to refuse
     */
    public Optional<Doubt> doubt(RtcpTally sent, Duration window) {
        return said.isEmpty()
                ? Optional.empty()
                : Stream.concat(
                                Hop.of(sent, routes).stream()
                                        .flatMap(hop ->
                                                perhaps(hop, sent.destination().getAddress())),
                                stations.to(sent))
                        .flatMap(saying -> router(saying).stream())
                        .flatMap(router -> router.doubt(sent, now.minus(window)).stream())
                        .findFirst();
    }

    private Optional<RefusingRouter> router(Saying saying) {
        return Optional.ofNullable(said.get(saying));
    }

    private Stream<Saying> perhaps(Hop hop, InetAddress camera) {
        Stream<Saying> first =
                hop.router().stream().flatMap(router -> OF_MANY.stream().map(kind -> new Saying(router, kind)));
        Map<Place, Set<Saying>> known = places.orElseGet(this::places);
        places = Optional.of(known);
        return Stream.concat(first, known.getOrDefault(Place.of(hop, camera), Set.of()).stream());
    }

    private Map<Place, Set<Saying>> places() {
        Map<Place, Set<Saying>> found = new HashMap<>();
        said.forEach((saying, router) -> {
            if (OF_MANY.contains(saying.kind())) {
                router.cameras()
                        .forEach(camera -> Hop.of(camera.sent(), routes)
                                .map(hop -> Place.of(
                                        hop, camera.sent().destination().getAddress()))
                                .ifPresent(place -> found.computeIfAbsent(place, absent -> new HashSet<>())
                                        .add(saying)));
            }
        });
        return found;
    }
}
