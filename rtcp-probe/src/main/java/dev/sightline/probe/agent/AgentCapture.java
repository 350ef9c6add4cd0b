package dev.sightline.probe.agent;

import dev.sightline.probe.Negotiation;
import dev.sightline.probe.NegotiationFinding;
import dev.sightline.probe.NegotiationVerdict;
import dev.sightline.probe.Obstacle;
import dev.sightline.probe.PortRange;
import dev.sightline.probe.WatchedInterface;
import dev.sightline.probe.capture.CaptureException;
import dev.sightline.probe.capture.CaptureLimits;
import dev.sightline.probe.capture.CaptureSet;
import dev.sightline.probe.capture.FrameSink;
import dev.sightline.probe.clock.ClockSet;
import dev.sightline.probe.clock.HostClock;
import dev.sightline.probe.host.Host;
import dev.sightline.probe.judge.LiveVerdicts;
import dev.sightline.probe.judge.Verdicts;
import dev.sightline.probe.judge.seen.WatchRules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** A capture that goes on until it is closed, with the judge of what it sees. Not for several threads. */
final class AgentCapture implements AutoCloseable {
    /** A camera has two streams, and may have had others shortly before. */
    private static final WatchRules RULES = WatchRules.DEFAULT.holding(4 * AgentSession.MAX_CAMERAS);

    private static final String COMMAND = "agent";

    private final CaptureSet captures;
    private final LiveVerdicts verdicts;
    private final HostClock clock;

    private AgentCapture(CaptureSet captures, LiveVerdicts verdicts, HostClock clock) {
        this.captures = captures;
        this.verdicts = verdicts;
        this.clock = clock;
    }

    /** What came of a try to capture. */
    record Opened(Optional<AgentCapture> capture, List<WatchedInterface> interfaces, Optional<Obstacle> obstacle) {}

    /** Loads what a first capture needs. That takes a while, for which a gateway should not have to wait. */
    static void prepare(CaptureLimits limits) {
        open(new PortRange(1, 1), List.of("lo"), limits, new HostClock())
                .capture()
                .ifPresent(AgentCapture::close);
    }

    /**
     * Tries to capture.
     *
     * @param interfaces those to capture on besides {@code lo}, by name; empty: every one that is up
     * @param clock is looked at by the caller, who says when it was set
     */
    static Opened open(PortRange ports, List<String> interfaces, CaptureLimits limits, HostClock clock) {
        List<LiveVerdicts> judging = new ArrayList<>(1);
        CaptureSet captures = new CaptureSet(
                ports,
                interfaces,
                limits,
                (name, packets, at) ->
                        judging.forEach(verdicts -> verdicts.present().lost(name, packets, at)));
        try {
            captures.refresh(clock.now());
            Optional<Obstacle> obstacle = captures.obstacle(COMMAND);
            if (obstacle.isEmpty()) {
                clock.look(); // it begins when everything is open, which may take longer than patience allows for
                LiveVerdicts verdicts = new LiveVerdicts(clock, new Verdicts(RULES, ports, List.of(), clock.now()));
                judging.add(verdicts);
                return new Opened(
                        Optional.of(new AgentCapture(captures, verdicts, clock)), captures.interfaces(), obstacle);
            }
            captures.close();
            return new Opened(Optional.empty(), captures.interfaces(), obstacle);
        } catch (LinkageError e) {
            return new Opened(Optional.empty(), List.of(), Optional.of(Obstacle.noLibrary(e, COMMAND)));
        } catch (CaptureException e) {
            captures.close();
            return new Opened(
                    Optional.empty(), List.of(), Optional.of(Obstacle.noInterfaces(String.valueOf(e.getMessage()))));
        }
    }

    /** Takes a burst from every interface; whether one may hold more. */
    boolean read() {
        return captures.read(verdicts, FrameSink.NONE);
    }

    /** How long to wait before the next one, when none holds more. */
    Duration pause() {
        return captures.pause();
    }

    /** What was negotiated holds; nothing else that is known does. */
    void beginAnew(ClockSet set) {
        verdicts.beginAnew(set);
    }

    void negotiated(Negotiation negotiation) {
        verdicts.present().negotiated(negotiation);
    }

    void forget(String camera) {
        verdicts.present().forget(camera);
    }

    /** @param wanted which verdicts are to be put together; all are reached */
    List<NegotiationVerdict> judge(Host host, Predicate<NegotiationFinding> wanted) {
        return verdicts.present().judgeNegotiated(clock.now(), captures.coverage(), host, wanted);
    }

    /** Looks at interfaces and drop counters; answers why nothing is captured any more, if that is so. */
    Optional<Obstacle> refresh() {
        try {
            captures.refresh(clock.now());
            return captures.obstacle(COMMAND);
        } catch (CaptureException e) {
            return Optional.of(Obstacle.noInterfaces(String.valueOf(e.getMessage())));
        }
    }

    List<WatchedInterface> interfaces() {
        return captures.interfaces();
    }

    @Override
    public void close() {
        captures.close();
    }
}
