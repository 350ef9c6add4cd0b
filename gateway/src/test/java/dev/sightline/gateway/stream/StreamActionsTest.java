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
import org.junit.jupiter.api.Test;
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
        StreamLife life = new StreamLife(camera, returnPath, parts.diary(), parts.exchanges(), Winners.forgotten());
        StreamActions actions = new StreamActions(life, camera, settings, returnPath, parts);
        life.begin(actions);
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
}
