package dev.sightline.gateway.observe;

import dev.sightline.gateway.config.CameraId;
import dev.sightline.gateway.config.ProbeConfig;
import dev.sightline.gateway.stream.NegotiationListener;
import dev.sightline.gateway.stream.StreamRegistry;
import dev.sightline.probe.Negotiation;
import dev.sightline.probe.NegotiationVerdict;
import dev.sightline.probe.PortRange;
import dev.sightline.probe.agent.message.AgentCodec;
import dev.sightline.probe.agent.message.FromAgent;
import dev.sightline.probe.agent.message.Printable;
import dev.sightline.probe.agent.message.ToAgent;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

/**
 * Tells probe agents what was negotiated, and streams what the agents saw. An agent that is gone, or silent for
 * {@link ProbeConfig#silent()}, proves nothing any more: what it said becomes UNPROVEN with the reason. So does a single
 * verdict that it has not repeated. Safe for any thread; the lock is held for moments only: messages are read and written
 * outside of it, and nothing that is called under it waits.
 */
public final class RtcpWatch implements NegotiationListener, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RtcpWatch.class);
    private static final Duration TICK = Duration.ofMillis(100);
    private static final int TICKS_IN_ROUND = 5;
    /** An agent promises to repeat each verdict every other second, however long it may be silent otherwise. */
    private static final Duration FRESH = Duration.ofSeconds(5);
    /** Of agents that do not say how many cameras they judge. */
    private static final long USUAL_CAMERAS = 4_096;

    private static final String TOO_LONG =
            "the camera's offer and answer are too long for a probe agent to be told, over " + AgentCodec.MAX_LINE
                    + " octets, so nobody can judge its feedback";

    private final AgentCodec codec = new AgentCodec();
    private final ProbeConfig config;
    private final List<String> hello;
    private final Metrics metrics;
    private final Allowance allowance;
    private final Duration fresh;
    private final FeedbackCounters feedback;
    private final Counter lostPackets;
    private final Object lock = new Object();
    private final Map<String, Told> negotiations = new LinkedHashMap<>();
    private final Set<Agent> agents = new LinkedHashSet<>();
    private final VerdictStore verdicts = new VerdictStore();
    private final Disposable ticking;
    private Optional<StreamRegistry> streams = Optional.empty();
    private String nobody;

    /**
     * A negotiation as agents are told of it.
     *
     * @param line empty when it is too long for one
     */
    private record Told(long number, Optional<String> line) {}

    /**
     * @param version of this gateway, for people
     * @param mediaPorts the media server's ports towards cameras, where they are known
     */
    public RtcpWatch(
            ProbeConfig config, int maxCameras, String version, Optional<PortRange> mediaPorts, Metrics metrics) {
        this.config = config;
        this.allowance = Allowance.of(maxCameras);
        this.fresh = config.silent().compareTo(FRESH) < 0 ? config.silent() : FRESH;
        this.hello =
                codec.write(new ToAgent.Hello(version, mediaPorts)).stream().toList();
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
        String camera = negotiation.camera();
        Told told = new Told(negotiation.number(), codec.write(new ToAgent.Camera(negotiation)));
        Optional<String> ended = told.line().isEmpty() ? codec.write(new ToAgent.Gone(camera)) : Optional.empty();
        if (told.line().isEmpty()) {
            log.warn("camera {}: {}", camera, TOO_LONG);
        }
        synchronized (lock) {
            negotiations.put(camera, told);
            verdicts.forget(camera);
            agents.forEach(agent -> {
                told.line().ifPresent(line -> tell(agent, camera, line));
                ended.ifPresent(line -> end(agent, camera, line));
            });
            whyUnjudged(camera).ifPresent(reason -> unproven(camera, reason));
        }
    }

    @Override
    public void gone(CameraId camera) {
        Optional<String> ended = codec.write(new ToAgent.Gone(camera.value()));
        synchronized (lock) {
            if (negotiations.remove(camera.value()) != null) {
                verdicts.forget(camera.value());
                feedback.forget(camera.value());
                agents.forEach(agent -> ended.ifPresent(line -> end(agent, camera.value(), line)));
            }
        }
    }

    private static void tell(Agent agent, String camera, String line) {
        if (agent.cameras().filter(cameras -> cameras.take(camera)).isPresent()) {
            agent.peer().send(List.of(line));
        }
    }

    /** The agent has room for another one then. */
    private void end(Agent agent, String camera, String line) {
        agent.cameras().ifPresent(cameras -> {
            boolean was = cameras.has(camera);
            Optional<String> next = cameras.gone(camera).flatMap(this::line);
            if (was) {
                agent.peer().send(Stream.concat(Stream.of(line), next.stream()).toList());
            }
        });
    }

    private Optional<String> line(String camera) {
        return Optional.ofNullable(negotiations.get(camera)).flatMap(Told::line);
    }

    /** Why no agent is going to judge a camera; empty when one is, or has yet to introduce itself. */
    private Optional<String> whyUnjudged(String camera) {
        if (line(camera).isEmpty()) {
            return Optional.of(TOO_LONG);
        }
        if (agents.isEmpty()) {
            return Optional.of(nobody);
        }
        boolean all = agents.stream()
                .allMatch(agent ->
                        agent.cameras().filter(cameras -> !cameras.has(camera)).isPresent());
        return all
                ? Optional.of("there are more cameras than the connected probe agents can judge at once; those that are"
                        + " negotiated first are judged")
                : Optional.empty();
    }

    /**
     * An agent has connected: it is greeted. It is told every negotiation when it has introduced itself.
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
            if (!agents.contains(agent)) {
                return false;
            }
            boolean floods = agent.floods(System.nanoTime(), octets, allowance);
            if (floods) {
                metrics.refused("probe", "flood");
                cut(
                        agent,
                        "it floods the gateway: more than " + allowance.messages() + " messages or "
                                + allowance.octets() + " octets in a second");
            }
            return !floods;
        }
    }

    void heard(Agent agent, FromAgent message) {
        if (message instanceof FromAgent.Judged judged) {
            NegotiationVerdict verdict = PrintableVerdict.of(judged.verdict());
            Map<FeedbackCounters.FlowType, Long> sums = FeedbackCounters.sums(verdict);
            heard(agent, now -> judged(agent, verdict, sums, now));
        } else if (message instanceof FromAgent.Alive alive) {
            heard(agent, now -> lives(agent, alive));
        } else if (message instanceof FromAgent.Hello greeting) {
            heard(agent, now -> introduced(agent, greeting));
        } else if (message instanceof FromAgent.Goodbye) {
            heard(agent, now -> agent.saidGoodbye());
        }
    }

    private void heard(Agent agent, LongConsumer taken) {
        synchronized (lock) {
            if (agents.contains(agent)) {
                long now = System.nanoTime();
                agent.heard(now);
                taken.accept(now);
            }
        }
    }

    /** An agent's connection is over, or said what cannot be understood. */
    void left(Agent agent, String why) {
        synchronized (lock) {
            remove(agent, why);
        }
    }

    private void introduced(Agent agent, FromAgent.Hello greeting) {
        boolean first =
                agent.greeted(greeting.host(), Math.max(1, greeting.maxCameras().orElse(USUAL_CAMERAS)));
        if (!first) {
            return;
        }
        log.info("{} has connected, version {}", agent.name(), Printable.of(greeting.version()));
        ToldCameras cameras = agent.cameras().orElseThrow();
        List<String> lines = new ArrayList<>();
        negotiations.forEach((camera, told) ->
                told.line().filter(line -> cameras.take(camera)).ifPresent(lines::add));
        agent.peer().send(lines);
        if (lines.size() < negotiations.size()) {
            log.warn("{} can judge {} cameras of {}", agent.name(), lines.size(), negotiations.size());
            negotiations.keySet().forEach(camera -> whyUnjudged(camera).ifPresent(reason -> unproven(camera, reason)));
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

    private void judged(Agent agent, NegotiationVerdict verdict, Map<FeedbackCounters.FlowType, Long> sums, long now) {
        Told told = negotiations.get(verdict.camera());
        if (told == null || told.number() != verdict.negotiation()) {
            metrics.dropped("stale verdict");
            return;
        }
        verdicts.said(agent, verdict, now);
        feedback.count(agent, verdict.camera(), sums, now);
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
                } else if (agent.isStranger(now, nanos)) {
                    metrics.refused("probe", "no hello");
                    cut(agent, "it did not introduce itself for " + seconds(config.silent()) + " s");
                }
            }
        }
    }

    /** Cameras are more than agents: they are gone through less often. */
    private void forgetOldVerdicts() {
        synchronized (lock) {
            long now = System.nanoTime();
            verdicts.forgetOld(now, fresh.toNanos())
                    .forEach((camera, agent) -> tellLeft(
                            camera, agent.name() + " has not repeated its verdict for " + seconds(fresh) + " s", now));
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
        String reason = agent.name() + (agent.hasSaidGoodbye() ? " has ended" : " is gone: " + Printable.of(why));
        log.atLevel(agent.hasSaidGoodbye() ? Level.INFO : Level.WARN).log(reason);
        Set<String> left = new LinkedHashSet<>(verdicts.forget(agent));
        feedback.forget(agent);
        if (agents.isEmpty()) {
            nobody = reason;
            left.addAll(negotiations.keySet());
        } else {
            agent.cameras().ifPresent(cameras -> left.addAll(cameras.all()));
        }
        long now = System.nanoTime();
        left.forEach(camera -> tellLeft(camera, reason, now));
    }

    /** What others say counts now; where nobody does, nothing is proven, for this reason or a better one. */
    private void tellLeft(String camera, String reason, long now) {
        if (verdicts.counting(camera, now).isPresent()) {
            tellCounting(camera, now);
        } else {
            unproven(camera, whyUnjudged(camera).orElse(reason));
        }
    }

    private void unproven(String camera, String reason) {
        stream(camera).ifPresent(stream -> stream.unproven(reason));
    }

    private Optional<dev.sightline.gateway.stream.Stream> stream(String camera) {
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
