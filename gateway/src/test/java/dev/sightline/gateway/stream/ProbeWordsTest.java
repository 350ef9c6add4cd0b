package dev.sightline.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.gateway.config.CameraId;
import dev.sightline.gateway.config.CamerasConfig.CameraConfig;
import dev.sightline.gateway.config.ConfigException;
import dev.sightline.gateway.config.GatewayConfig;
import dev.sightline.gateway.security.limits.LogPace;
import dev.sightline.gateway.stream.StreamEvent.ProofLost;
import dev.sightline.probe.Evidence;
import dev.sightline.probe.Finding;
import dev.sightline.probe.NegotiationVerdict;
import dev.sightline.probe.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import reactor.test.scheduler.VirtualTimeScheduler;

class ProbeWordsTest {
    private static final int BOUND = 10;

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final Mailbox mailbox = new Mailbox(time, BOUND);
    private final List<StreamEvent> happened = new ArrayList<>();
    private final ProbeWords words = new ProbeWords(mailbox, happened::add);
    private int drops;
    private final Life life = new Life(Life.CAMERA_FIRST).established();

    ProbeWordsTest() throws ConfigException {}

    private static ProofLost lost(String reason) {
        return new ProofLost(reason, false);
    }

    /** It is said once; a verdict is said again. */
    @Test
    void aStreamForWhichTooMuchWaitsIsStillToldThatNobodyLooksAnyMore() throws Exception {
        Stream stream = stream();
        List<Integer> dropped = new ArrayList<>();

        stream.mailbox().put(() -> {
            IntStream.range(0, BOUND).forEach(piece -> stream.verdict(verdict()));
            dropped.add(drops);
            stream.verdict(verdict());
            dropped.add(drops);
            stream.unproven("the agent is gone", /* lasting= */ false);
        });

        assertThat(dropped).as("the mailbox is full").containsExactly(0, 1);
        assertThat(stream.state().feedback().finding().reason()).isEqualTo("the agent is gone");
    }

    @Test
    void whatIsLostAfterAVerdictIsNotLostBeforeIt() {
        StreamEvent verdict = life.verdict(Verdict.DELIVERED);

        mailbox.put(() -> {
            words.lost(lost("the first agent is gone"));
            words.judged(() -> verdict);
            words.lost(lost("the second agent is gone"));
        });

        assertThat(happened)
                .containsExactly(lost("the first agent is gone"), verdict, lost("the second agent is gone"));
    }

    @Test
    void whatIsLostAgainAndAgainWaitsOnce() {
        mailbox.put(() -> {
            for (int agent = 0; agent < 1_000; agent++) {
                words.lost(lost("agent " + agent + " is gone"));
            }
        });
        words.lost(lost("the last agent is gone"));

        assertThat(happened).containsExactly(lost("agent 999 is gone"), lost("the last agent is gone"));
    }

    /** A verdict without room is none that came between. */
    @Test
    void agentsThatComeAndGoWhileTooMuchWaitsMakeNothingMoreWait() {
        StreamEvent verdict = life.verdict(Verdict.DELIVERED);

        mailbox.put(() -> {
            for (int agent = 0; agent < 1_000; agent++) {
                words.judged(() -> verdict);
                words.lost(lost("agent " + agent + " is gone"));
            }
        });

        assertThat(happened).hasSize(2 * BOUND).endsWith(verdict, lost("agent 999 is gone"));
    }

    private Stream stream() throws ConfigException {
        GatewayConfig config =
                GatewayConfig.parse("cameras: {list: [{id: cam}]}\nlimits: {maxEventsQueued: " + BOUND + "}", "test");
        CameraConfig camera = config.cameras().list().values().iterator().next();
        StreamObserver observer = new StreamObserver() {
            @Override
            public void passed(String event, StreamState before, StreamState after) {}

            @Override
            public void dropped(CameraId of, String what) {
                drops++;
            }
        };
        return new Stream(
                camera,
                StreamSettings.of(config),
                new ReturnPath(config.returnPath()),
                new RecordedMediaServer(),
                time,
                new SecretIds(),
                observer,
                new LogPace(),
                NegotiationListener.deaf(),
                Winners.forgotten());
    }

    private static NegotiationVerdict verdict() {
        return new NegotiationVerdict(
                "cam",
                1,
                new Finding(Verdict.DELIVERED, Instant.EPOCH, "seen by the test", Optional.empty()),
                Duration.ZERO,
                Evidence.none(dev.sightline.probe.ReturnPath.unknown()),
                List.of());
    }
}
