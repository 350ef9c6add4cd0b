package dev.sightline.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** On a loop whose clock the tests turn. */
class KeyframeRequestsTest {
    private static final long NOTHING_SCHEDULED = -1;

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final List<Integer> sent = new ArrayList<>();
    private final KeyframeRequests requests = new KeyframeRequests(channel.eventLoop(), sent::add);

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    @Test
    void asksAgainUntilAKeyframeComes() {
        request();
        pass(KeyframeRequests.RETRY_MILLIS);
        assertThat(sent).containsExactly(0, 1);

        requests.keyframeArrived();
        pass(10 * KeyframeRequests.RETRY_MILLIS);
        assertThat(sent).containsExactly(0, 1);
    }

    @Test
    void givesUpOnACameraThatNeverAnswers() {
        request();
        for (int i = 0; i < 3 * KeyframeRequests.MAX_ATTEMPTS; i++) {
            pass(KeyframeRequests.RETRY_MILLIS);
        }

        assertThat(sent).hasSize(KeyframeRequests.MAX_ATTEMPTS);
    }

    @Test
    void isSilentOnceStopped() {
        requests.stop();
        request();

        assertThat(sent).isEmpty();
        assertThat(channel.runScheduledPendingTasks()).isEqualTo(NOTHING_SCHEDULED);
    }

    private void request() {
        requests.request();
        channel.runPendingTasks();
    }

    private void pass(long millis) {
        channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
        channel.runPendingTasks();
    }
}
