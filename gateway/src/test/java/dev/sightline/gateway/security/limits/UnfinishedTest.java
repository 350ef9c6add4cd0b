package dev.sightline.gateway.security.limits;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What all connections together may keep of what has not arrived whole. */
class UnfinishedTest {
    private final Unfinished unfinished = new Unfinished(1000);

    @Test
    void strangersHaveHalfAndWhoIsKnownTheRest() {
        Unfinished.Part stranger = unfinished.part();
        Unfinished.Part known = unfinished.part();

        assertThat(stranger.resize(500, () -> false)).isTrue();
        assertThat(stranger.resize(501, () -> false)).isFalse();
        assertThat(known.resize(500, () -> true)).isTrue();
        assertThat(known.resize(501, () -> true)).isFalse();
        assertThat(unfinished.held()).isEqualTo(1000);
    }

    @Test
    void whatBecomesLessIsNeverRefused() {
        Unfinished.Part known = unfinished.part();
        known.resize(1000, () -> true);

        assertThat(known.resize(999, () -> false)).isTrue();
        assertThat(unfinished.held()).isEqualTo(999);
    }

    @Test
    void whatIsClosedIsGivenBackOnceAndTakesNoMore() {
        Unfinished.Part part = unfinished.part();
        part.resize(400, () -> false);
        part.close();
        part.close();

        assertThat(unfinished.held()).isZero();
        assertThat(part.resize(1, () -> true)).isFalse();
        assertThat(unfinished.held()).isZero();
    }
}
