package dev.sightline.gateway.stream;

import dev.sightline.gateway.config.CameraId;
import dev.sightline.gateway.config.CameraProfile;
import dev.sightline.gateway.config.ConfigException;
import dev.sightline.gateway.config.GatewayConfig;
import dev.sightline.gateway.stream.StreamAction.Report;
import dev.sightline.gateway.stream.StreamEvent.CameraOffered;
import dev.sightline.gateway.stream.StreamEvent.FlowChanged;
import dev.sightline.gateway.stream.StreamEvent.Negotiated;
import dev.sightline.gateway.stream.StreamEvent.PatienceEnded;
import dev.sightline.gateway.stream.StreamEvent.VerdictReached;
import dev.sightline.gateway.stream.StreamEvent.ViewersChanged;
import dev.sightline.probe.Cause;
import dev.sightline.probe.Evidence;
import dev.sightline.probe.Finding;
import dev.sightline.probe.RtcpFlow;
import dev.sightline.probe.Verdict;
import dev.sightline.sdp.CameraCodec;
import dev.sightline.sdp.CameraTrack;
import dev.sightline.sdp.ReturnPathPolicy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A machine with its state, to be led through a life. */
final class Life {
    static final InetAddress CAMERA = InetAddress.getLoopbackAddress();
    static final OfferedMedia MEDIA =
            new OfferedMedia(CameraTrack.sending(CameraCodec.h264(103)).withPort(5006), Optional.empty());
    static final String CAMERA_FIRST = "{}";
    static final String STRICT = "{speaksFirst: gateway, requiresPassive: true, returnPath: {policy: comedia}}";
    static final String PLACED =
            "{speaksFirst: gateway, video: {port: 41000}, audio: {none: true}, returnPath: {policy: camera-address}}";

    private final StreamMachine machine;
    StreamState state = StreamState.idle(new CameraId("cam"), Optional.empty());
    List<StreamAction> actions = List.of();

    Life(String profile) throws ConfigException {
        this(profile, "");
    }

    Life(String profile, String returnPath) throws ConfigException {
        GatewayConfig config =
                GatewayConfig.parse("cameras: {profiles: {default: " + profile + "}}\n" + returnPath, "test");
        CameraProfile tested = config.cameras().defaultProfile();
        machine = new StreamMachine(tested, new ReturnPath(config.returnPath()));
    }

    /** The policy that was proven in an earlier life of the gateway. */
    Life afterWinning(ReturnPathPolicy winner) {
        state = StreamState.idle(state.camera(), Optional.of(winner));
        return this;
    }

    Life on(StreamEvent... events) {
        List<StreamAction> done = new ArrayList<>();
        for (StreamEvent event : events) {
            Step step = machine.on(state, event);
            state = step.state();
            done.addAll(step.actions());
        }
        actions = done;
        return this;
    }

    Life established() {
        return on(offer("s1"), new Negotiated(state.negotiation() + 1, "answer", false));
    }

    Negotiated negotiated(boolean passive) {
        return new Negotiated(state.negotiation(), "answer", passive);
    }

    VerdictReached verdict(Verdict verdict, Cause... causes) {
        Finding finding = new Finding(verdict, Instant.EPOCH, List.of(causes), "seen by the test", Optional.empty());
        return new VerdictReached(
                state.negotiation(),
                finding,
                Duration.ZERO,
                Evidence.none(dev.sightline.probe.ReturnPath.unknown()),
                verdict == Verdict.DELIVERED,
                List.of(),
                Set.of());
    }

    /** RTCP for {@code destination} that leaves by another interface than the route's, for 20 s. */
    VerdictReached misrouted(InetAddress destination) {
        Finding misrouted = new Finding(
                Verdict.TRAPPED,
                Instant.EPOCH,
                List.of(Cause.WRONG_INTERFACE),
                "RTCP leaves by eth1",
                Optional.of("mend the route"));
        RtcpFlow flow = new RtcpFlow(
                "eth1",
                List.of(),
                new InetSocketAddress(CAMERA, 20_001),
                new InetSocketAddress(destination, 5007),
                RtcpFlow.Meaning.TRAPPED,
                8,
                new TreeMap<>(Map.of("RR", 8L)),
                Instant.EPOCH,
                Instant.EPOCH.plusSeconds(4));
        Evidence none = Evidence.none(dev.sightline.probe.ReturnPath.unknown());
        Evidence evidence = new Evidence(
                100,
                List.of("eth0"),
                none.firstRtp(),
                none.lastRtp(),
                List.of(),
                List.of(flow),
                List.of(),
                Optional.empty(),
                List.of(),
                none.returnPath());
        return new VerdictReached(
                state.negotiation(), misrouted, Duration.ofSeconds(20), evidence, false, List.of(), Set.of());
    }

    ReturnPathPolicy policy() {
        return state.session().orElseThrow().policy();
    }

    static CameraOffered offer(String session) {
        return new CameraOffered(session, MEDIA, CAMERA);
    }

    static ViewersChanged viewers(int count) {
        return new ViewersChanged(count, "by-viewer", Optional.of(CAMERA));
    }

    static Life outOfPatience(Life life, Verdict verdict) {
        return life.on(life.verdict(verdict), new PatienceEnded(life.state.negotiation(), verdict));
    }

    static List<HealingStep> steps(Life life) {
        return life.actions.stream()
                .filter(Report.class::isInstance)
                .map(action -> ((Report) action).step())
                .toList();
    }

    static Life placedAndFlowing() throws Exception {
        Life life = new Life(PLACED).on(viewers(1));
        return life.on(life.negotiated(false)).on(new FlowChanged(life.state.negotiation(), true));
    }
}
