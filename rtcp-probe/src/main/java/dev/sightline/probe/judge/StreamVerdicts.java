package dev.sightline.probe.judge;

import dev.sightline.probe.Cause;
import dev.sightline.probe.Evidence;
import dev.sightline.probe.Finding;
import dev.sightline.probe.FirewallDrop;
import dev.sightline.probe.Neighbour;
import dev.sightline.probe.Refusal;
import dev.sightline.probe.ReturnPath;
import dev.sightline.probe.Route;
import dev.sightline.probe.RtcpFlow.Meaning;
import dev.sightline.probe.SdpFault;
import dev.sightline.probe.StreamVerdict;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.host.Routes;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Judges streams at one instant, each once however many ask. Not for several threads. */
final class StreamVerdicts {
    /** A stream that was judged, and all that was known of it. */
    private record Judged(StreamCase the, Finding finding, List<SdpFault> faults) {}

    private final Scene scene;
    private final Correlation correlation;
    private final Agreements agreements;
    private final Refusals refusals;
    private final Map<InetAddress, List<Refusals.Answer>> answersByCamera;
    private final List<RtpStream> streams;
    private final Viewers viewers;
    private final Map<RtpStream, Judged> judged = new HashMap<>();
    private final Map<FirewallDrop, List<RtpStream>> under = new HashMap<>();
    private int served = -1;

    /**
     * @param streams those to be judged, oldest first
     * @param viewers those that are not
     */
    StreamVerdicts(
            Scene scene,
            Correlation correlation,
            Agreements agreements,
            Refusals refusals,
            List<RtpStream> streams,
            Viewers viewers) {
        this.scene = scene;
        this.correlation = correlation;
        this.agreements = agreements;
        this.refusals = refusals;
        this.answersByCamera = refusals.byDestination();
        this.streams = streams;
        this.viewers = viewers;
    }

    Scene scene() {
        return scene;
    }

    /** All that are judged, oldest first. */
    List<RtpStream> streams() {
        return streams;
    }

    /** What was left out as viewers'. */
    Viewers viewers() {
        return viewers;
    }

    Optional<Route> route(InetAddress camera) {
        return scene.host().routes().to(camera);
    }

    /** Whether the router that leads to the camera, or the camera itself, answers on its link. */
    Optional<Neighbour> nextHop(InetAddress camera) {
        return nextHop(camera, route(camera));
    }

    /** When a camera's last RTCP arrived. */
    Optional<Instant> reported(InetAddress camera) {
        return correlation.reported(camera);
    }

    private Optional<Neighbour> nextHop(InetAddress camera, Optional<Route> route) {
        return scene.host().neighbours().of(route.flatMap(Route::gateway).orElse(camera));
    }

    /** The verdict alone. */
    Finding finding(RtpStream stream) {
        Judged known = judged.get(stream);
        if (known != null) {
            return known.finding();
        }
        Optional<Finding> kept = stream.isFlowing(scene.now()) ? Optional.empty() : Ended.kept(stream, scene);
        return kept.map(finding -> scene.accept(stream.history(), finding))
                .orElseGet(() -> judge(stream).finding());
    }

    StreamVerdict verdict(RtpStream stream) {
        Judged found = judge(stream);
        Feedback feedback = found.the().feedback();
        return new StreamVerdict(
                stream.source(),
                stream.destination(),
                stream.ssrc(),
                feedback.cname(),
                found.finding(),
                evidence(found));
    }

    private Judged judge(RtpStream stream) {
        Judged known = judged.get(stream);
        if (known != null) {
            return known;
        }
        StreamCase the = caseOf(stream);
        Finding found = StreamJudge.judge(the);
        List<SdpFault> faults = Blame.of(the, found);
        boolean rembIsMissing = found.verdict() == Verdict.DELIVERED
                && the.agreed().filter(AgreedSection::isVideo).isPresent()
                && Blame.lacksRemb(the, found);
        boolean alreadyNamed = faults.isEmpty() || !stream.isFlowing(scene.now());
        Finding named = alreadyNamed && !rembIsMissing
                ? found
                : Blame.named(found, faults, Optional.of(Blame.lackOfRemb(the)).filter(why -> rembIsMissing));
        Judged result = new Judged(the, scene.accept(stream.history(), named), faults);
        judged.put(stream, result);
        return result;
    }

