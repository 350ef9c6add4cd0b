package dev.sightline.probe.host.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.Route;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("An answer of the kernel about a route")
class AnsweredRoutesTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Route BY_LINK = new Route("eth0", Optional.empty(), Optional.empty());

    private final ExecutorService asking = Executors.newSingleThreadExecutor();
    private final ConcurrentLinkedQueue<RouteQuestion> asked = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean down = new AtomicBoolean(true);
    private final AnsweredRoutes routes = new AnsweredRoutes(this::kernel, Duration.ofHours(1), asking);

    @AfterEach
    void end() {
        asking.shutdownNow();
    }

    private List<Optional<Route>> kernel(List<RouteQuestion> questions) {
        asked.addAll(questions);
        return questions.stream()
                .map(question -> Optional.of(down.get() ? Route.refused(Route.Kind.NO_ROUTE) : BY_LINK))
                .toList();
    }

    private void awaitAnswer(RouteQuestion question, Route expected) throws InterruptedException {
        long deadline = System.nanoTime() + SOON.toNanos();
        while (!routes.to(question).equals(Optional.of(expected)) && System.nanoTime() < deadline) {
            Thread.sleep(10);
        }
        assertThat(routes.to(question)).contains(expected);
    }

    @Test
    void thatNothingLeavesIsAskedForAgainBeforeOneThatHasAWay() throws Exception {
        RouteQuestion camera = RouteQuestion.to(InetAddress.getByName("10.91.0.2"), Optional.empty());
        awaitAnswer(camera, Route.refused(Route.Kind.NO_ROUTE));

        down.set(false);

        awaitAnswer(camera, BY_LINK);
        int before = asked.size();
        assertThat(routes.to(camera)).contains(BY_LINK);
        assertThat(routes.isPending(camera)).isFalse();
        assertThat(asked).hasSize(before).containsOnly(camera);
    }

    @Test
    void comesForEachOfMoreThanCanBeAskedForAtOnce() throws Exception {
        down.set(false);
        CountDownLatch slow = new CountDownLatch(1);
        asking.execute(() -> awaitQuietly(slow));
        List<RouteQuestion> questions = IntStream.range(0, 2_000)
                .mapToObj(i -> RouteQuestion.to(
                        new InetSocketAddress("10.91." + i / 250 + "." + i % 250, 0).getAddress(), Optional.empty()))
                .toList();

        questions.forEach(routes::to);
        assertThat(questions).allMatch(routes::isPending);
        slow.countDown();

        for (RouteQuestion question : questions) {
            awaitAnswer(question, BY_LINK);
        }
        assertThat(questions).noneMatch(routes::isPending);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
