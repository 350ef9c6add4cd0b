package dev.sightline.gateway.observe;

import dev.sightline.probe.NegotiationVerdict;
import dev.sightline.probe.agent.message.FromAgent;
import io.micrometer.core.instrument.Counter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What comes of each word of an agent. Made ready outside of the watch's lock, and done under it. */
final class AgentWords {
    private static final Logger log = LoggerFactory.getLogger(AgentWords.class);
    /** Of agents that do not say how many cameras they judge. */
    private static final long USUAL_CAMERAS = 4_096;
    /** Clocks that differ by fewer seconds agree: a word is on its way for a moment. */
    private static final long AGREE = 5;

    private final ToldNegotiations negotiations;
    private final Judges judges;
    private final VerdictDesk verdicts;
    private final AgentLines lines;
    private final FeedbackCounters feedback;
    private final Metrics metrics;
    private final Counter lostPackets;

    AgentWords(
            ToldNegotiations negotiations,
            Judges judges,
            VerdictDesk verdicts,
            AgentLines lines,
            FeedbackCounters feedback,
            Metrics metrics) {
        this.negotiations = negotiations;
        this.judges = judges;
        this.verdicts = verdicts;
        this.lines = lines;
        this.feedback = feedback;
        this.metrics = metrics;
        this.lostPackets = Counter.builder("sightline.probe.packets.lost")
                .description("Captured packets that the agents' kernels dropped before they were read")
                .register(metrics.registry());
    }

    /**
     * What is to be done under the lock, given the time by {@link System#nanoTime}; empty when nothing is, and the word does
     * not count as a sign of life.
     */
    Optional<LongConsumer> of(Agent agent, FromAgent message) {
        if (message instanceof FromAgent.Judged judged) {
            NegotiationVerdict verdict = PrintableVerdict.of(judged.verdict());
            Map<FeedbackCounters.FlowType, Long> sums = FeedbackCounters.sums(verdict);
            return Optional.of(now -> judged(agent, verdict, sums, now));
        }
        if (message instanceof FromAgent.Alive alive) {
            return Optional.of(now -> lives(agent, alive));
        }
        if (message instanceof FromAgent.Hello greeting) {
            return Optional.of(now -> introduced(agent, greeting));
        }
        return message instanceof FromAgent.Goodbye ? Optional.of(now -> agent.saidGoodbye()) : Optional.empty();
    }

    private void introduced(Agent agent, FromAgent.Hello greeting) {
        boolean first =
                agent.greeted(greeting.host(), Math.max(1, greeting.maxCameras().orElse(USUAL_CAMERAS)));
        if (!first) {
            return;
        }
        lines.came(agent, greeting.version());
        int told = judges.tellAll(agent);
        List<String> cameras = negotiations.cameras();
        if (told < cameras.size()) {
            log.warn("{} can judge {} cameras of {}", agent.name(), told, cameras.size());
            verdicts.sayWhoIsUnjudged(cameras);
        }
    }

    private void lives(Agent agent, FromAgent.Alive alive) {
        lostPackets.increment((double) agent.losses(alive.interfaces()));
        lines.doesNotCaptureOn(agent, agent.newlyUnopened(alive.interfaces()));
        if (agent.isOtherwise(alive.obstacle())) {
            alive.obstacle()
                    .ifPresentOrElse(
                            obstacle -> lines.cannotCapture(agent, obstacle), () -> lines.capturesAgain(agent));
        }
    }

    private void judged(Agent agent, NegotiationVerdict verdict, Map<FeedbackCounters.FlowType, Long> sums, long now) {
        if (!negotiations.isJudgedBy(verdict)) {
            metrics.dropped("stale verdict");
            return;
        }
        long ahead = secondsAhead(verdict, Instant.now());
        if (agent.isOfAnotherTime(ahead)) {
            lines.hasAnotherTime(agent, ahead);
        }
        feedback.count(agent, verdict.camera(), sums, now);
        verdicts.judged(agent, verdict, now);
    }

    /** How old a verdict is, and since when it holds, tells what the clock of the agent's host shows. */
    private static long secondsAhead(NegotiationVerdict verdict, Instant now) {
        long age = Math.min(verdict.age().toSeconds(), now.getEpochSecond());
        long ahead = verdict.finding().since().getEpochSecond() + age - now.getEpochSecond();
        return Math.abs(ahead) < AGREE ? 0 : ahead;
    }
}
