package dev.sightline.gateway.observe;

import dev.sightline.gateway.config.CameraId;
import dev.sightline.gateway.config.ProbeConfig;
import dev.sightline.gateway.stream.NegotiationListener;
import dev.sightline.gateway.stream.Stream;
import dev.sightline.gateway.stream.StreamRegistry;
import dev.sightline.probe.Negotiation;
import dev.sightline.probe.NegotiationVerdict;
import dev.sightline.probe.PortRange;
import dev.sightline.probe.agent.message.FromAgent;
import dev.sightline.probe.agent.message.Printable;
import dev.sightline.probe.agent.message.ToAgent;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

/**
 * Tells probe agents what was negotiated, and streams what the agents saw. An agent that is gone, or silent for
 * {@link ProbeConfig#silent()}, proves nothing any more: what it said becomes UNPROVEN with the reason. So does a single
 * verdict that it has not repeated for as long. Safe for any thread;
 * the lock is held for moments only, and nothing that is called under it waits.
 */
public final class RtcpWatch implements NegotiationListener, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RtcpWatch.class);
    private static final Duration TICK = Duration.ofMillis(100);
    private static final int TICKS_IN_ROUND = 5;
    private static final int MESSAGES_BESIDE_VERDICTS = 100;
    private static final int VERDICTS_IN_SECOND = 4;

    private final ProbeConfig config;
    private final ToAgent.Hello hello;
    private final Metrics metrics;
    private final int maxCameras;
    private final FeedbackCounters feedback;
    private final Counter lostPackets;
    private final Object lock = new Object();
    private final Map<String, Negotiation> negotiations = new LinkedHashMap<>();
    private final Set<Agent> agents = new LinkedHashSet<>();
    private final VerdictStore verdicts = new VerdictStore();
    private final Disposable ticking;
    private Optional<StreamRegistry> streams = Optional.empty();
    private String nobody;

    /**
     * @param version of this gateway, for people
     * @param mediaPorts the media server's ports towards cameras, where they are known
     */
    public RtcpWatch(
            ProbeConfig config, int maxCameras, String version, Optional<PortRange> mediaPorts, Metrics metrics) {
        this.config = config;
        this.maxCameras = maxCameras;
        this.hello = new ToAgent.Hello(version, mediaPorts);
        this.metrics = metrics;
        this.nobody = Absence.of(config);
        MeterRegistry registry = metrics.registry();
        this.feedback = new FeedbackCounters(registry);
        this.lostPackets = Counter.builder("sightline.probe.packets.lost")
                .description("Captured packets that the agents' kernels dropped before they were read")
                .register(registry);
        Gauge.builder("sightline.probe.agents", this, RtcpWatch::count)
                .description("Probe agents that are connected")
                .register(registry);
        this.ticking = Flux.interval(TICK).subscribe(tick -> {
            cutSilent();
            if (tick % TICKS_IN_ROUND == 0) {
                forgetOldVerdicts();
            }
        });
    }

    /** Whom verdicts are told; once, before agents connect. */
    public void tell(StreamRegistry registry) {
        synchronized (lock) {
            streams = Optional.of(registry);
        }
    }

    @Override
    public void negotiated(Negotiation negotiation) {
        synchronized (lock) {
            negotiations.put(negotiation.camera(), negotiation);
            verdicts.forget(negotiation.camera());
            agents.forEach(agent -> agent.peer().send(new ToAgent.Camera(negotiation)));
            if (agents.isEmpty()) {
                unproven(negotiation.camera(), nobody);
            }
        }
    }

    @Override
    public void gone(CameraId camera) {
        synchronized (lock) {
            if (negotiations.remove(camera.value()) != null) {
                verdicts.forget(camera.value());
                feedback.forget(camera.value());
                agents.forEach(agent -> agent.peer().send(new ToAgent.Gone(camera.value())));
            }
        }
    }

    /**
     * An agent has connected: it is greeted, and told every negotiation.
     *
     * @param from where it connected from, for people
     * @return empty when there are as many as may be; {@code peer} is cut then
     */
    Optional<Agent> joined(AgentPeer peer, String from) {
        synchronized (lock) {
            if (agents.size() >= config.maxAgents()) {
                metrics.refused("probe", "agents");
                peer.cut("there are " + config.maxAgents() + " agents already; see probe.maxAgents");
                return Optional.empty();
            }
            Agent agent = new Agent(peer, from, System.nanoTime());
            agents.add(agent);
            peer.send(hello);
            negotiations.values().forEach(negotiation -> peer.send(new ToAgent.Camera(negotiation)));
            return Optional.of(agent);
        }
    }

    void heard(Agent agent, FromAgent message) {
        synchronized (lock) {
            if (!agents.contains(agent)) {
                return;
            }
            long now = System.nanoTime();
            if (agent.floods(now, VERDICTS_IN_SECOND * maxCameras + MESSAGES_BESIDE_VERDICTS)) {
                cut(agent, "it floods the gateway");
            } else if (message instanceof FromAgent.Judged judged) {
                judged(agent, PrintableVerdict.of(judged.verdict()), now);
            } else if (message instanceof FromAgent.Alive alive) {
                lives(agent, alive);
            } else if (message instanceof FromAgent.Hello greeting) {
                agent.greeted(greeting.host());
                log.info("{} has connected, version {}", agent.name(), Printable.of(greeting.version()));
            }
        }
    }

    /** An agent's connection is over, or said what cannot be understood. */
    void left(Agent agent, String why) {
        synchronized (lock) {
            remove(agent, why);
        }
    }

    private void lives(Agent agent, FromAgent.Alive alive) {
        lostPackets.increment((double) agent.losses(alive.interfaces()));
        if (agent.isHindered(alive.obstacle())) {
            alive.obstacle()
                    .ifPresent(obstacle -> log.warn(
                            "{} cannot capture: {}. Mend it: {}",
                            agent.name(),
                            Printable.of(obstacle.reason()),
                            Printable.of(obstacle.cure())));
        }
    }

    private void judged(Agent agent, NegotiationVerdict verdict, long now) {
        Negotiation negotiation = negotiations.get(verdict.camera());
        if (negotiation == null || negotiation.number() != verdict.negotiation()) {
            metrics.dropped("stale verdict");
            return;
        }
        verdicts.said(agent, verdict, now);
        feedback.count(agent, verdict);
        tellCounting(verdict.camera(), now);
    }

    private void tellCounting(String camera, long now) {
        verdicts.counting(camera, now)
                .ifPresent(verdict -> stream(camera).ifPresent(stream -> stream.verdict(verdict)));
    }

    private void cutSilent() {
        synchronized (lock) {
            long now = System.nanoTime();
            long nanos = config.silent().toNanos();
            for (Agent agent : List.copyOf(agents)) {
                if (agent.isSilent(now, nanos)) {
                    cut(agent, "it said nothing for " + seconds(config.silent()) + " s");
                }
            }
        }
    }

    /** Cameras are more than agents: they are gone through less often. */
    private void forgetOldVerdicts() {
        synchronized (lock) {
            long now = System.nanoTime();
            verdicts.forgetOld(now, config.silent().toNanos())
                    .forEach((camera, agent) -> tellLeft(
                            camera,
                            agent.name() + " has not repeated its verdict for " + seconds(config.silent()) + " s",
                            now));
        }
    }

    private void cut(Agent agent, String why) {
        remove(agent, why);
        agent.peer().cut(why);
    }

    private void remove(Agent agent, String why) {
        if (!agents.remove(agent)) {
            return;
        }
        String reason = agent.name() + " is gone: " + Printable.of(why);
        log.warn("{}", reason);
        Set<String> judged = verdicts.forget(agent);
        feedback.forget(agent);
        long now = System.nanoTime();
        if (agents.isEmpty()) {
            nobody = reason;
            negotiations.keySet().forEach(camera -> unproven(camera, reason));
            return;
        }
        judged.forEach(camera -> tellLeft(camera, reason, now));
    }

    /** What others say counts now; where nobody does, nothing is proven, for this reason. */
    private void tellLeft(String camera, String reason, long now) {
        if (verdicts.counting(camera, now).isPresent()) {
            tellCounting(camera, now);
        } else {
            unproven(camera, reason);
        }
    }

    private void unproven(String camera, String reason) {
        stream(camera).ifPresent(stream -> stream.unproven(reason));
    }

    private Optional<Stream> stream(String camera) {
        return streams.flatMap(registry -> CameraId.parse(camera).flatMap(registry::find));
    }

    private int count() {
        synchronized (lock) {
            return agents.size();
        }
    }

    private static String seconds(Duration duration) {
        return BigDecimal.valueOf(duration.toMillis(), 3).stripTrailingZeros().toPlainString();
    }

    /** Cuts every agent. */
    @Override
    public void close() {
        ticking.dispose();
        synchronized (lock) {
            List<Agent> all = List.copyOf(agents);
            agents.clear();
            all.forEach(agent -> agent.peer().cut("the gateway ends"));
        }
    }
}
