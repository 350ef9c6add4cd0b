package dev.sightline.probe.agent;

import dev.sightline.probe.Cause;
import dev.sightline.probe.Evidence;
import dev.sightline.probe.Finding;
import dev.sightline.probe.LeftOut;
import dev.sightline.probe.Negotiation;
import dev.sightline.probe.NegotiationFinding;
import dev.sightline.probe.NegotiationVerdict;
import dev.sightline.probe.Obstacle;
import dev.sightline.probe.PortRange;
import dev.sightline.probe.ReturnPath;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.WatchedInterface;
import dev.sightline.probe.agent.message.FromAgent;
import dev.sightline.probe.agent.message.Printable;
import dev.sightline.probe.agent.message.ToAgent;
import dev.sightline.probe.capture.CaptureLimits;
import dev.sightline.probe.clock.HostClock;
import dev.sightline.probe.host.Host;
import dev.sightline.probe.host.kernel.KernelHost;
import dev.sightline.probe.judge.JudgingTurns;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What an agent does while it is connected: it captures, judges what it was told to, and tells. One thread does it all;
 * it never waits for the gateway. What was negotiated is forgotten with the connection, for the gateway says it anew.
 */
final class AgentSession implements AutoCloseable {
    /** The gateway is told so, and tells no more. */
    static final int MAX_CAMERAS = 4_096;

    private static final PortRange ANY_PORTS = new PortRange(1_024, 65_535);
    /** Between two looks at the capture: thousands of cameras are told when a gateway is reached. */
    private static final int AT_ONCE = 64;

    private static final Duration BLIND_PATIENCE = Duration.ofMillis(100);

    private final Conversation conversation;
    private final AgentOptions options;
    private final AgentTimes times;
    private final Log log;
    private final Runnable turned;
    private final HostClock clock;
    private final CaptureLimits limits = CaptureLimits.DEFAULT;
    private final Map<String, Negotiation> negotiations = new HashMap<>();
    private final ToldVerdicts told;
    private final Unopened unopened = new Unopened();
    private Optional<AgentCapture> capture = Optional.empty();
    private Optional<Obstacle> obstacle = Optional.empty();
    private List<WatchedInterface> interfaces = List.of();
    private Instant blindSince;
    private boolean full;

    /** @param turned is told again and again that the thread comes round */
    AgentSession(
            Conversation conversation,
            AgentOptions options,
            AgentTimes times,
            Log log,
            HostClock clock,
            Runnable turned) {
        this.conversation = conversation;
        this.options = options;
        this.times = times;
        this.log = log;
        this.turned = turned;
        this.clock = clock;
        clock.look();
        this.blindSince = clock.now();
        this.told = new ToldVerdicts(times.repeat(), MAX_CAMERAS);
    }

    /**
     * Waits for the gateway's greeting.
     *
     * @throws IOException when none comes
     */
    ToAgent.Hello greeting() throws IOException, InterruptedException {
        long end = System.nanoTime() + times.greeting().toNanos();
        while (conversation.isOpen() && System.nanoTime() - end < 0) {
            Optional<ToAgent> message = conversation.next(BLIND_PATIENCE);
            if (message.isPresent()) {
                if (message.get() instanceof ToAgent.Hello hello) {
                    return hello;
                }
                throw new IOException("what answers does not greet as a gateway does");
            }
        }
        throw new IOException(conversation.isOpen() ? "what answers does not greet" : conversation.end());
    }

    /** Goes on until the conversation is over. */
    void run(ToAgent.Hello hello, String version) throws InterruptedException {
        PortRange ports =
                hello.mediaPorts().or(options::mediaPorts).orElse(ANY_PORTS).withTheRtcpOfTheLast();
        try (KernelHost kernel = KernelHost.open(ports, options.traceFirewall())) {
            watch(ports, version, kernel);
        }
    }

    private void watch(PortRange ports, String version, KernelHost kernel) throws InterruptedException {
        long start = System.nanoTime();
        JudgingTurns judging = new JudgingTurns(limits.judging(), start);
        Every alive = new Every(times.alive(), start);
        Every trying = new Every(times.capture(), start);
        conversation.send(new FromAgent.Hello(version, HostName.read(), Optional.of((long) MAX_CAMERAS)));
        try {
            converse(ports, kernel, judging, alive, trying);
        } catch (InterruptedException ended) {
            conversation.leave();
            throw ended;
        }
    }

    private void converse(PortRange ports, KernelHost kernel, JudgingTurns judging, Every alive, Every trying)
            throws InterruptedException {
        boolean news = false;
        while (conversation.isOpen()) {
            long now = System.nanoTime();
            lookAtClock(kernel);
            if (capture.isEmpty() && trying.isDue(now)) {
                open(ports);
            }
            boolean more = capture.map(AgentCapture::read).orElse(false);
            news = listen(more ? Duration.ZERO : patience()) || news;
            if (alive.isDue(now)) {
                turned.run();
                refresh(trying, now);
                conversation.send(new FromAgent.Alive(interfaces, obstacle));
            }
            if (judging.isDue(now, news)) {
                lookAtClock(kernel);
                long began = System.nanoTime();
                tellVerdicts(kernel.host(), now, judging.between());
                judging.had(began, System.nanoTime());
                news = false;
            }
        }
    }