    private StreamCase caseOf(RtpStream stream) {
        InetAddress camera = stream.camera();
        InetAddress server = stream.destination().getAddress();
        Routes routes = scene.host().routes();
        // A socket bound to the address goes by the rules for it; for one bound to none, the kernel looks without it.
        Optional<Route> unbound = route(camera);
        Optional<Route> bound = routes.to(camera, server);
        Set<String> leading = new HashSet<>(stream.arrivingOn());
        unbound.flatMap(Route::leavesBy).ifPresent(leading::add);
        bound.flatMap(Route::leavesBy).ifPresent(leading::add);
        Feedback feedback = correlation.of(stream, leading);
        Optional<RtpStream> behind = correlation.behind(stream);
        Optional<AgreedSection> agreed = agreements.of(stream);
        FlowRoutes flows = new FlowRoutes(routes);
        Optional<Route> route =
                expectedFlow(stream, feedback, agreed, flows).or(() -> bound).or(() -> unbound);
        Optional<Instant> agreedSince = agreements.since(stream);
        Instant since = agreedSince.filter(stream.runSince()::isBefore).orElse(stream.runSince());
        List<Refusal> refusedIn = RefusedIn.of(stream, feedback, refusals, scene);
        Optional<Neighbour> nextHop = nextHop(camera, route);
        if (nextHop.filter(hop -> hop.state() == Neighbour.State.RESOLVED).isEmpty()) {
            stream.nextHopIsUnresolved(scene.now());
        }
        return new StreamCase(
                scene,
                stream,
                behind,
                since,
                feedback,
                correlation.unread(stream, feedback.expected()),
                agreed,
                leading,
                route,
                routes.isPending(camera, server),
                nextHop,
                answersByCamera.getOrDefault(camera, List.of()).stream()
                        .filter(answer -> agreedSince
                                .filter(answer.refusal().last()::isBefore)
                                .isEmpty())
                        .toList(),
                refusedIn.isEmpty() && refusals.mediaServerIsGone(stream, scene.now()),
                refusedIn,
                StreamDrops.of(stream, behind, feedback, agreed, scene),
                this::under,
                !scene.drops().isEmpty() && served() > 0);
    }

    /** The route of the RTCP that the camera expects. */
    private static Optional<Route> expectedFlow(
            RtpStream stream, Feedback feedback, Optional<AgreedSection> agreed, FlowRoutes flows) {
        int from = ServerRtcpPorts.of(stream, feedback, agreed).possible().get(0);
        return feedback.expected().certain().stream()
                .min(Comparator.naturalOrder())
                .flatMap(port -> flows.of(
                        new InetSocketAddress(stream.destination().getAddress(), from),
                        new InetSocketAddress(stream.camera(), port)));
    }

    private List<RtpStream> under(FirewallDrop drop) {
        return under.computeIfAbsent(
                drop,
                rule -> streams.stream()
                        .filter(stream -> stream.isFlowing(scene.now()))
                        .filter(stream -> rule.way() == FirewallDrop.Way.OUT
                                ? rule.mayConcern(rtcp(stream), stream.source())
                                        || rule.mayConcern(stream.destination(), stream.source())
                                : rule.mayConcern(stream.source(), stream.destination()))
                        .toList());
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
        Set<String> leading = new HashSet<>(stream.arrivingOn());
        route(stream.camera()).flatMap(Route::leavesBy).ifPresent(leading::add);
        return correlation
                .of(stream, leading)
                .meaning(Meaning.DELIVERED)
                .anyMatch(tally -> tally.isFresh(scene.now(), scene.rules()));
    }

    private static Evidence evidence(Judged found) {
        StreamCase the = found.the();
        RtpStream stream = the.stream();
        Feedback feedback = the.feedback();
        return new Evidence(
                stream.packets(),
                stream.interfaceNames(),
                Optional.of(stream.first()),
                Optional.of(stream.last()),
                feedback.incoming(),
                feedback.outgoing(),
                feedback.remb(),
                feedback.sample(),
                found.faults(),
                new ReturnPath(the.route(), the.nextHop(), the.drops().any(), LatestAnswer.refusal(the)));
    }

    /** Whether feedback reaches this stream's camera for some time already, without REMB. */
    boolean lacksRemb(RtpStream stream) {
        Judged found = judge(stream);
        return Blame.lacksRemb(found.the(), found.finding());
    }

    /** Whether its port was agreed on. */
    boolean isNegotiated(RtpStream stream) {
        return agreements.of(stream).isPresent();
    }

    /** The RTCP that belongs to it. */
    Feedback feedback(RtpStream stream) {
        return judge(stream).the().feedback();
    }

    /** Why there is none. */
    String lackOfRemb(RtpStream stream) {
        return Blame.lackOfRemb(judge(stream).the());
    }

    /** Whether it was said already. */
    static boolean saysSo(Finding finding) {
        return finding.causes().contains(Cause.REMB_MISSING);
    }
}
