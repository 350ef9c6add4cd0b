package dev.sightline.relay.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AnswerCacheTest {
    private final AnswerCache cache = new AnswerCache(20, 1_000);

    @Test
    void keepsTheFirstAnswerForItsLife() {
        cache.keep("s", "1", "first", 0);
        cache.keep("s", "1", "second", 5);

        assertThat(cache.find("s", "1", 19)).contains("first");
        assertThat(cache.find("s", "2", 19)).isEmpty();
        assertThat(cache.find("t", "1", 19)).isEmpty();
        assertThat(cache.find("s", "1", 20)).isEmpty();
    }

    @Test
    void dropsTheOldestWhenItIsFull() {
        for (int i = 0; i < 10; i++) {
            cache.keep("s", Integer.toString(i), "answer", i);
        }

        assertThat(cache.find("s", "0", 10)).isEmpty();
        assertThat(cache.find("s", "9", 10)).contains("answer");
    }

    @Test
    void doesNotKeepWhatWouldFillItAlone() {
        cache.keep("s", "1", "small", 0);
        cache.keep("s", "2", "x".repeat(1_000), 0);

        assertThat(cache.find("s", "1", 1)).contains("small");
        assertThat(cache.find("s", "2", 1)).isEmpty();
    }
}
