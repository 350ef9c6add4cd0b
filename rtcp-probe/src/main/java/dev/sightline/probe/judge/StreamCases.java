package dev.sightline.probe.judge;

import dev.sightline.probe.FilteredPacket;
import dev.sightline.probe.Finding;
import dev.sightline.probe.FirewallDrop;
import dev.sightline.probe.Neighbour;
import dev.sightline.probe.Refusal;
import dev.sightline.probe.Route;
import dev.sightline.probe.RtcpFlow.Meaning;
import dev.sightline.probe.host.Routes;
import dev.sightline.probe.judge.agreed.AgreedSection;
import dev.sightline.probe.judge.agreed.Agreements;
import dev.sightline.probe.judge.correlation.Correlation;
import dev.sightline.probe.judge.correlation.Feedback;
import dev.sightline.probe.judge.correlation.FlowRoutes;
import dev.sightline.probe.judge.correlation.HostAnswers;
import dev.sightline.probe.judge.correlation.RouterAnswers;
import dev.sightline.probe.judge.correlation.ServerRtcpPorts;
import dev.sightline.probe.judge.proof.RefusedIn;
import dev.sightline.probe.judge.scene.Bursts;
import dev.sightline.probe.judge.scene.Scene;
import dev.sightline.probe.judge.scene.StreamCase;
import dev.sightline.probe.judge.scene.StreamDrops;
import dev.sightline.probe.judge.scene.StreamPackets;
import dev.sightline.probe.judge.seen.Refusals;
import dev.sightline.probe.judge.seen.RtpStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Puts together what is known of streams at one instant, so that they can be judged. Not for several threads. */
final class StreamCases {
    private final Scene scene;
    private final Correlation correlation;
    private final Agreements agreements;
    private final Refusals refusals;
    private final Map<InetAddress, List<Refusals.Answer>> answersByCamera;
    private final RouterAnswers routers;
    private final HostAnswers hosts;
    private final List<RtpStream> streams;
    private final Map<FirewallDrop, List<RtpStream>> under = new HashMap<>();
    private final IdentityHashMap<RtpStream, Feedback> feedback = new IdentityHashMap<>();
    private int served = -1;

    /** @param streams all that are judged, oldest first */
    StreamCases(
            Scene scene, Correlation correlation, Agreements agreements, Refusals refusals, List<RtpStream> streams) {
        this.scene = scene;
        this.correlation = correlation;
        this.agreements = agreements;
        this.refusals = refusals;
        this.answersByCamera = refusals.byDestination();
        this.routers = correlation.routers(refusals, new FlowRoutes(scene.host().routes()));
        this.hosts = new HostAnswers(refusals);
        this.streams = streams;
    }

    /**
     * All that is known of it; it is told when its camera's next hop did not answer.
     *
     * @param before what was found of it last
     */
    StreamCase of(RtpStream stream, Optional<Finding> before) {
        Scene then = AsItFlowed.scene(scene, stream);
        InetAddress camera = stream.camera();
        InetAddress server = stream.destination().getAddress();
        Routes routes = scene.host().routes();
        // A socket bound to the address goes by the rules for it; for one bound to none, the kernel looks without it.
        Optional<Route> unbound = route(camera);
        Optional<Route> bound = routes.to(camera, server);
        Set<String> leadsBy = new HashSet<>();
        addLink(leadsBy, unbound);
        addLink(leadsBy, bound);
        Set<String> leading = new HashSet<>(leadsBy);
        leading.addAll(stream.arrivingOn());
        Feedback all = correlation.of(stream, leading);
        Feedback feedback = scene.retrospective() ? all.until(AsItFlowed.feedbackUntil(stream)) : all;
        Optional<RtpStream> behind = correlation.behind(stream);
        Optional<AgreedSection> agreed = agreements.of(stream);
        Optional<Route> expected = expectedFlow(stream, feedback, agreed, new FlowRoutes(routes));
        Optional<Route> route = expected.isPresent() ? expected : bound.isPresent() ? bound : unbound;
        addLink(leadsBy, route);
        Optional<Instant> agreedSince = agreements.since(stream);
        Instant since = agreedSince.filter(stream.runSince()::isBefore).orElse(stream.runSince());
        List<Refusal> refusedIn = RefusedIn.of(stream, feedback, refusals, then);
        Optional<Neighbour> nextHop = nextHop(camera, route);
        if (nextHop.filter(hop -> hop.state() == Neighbour.State.RESOLVED).isEmpty()) {
            stream.nextHopIsUnresolved(scene.now());
        }
        return new StreamCase(
                then,
                stream,
                behind,
                before,
                since,
                Bursts.of(stream, feedback, agreedSince, then),
                feedback,
                all,
                correlation.unread(stream, feedback.expected()),
                agreed,
                leading,
                route,
                routes.isPending(camera, server),
                nextHop,
                answers(stream, agreedSince),
                routers,
                hosts,
                refusedIn.isEmpty() && refusals.mediaServerIsGone(stream, then.now()),
                refusedIn,
                StreamDrops.of(
                        stream,
                        new StreamPackets(
                                new StreamPackets.Look(
                                        stream,
                                        behind,
                                        feedback,
                                        leadsBy,
                                        scene.coverage().missing()),
                                agreed),
                        then),
                this::under,
                !scene.drops().isEmpty() && served() > 0);
    }