    private void lookAtClock(KernelHost kernel) {
        clock.look().ifPresent(set -> {
            log.say(set.inWords() + ": what was seen before counts no more, and all is judged anew");
            blindSince = blindSince.plus(set.by());
            kernel.beginAnew();
            capture.ifPresent(running -> running.beginAnew(set));
        });
    }

    private Duration patience() {
        return capture.map(AgentCapture::pause).orElse(BLIND_PATIENCE);
    }

    private void open(PortRange ports) {
        AgentCapture.Opened opened = AgentCapture.open(ports, options.interfaces(), limits, clock);
        capture = opened.capture();
        interfaces = opened.interfaces();
        change(opened.obstacle());
        capture.ifPresent(started -> {
            negotiations.values().forEach(started::negotiated);
            log.say("watching UDP ports " + ports + " on "
                    + String.join(
                            ", ",
                            interfaces.stream()
                                    .filter(one -> one.state() == WatchedInterface.State.CAPTURED)
                                    .map(WatchedInterface::name)
                                    .toList()));
            unopened.news(interfaces).ifPresent(log::say);
            LeftOut leftOut = LeftOut.of(interfaces);
            if (!leftOut.isNone()) {
                log.say(leftOut.reason() + "; " + leftOut.cure());
            }
        });
    }

    private void refresh(Every trying, long now) {
        if (capture.isEmpty()) {
            return;
        }
        AgentCapture running = capture.get();
        Optional<Obstacle> lost = running.refresh();
        interfaces = running.interfaces();
        unopened.news(interfaces).ifPresent(log::say);
        change(lost);
        if (lost.isPresent()) {
            running.close();
            capture = Optional.empty();
            trying.postpone(now);
        }
    }

    private void change(Optional<Obstacle> next) {
        if (next.isPresent() && !next.equals(obstacle)) {
            blindSince = clock.now();
            log.hindered("cannot capture: " + next.get().reason() + ". Mend it: "
                    + next.get().cure() + ". It is tried again every "
                    + times.capture().toSeconds() + " s");
        }
        obstacle = next;
    }

    /** Takes in what the gateway said, not too much at once; answers whether something was negotiated. */
    private boolean listen(Duration patience) throws InterruptedException {
        boolean news = false;
        Optional<ToAgent> message = conversation.next(patience);
        for (int heard = 1; message.isPresent(); heard++) {
            if (message.get() instanceof ToAgent.Camera camera) {
                news = negotiated(camera.negotiation()) || news;
            } else if (message.get() instanceof ToAgent.Gone gone) {
                negotiations.remove(gone.camera());
                told.forget(gone.camera());
                capture.ifPresent(running -> running.forget(gone.camera()));
            }
            message = heard < AT_ONCE ? conversation.next(Duration.ZERO) : Optional.empty();
        }
        return news;
    }

    /** One camera too many is the gateway's mistake: it was told how many are judged. */
    private boolean negotiated(Negotiation negotiation) {
        if (negotiations.size() >= MAX_CAMERAS && !negotiations.containsKey(negotiation.camera())) {
            if (!full) {
                log.say("camera " + Printable.of(negotiation.camera())
                        + " and those after it are not judged: one agent judges " + MAX_CAMERAS + " at most");
            }
            full = true;
            return false;
        }
        negotiations.put(negotiation.camera(), negotiation);
        capture.ifPresent(running -> running.negotiated(negotiation));
        return true;
    }

    /** @param round after which they are looked at again */
    private void tellVerdicts(Host host, long now, Duration round) {
        Predicate<NegotiationFinding> due = found -> told.isDue(found, now, round);
        capture.map(running -> running.judge(host, due))
                .orElseGet(() -> blindVerdicts(due))
                .forEach(verdict -> conversation.send(new FromAgent.Judged(verdict)));
    }

    private List<NegotiationVerdict> blindVerdicts(Predicate<NegotiationFinding> due) {
        if (obstacle.isEmpty()) {
            return List.of();
        }
        Finding finding = new Finding(
                Verdict.UNPROVEN,
                blindSince,
                List.of(Cause.NOT_CAPTURED),
                obstacle.get().reason(),
                Optional.of(obstacle.get().cure()));
        Duration age = Duration.between(blindSince, clock.now());
        return negotiations.values().stream()
                .filter(negotiation -> due.test(new NegotiationFinding(negotiation, finding, Set.of())))
                .map(negotiation -> new NegotiationVerdict(
                        negotiation.camera(),
                        negotiation.number(),
                        finding,
                        age.isNegative() ? Duration.ZERO : age,
                        Evidence.none(ReturnPath.unknown()),
                        List.of()))
                .toList();
    }

    @Override
    public void close() {
        capture.ifPresent(AgentCapture::close);
        conversation.close();
    }
}
