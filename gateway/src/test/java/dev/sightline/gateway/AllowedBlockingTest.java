package dev.sightline.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import reactor.blockhound.BlockingOperationError;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

class AllowedBlockingTest {
    private static final int ROUNDS = 400;
    private static final int TASKS = 40;
    private static final long LATER_SECONDS = 1000;

    /** What is allowed shows nothing where nothing is watched for. */
    @Test
    void whatWaitsOnALoopFails() {
        Mono<String> waiting = Mono.fromCallable(() -> {
                    Thread.sleep(1);
                    return "it waited";
                })
                .subscribeOn(Schedulers.parallel());

        assertThatThrownBy(() -> waiting.block(Duration.ofSeconds(10)))
                .hasCauseInstanceOf(BlockingOperationError.class);
    }

    @Test
    void aSchedulerEndsWhileALoopTakesItsTasksAway() {
        AtomicInteger errors = new AtomicInteger();
        Scheduler loop = Schedulers.newSingle("loop", true);
        try {
            for (int i = 0; i < ROUNDS; i++) {
                Scheduler ending = Schedulers.newParallel("ending", 2, true);
                List<Disposable> tasks = IntStream.range(0, TASKS)
                        .mapToObj(n ->
                                ending.schedulePeriodically(() -> {}, LATER_SECONDS, LATER_SECONDS, TimeUnit.SECONDS))
                        .toList();
                loop.schedule(() -> takeAway(tasks, errors));
                ending.disposeGracefully().block(Duration.ofSeconds(10));
            }
        } finally {
            loop.dispose();
        }
        assertThat(errors).hasValue(0);
    }

    private static void takeAway(List<Disposable> tasks, AtomicInteger errors) {
        try {
            tasks.forEach(Disposable::dispose);
        } catch (Throwable e) { // BlockHound's is an Error
            errors.incrementAndGet();
        }
    }
}