    private static void addLink(Set<String> links, Optional<Route> route) {
        Optional<String> link = route.flatMap(Route::leavesBy);
        if (link.isPresent()) {
            links.add(link.get());
        }
    }

    /** What was answered since the stream's port was agreed on. */
    private List<Refusals.Answer> answers(RtpStream stream, Optional<Instant> agreedSince) {
        List<Refusals.Answer> all = answersByCamera.getOrDefault(stream.camera(), List.of());
        if (scene.retrospective()) { // nothing was negotiated; one that has stopped refuses what still leaves
            return all.stream()
                    .filter(answer -> !answer.first().isAfter(AsItFlowed.feedbackUntil(stream)))
                    .toList();
        }
        return agreedSince
                .map(since -> all.stream()
                        .filter(answer -> !answer.refusal().last().isBefore(since))
                        .toList())
                .orElse(all);
    }

    /** The route of the RTCP that the camera expects. */
    private static Optional<Route> expectedFlow(
            RtpStream stream, Feedback feedback, Optional<AgreedSection> agreed, FlowRoutes flows) {
        int from = ServerRtcpPorts.of(stream, feedback, agreed).possible().get(0);
        int to = Collections.min(feedback.expected().certain());
        return flows.of(
                new InetSocketAddress(stream.destination().getAddress(), from),
                new InetSocketAddress(stream.camera(), to));
    }

    private List<RtpStream> under(FirewallDrop drop) {
        return under.computeIfAbsent(
                drop,
                rule -> streams.stream()
                        .filter(stream -> stream.isFlowing(scene.now()))
                        .filter(stream -> isUnder(rule, stream))
                        .toList());
    }

    private static boolean isUnder(FirewallDrop rule, RtpStream stream) {
        return rule.way() == FirewallDrop.Way.OUT
                ? Stream.of(rtcp(stream), stream.destination())
                        .anyMatch(server -> rule.mayConcern(FilteredPacket.between(server, stream.source())))
                : rule.mayConcern(new FilteredPacket(
                        stream.source(),
                        stream.destination(),
                        Set.copyOf(stream.arrivingOn()),
                        /* leavesBy= */ Set.of(),
                        /* mayBeAnswered= */ true));
    }

    private static InetSocketAddress rtcp(RtpStream stream) {
        return new InetSocketAddress(stream.destination().getAddress(), (stream.localPort() + 1) & 0xffff);
    }

    /** How many streams get their feedback. */
    private int served() {
        if (served < 0) {
            served = (int) streams.stream()
                    .filter(stream -> stream.isFlowing(scene.now()))
                    .filter(this::isServed)
                    .count();
        }
        return served;
    }

    private boolean isServed(RtpStream stream) {
        return feedback(stream)
                .meaning(Meaning.DELIVERED)
                .anyMatch(tally ->
                        tally.isFresh(scene.now(), scene.rules()) && tally.isStillFeedback(scene.now(), scene.rules()));
    }

    /** The RTCP that belongs to it, without all else that is known. */
    Feedback feedback(RtpStream stream) {
        return feedback.computeIfAbsent(stream, absent -> {
            Set<String> leading = new HashSet<>(stream.arrivingOn());
            addLink(leading, route(stream.camera()));
            return correlation.of(stream, leading);
        });
    }

    /** The kernel's route to the camera. */
    Optional<Route> route(InetAddress camera) {
        return scene.host().routes().to(camera);
    }

    /** Whether the router that leads to the camera, or the camera itself, answers on its link. */
    Optional<Neighbour> nextHop(InetAddress camera, Optional<Route> route) {
        return scene.host().neighbours().of(route.flatMap(Route::gateway).orElse(camera));
    }
}
