package dev.sightline.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.gateway.config.CameraId;
import dev.sightline.gateway.config.CamerasConfig.CameraConfig;
import dev.sightline.gateway.config.GatewayConfig;
import dev.sightline.gateway.security.limits.LogPace;
import dev.sightline.probe.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.test.scheduler.VirtualTimeScheduler;

class StreamActionsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final List<String> events = new ArrayList<>();

    private final StreamObserver observer = new StreamObserver() {
        @Override
        public void passed(String event, StreamState before, StreamState after) {
            events.add(event);
        }

        @Override
        public void dropped(CameraId camera, String what) {}
    };

    private @Nullable StreamLife life;

    private StreamActions actions() throws Exception {
        GatewayConfig config = GatewayConfig.parse(
                "cameras: {list: [{id: cam}]}\nreturnPath: {patience: {trappedSeconds: " + PATIENCE.toSeconds() + "}}",
                "test");
        CameraConfig camera = config.cameras().list().values().iterator().next();
        StreamSettings settings = StreamSettings.of(config);
        ReturnPath returnPath = new ReturnPath(config.returnPath());
        StreamParts parts = new StreamParts(
                new SourceSide(new RecordedMediaServer(), settings, List.of()),
                new Watchers(1, camera.id().value(), () -> {}),
                new WaitingCamera(),
                new Commands(),
                new Exchanges(camera.id(), observer),
                new Liveness(settings.keepalive()),
                new Agreement(camera.id(), NegotiationListener.deaf()),
                new StreamDiary(camera.id(), observer, new LogPace()),
                new Mailbox(time, 10));
        StreamLife made = new StreamLife(camera, returnPath, parts.diary(), parts.exchanges(), Winners.forgotten());
        StreamActions actions = new StreamActions(made, camera, settings, returnPath, parts);
        made.begin(actions);
        life = made;
        return actions;
    }

    /** What the endpoint that was tried instead has used up of it is not the former one's. */
    @Test
    void aFormerEndpointThatIsShownAgainHasAllItsPatience() throws Exception {
        StreamActions actions = actions();
        actions.awaitBetterVerdict(Verdict.TRAPPED, Duration.ofMinutes(1));
        assertThat(events).containsExactly("PatienceEnded");

        actions.showFormer();
        actions.awaitBetterVerdict(Verdict.TRAPPED, Duration.ZERO);

        time.advanceTimeBy(PATIENCE.minusMillis(1));
        assertThat(events).hasSize(1);
        time.advanceTimeBy(Duration.ofMillis(1));
        assertThat(events).hasSize(2);
    }

    private void offers(String session) {
        Objects.requireNonNull(life).happen(Life.offer(session));
        time.advanceTimeBy(Duration.ofSeconds(1));
    }

    private long endsOfPatience() {
        return events.stream().filter("PatienceEnded"::equals).count();
    }

    /** What the policy before has used up is not the next one's. */
    @Test
    void anEndpointThatTakesThePlaceOfAnotherHasAllItsPatience() throws Exception {
        StreamActions actions = actions();
        offers("s1");
        actions.awaitBetterVerdict(Verdict.TRAPPED, Duration.ofMinutes(1));
        assertThat(endsOfPatience()).isEqualTo(1);

        offers("s2");
        actions.awaitBetterVerdict(Verdict.TRAPPED, Duration.ZERO);

        assertThat(endsOfPatience()).isEqualTo(1);
    }

    @ParameterizedTest(name = "proven: {0}")
    @CsvSource({"true", "false"})
    void patienceThatIsHeldDoesNotEnd(boolean proven) throws Exception {
        StreamActions actions = actions();
        actions.awaitBetterVerdict(Verdict.TRAPPED, Duration.ZERO);

        actions.holdPatience(proven);

        time.advanceTimeBy(PATIENCE.multipliedBy(2));
        assertThat(events).isEmpty();
    }

    /** A camera that gets nothing stops after ten seconds, and there is one more policy to be tried in them. */
    @Test
    void aPortInDoubtHasThePatienceOfWhatIsSeen() throws Exception {
        actions().awaitBetterVerdict(Verdict.UNPROVEN, Duration.ZERO);

        time.advanceTimeBy(PATIENCE);
        assertThat(events).containsExactly("PatienceEnded");
    }
}
