package dev.sightline.gateway.observe;

import dev.sightline.gateway.config.CameraId;
import dev.sightline.gateway.config.ProbeConfig;
import dev.sightline.gateway.stream.NegotiationListener;
import dev.sightline.gateway.stream.StreamRegistry;
import dev.sightline.probe.Negotiation;
import dev.sightline.probe.PortRange;
import dev.sightline.probe.agent.message.AgentCodec;
import dev.sightline.probe.agent.message.FromAgent;
import dev.sightline.probe.agent.message.Printable;
import dev.sightline.probe.agent.message.ToAgent;
import io.micrometer.core.instrument.Gauge;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Tells probe agents what was negotiated, and streams what the agents saw. An agent that is gone, or silent for
 * {@link ProbeConfig#silent()}, proves nothing any more: what it said becomes UNPROVEN with the reason. So does a single
 * verdict that it has not repeated. Safe for any thread; the lock is held for moments only: messages are read and written
 * outside of it, and nothing that is called under it waits.
 */
public final class RtcpWatch implements NegotiationListener, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RtcpWatch.class);
    private static final int TICKS_IN_ROUND = 5;

    /** Between two looks at the agents. */
    static final Duration TICK = Duration.ofMillis(100);

    /** Between two looks at all verdicts. */
    static final Duration ROUND = TICK.multipliedBy(TICKS_IN_ROUND);

    private final AgentCodec codec = new AgentCodec();
    private final AgentRules rules;
    private final List<String> hello;
    private final FeedbackCounters feedback;
    private final Object lock = new Object();
    private final ToldNegotiations negotiations = new ToldNegotiations();
    private final Judges judges;
    private final VerdictDesk verdicts;
    private final AgentWords words;
    private final AgentLines lines = new AgentLines(this::count);
    private final LongSupplier nanoTime;
    private final Standstill standstill;
    private final Disposable ticking;
    private long looks;

    /**
     * @param version of this gateway, for people
     * @param mediaPorts the media server's ports towards cameras, where they are known
     */
    public RtcpWatch(
            ProbeConfig config, int maxCameras, String version, Optional<PortRange> mediaPorts, Metrics metrics) {
        this(config, maxCameras, version, mediaPorts, metrics, Schedulers.parallel(), System::nanoTime);
    }

    RtcpWatch(
            ProbeConfig config,
            int maxCameras,
            String version,
            Optional<PortRange> mediaPorts,
            Metrics metrics,
            Scheduler scheduler,
            LongSupplier nanoTime) {
        this.rules = new AgentRules(config, maxCameras, metrics);
        this.hello =
                codec.write(new ToAgent.Hello(version, mediaPorts)).stream().toList();
        this.judges = new Judges(negotiations, Absence.of(config));
        this.verdicts = new VerdictDesk(judges, lines);
        this.feedback = new FeedbackCounters(metrics.registry());
        this.words = new AgentWords(negotiations, judges, verdicts, lines, feedback, metrics);
        Gauge.builder("sightline.probe.agents", this, RtcpWatch::count)
                .description("Probe agents that are connected")
                .register(metrics.registry());
        this.nanoTime = nanoTime;
        this.standstill = new Standstill(nanoTime.getAsLong());
        this.ticking = Flux.interval(TICK, scheduler).subscribe(number -> tick());
    }

    /** Whom verdicts are told; once, before agents connect. */
    public void tell(StreamRegistry registry) {
        synchronized (lock) {
            verdicts.handTo(registry);
        }
    }

    @Override
    public void negotiated(Negotiation negotiation) {
        String camera = negotiation.camera();
        ToldNegotiations.Told told =
                new ToldNegotiations.Told(negotiation.number(), codec.write(new ToAgent.Camera(negotiation)));
        Optional<String> ended = told.line().isEmpty() ? codec.write(new ToAgent.Gone(camera)) : Optional.empty();
        if (told.line().isEmpty()) {
            log.warn("camera {}: {}", camera, Judges.TOO_LONG);
        }
        synchronized (lock) {
            negotiations.put(camera, told);
            told.line().ifPresent(line -> judges.tell(camera, line));
            ended.ifPresent(line -> judges.end(camera, line));
            verdicts.renew(camera);
        }
    }

    @Override
    public void gone(CameraId camera) {
        String id = camera.value();
        Optional<String> ended = codec.write(new ToAgent.Gone(id));
        synchronized (lock) {
            if (negotiations.remove(id)) {
                verdicts.forget(id);
                feedback.forget(id);
                ended.ifPresent(line -> judges.end(id, line));
            }
        }
    }

    /** The camera is known no longer, and nothing is counted of it. */
    public void forgotten(CameraId camera) {
        gone(camera);
        synchronized (lock) {
            feedback.forgetCounters(camera.value());
        }
    }

    /**
     * An agent has connected: it is greeted. It is told every negotiation when it has introduced itself.
     *
     * @param from where it connected from, for people
     * @return empty when there are as many as may be; {@code peer} is cut then
     */
    Optional<Agent> joined(AgentPeer peer, String from) {
        synchronized (lock) {
            Optional<String> objection = rules.objectionToAnother(judges.count());
            if (objection.isPresent()) {
                peer.cut(objection.get());
                return Optional.empty();
            }
            Agent agent = new Agent(peer, from, nanoTime.getAsLong());
            judges.add(agent);
            peer.send(hello);
            return Optional.of(agent);
        }
    }

    /**
     * A line came from an agent, whatever it says.
     *
     * @return whether it is to be read; where the agent says more than it may, it is cut
     */
    boolean takes(Agent agent, int octets) {
        synchronized (lock) {
            if (!judges.has(agent)) {
                return false;
            }
            Optional<String> objection = rules.objectionToLine(agent, octets, nanoTime.getAsLong());
            objection.ifPresent(why -> cut(agent, why));
            return objection.isEmpty();
        }
    }

    void heard(Agent agent, FromAgent message) {
        words.of(agent, message).ifPresent(taken -> {
            synchronized (lock) {
                if (judges.has(agent)) {
                    long now = nanoTime.getAsLong();
                    agent.heard(now);
                    taken.accept(now);
                }
            }
        });
    }

    /** An agent's connection is over, or said what cannot be understood. */
    void left(Agent agent, String why) {
        synchronized (lock) {
            remove(agent, why);
        }
    }

    /** What goes wrong in one tick does not end the next ones. */
    private void tick() {
        try {
            if (!standstill.isReadUp(nanoTime.getAsLong())) {
                return;
            }
            cutSilent();
            looks++;
            if (looks % TICKS_IN_ROUND == 0) {
                forgetOldVerdicts();
            }
        } catch (RuntimeException problem) {
            log.error("the probe agents' silence could not be looked at; it is tried again", problem);
        }
    }

    private void cutSilent() {
        synchronized (lock) {
            long now = nanoTime.getAsLong();
            judges.all().forEach(agent -> rules.objectionToSilence(agent, now).ifPresent(why -> cut(agent, why)));
        }
    }

    /** Cameras are more than agents: they are gone through less often. */
    private void forgetOldVerdicts() {
        synchronized (lock) {
            verdicts.forgetOld(nanoTime.getAsLong(), rules.fresh());
        }
    }

    private void cut(Agent agent, String why) {
        remove(agent, why);
        agent.peer().cut(why);
    }

    private void remove(Agent agent, String why) {
        if (!judges.has(agent)) {
            return;
        }
        String reason = agent.name() + (agent.hasSaidGoodbye() ? " has ended" : " is gone: " + Printable.of(why));
        lines.went(agent, reason);
        feedback.forget(agent);
        verdicts.without(agent, judges.without(agent, reason), reason, nanoTime.getAsLong());
    }

    private int count() {
        synchronized (lock) {
            return judges.count();
        }
    }

    /** Looks no more, cuts every agent, and tells how many lines on agents a full minute left out. */
    @Override
    public void close() {
        ticking.dispose();
        synchronized (lock) {
            judges.dismiss().forEach(agent -> agent.peer().cut("the gateway ends"));
        }
        lines.tellRest();
    }
}
