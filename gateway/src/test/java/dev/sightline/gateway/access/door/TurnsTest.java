package dev.sightline.gateway.access.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

class TurnsTest {
    private final Turns turns = new Turns(2);

    @Test
    void soManyAndNoMoreAndEachPlaceIsGivenBack() {
        List<Disposable> waiting = new ArrayList<>();
        waiting.add(turns.take(Mono.never()).subscribe());
        waiting.add(turns.take(Mono.never()).subscribe());
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> turns.take(Mono.just(1)).block()).isInstanceOf(RejectedExecutionException.class);
        }
        waiting.get(0).dispose();
        assertThat(turns.take(Mono.just(1)).block()).isEqualTo(1);
        assertThat(turns.take(Mono.just(2)).block()).isEqualTo(2);
        assertThatThrownBy(() ->
                        turns.take(Mono.error(new IllegalStateException())).block())
                .isInstanceOf(IllegalStateException.class);
        assertThat(turns.take(Mono.just(3)).block()).isEqualTo(3);
    }
}
