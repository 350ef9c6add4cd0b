package dev.sightline.probe.agent;

import dev.sightline.probe.Negotiation;
import dev.sightline.probe.NegotiationVerdict;
import dev.sightline.probe.Obstacle;
import dev.sightline.probe.PortRange;
import dev.sightline.probe.WatchedInterface;
import dev.sightline.probe.capture.CaptureException;
import dev.sightline.probe.capture.CaptureLimits;
import dev.sightline.probe.capture.CaptureSet;
import dev.sightline.probe.capture.FrameSink;
import dev.sightline.probe.host.Host;
import dev.sightline.probe.judge.Verdicts;
import dev.sightline.probe.judge.WatchRules;
import dev.sightline.probe.packet.PacketListener;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A capture that goes on until it is closed, with the judge of what it sees. Not for several threads. */
final class AgentCapture implements AutoCloseable {
    /** A camera has two streams, and may have had others shortly before. */
    private static final WatchRules RULES = WatchRules.DEFAULT.holding(4 * AgentSession.MAX_CAMERAS);

    private static final String COMMAND = "agent";

    private final CaptureSet captures;
    private final Verdicts verdicts;
    private final PacketListener packets;

    private AgentCapture(CaptureSet captures, Verdicts verdicts) {
        this.captures = captures;
        this.verdicts = verdicts;
        this.packets = verdicts.listener();
    }

    /** What came of a try to capture. */
    record Opened(Optional<AgentCapture> capture, List<WatchedInterface> interfaces, Optional<Obstacle> obstacle) {}

    /** Loads what a first capture needs. That takes a while, for which a gateway should not have to wait. */
    static void prepare(CaptureLimits limits) {
        open(new PortRange(1, 1), List.of("lo"), limits).capture().ifPresent(AgentCapture::close);
    }

    /**
     * Tries to capture.
     *
     * @param interfaces those to capture on besides {@code lo}, by name; empty: every one that is up
     */
    static Opened open(PortRange ports, List<String> interfaces, CaptureLimits limits) {
        Instant now = Instant.now();
        Verdicts verdicts = new Verdicts(RULES, ports, List.of(), now);
        CaptureSet captures = new CaptureSet(ports, interfaces, limits, verdicts::lost);
        try {
            captures.refresh(now);
            Optional<Obstacle> obstacle = captures.obstacle(COMMAND);
            if (obstacle.isEmpty()) {
                return new Opened(Optional.of(new AgentCapture(captures, verdicts)), captures.interfaces(), obstacle);
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

    /** Takes a burst from every interface; how many frames were read. */
    int read() {
        return captures.read(packets, FrameSink.NONE);
    }

    void negotiated(Negotiation negotiation) {
        verdicts.negotiated(negotiation);
    }

    void forget(String camera) {
        verdicts.forget(camera);
    }

    List<NegotiationVerdict> judge(Host host) {
        return verdicts.judgeNegotiated(Instant.now(), captures.coverage(), host);
    }

    /** Looks at interfaces and drop counters; answers why nothing is captured any more, if that is so. */
    Optional<Obstacle> refresh() {
        try {
            captures.refresh(Instant.now());
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
