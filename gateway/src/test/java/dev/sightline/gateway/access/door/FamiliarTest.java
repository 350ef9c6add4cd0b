package dev.sightline.gateway.access.door;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.gateway.access.store.KeptPlace;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("From where somebody has signed in")
class FamiliarTest {
    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

    /** What is said of the future was written while the clock was wrong, and would be believed for long. */
    @ParameterizedTest(name = "as it was written down {0} before now: known {1}")
    @CsvSource({"PT0S, true", "P29D, true", "P31D, false", "PT-1S, false", "P-400D, false"})
    void isKnownForMonthFromThenOn(Duration before, boolean known) throws Exception {
        InetAddress home = InetAddress.getByName("192.0.2.77");
        Familiar earlier = new Familiar(Clock.systemUTC());
        earlier.add("ada", home);
        String hash = earlier.kept().get(0).hash();
        Familiar familiar = new Familiar(Clock.fixed(NOW, ZoneOffset.UTC));

        familiar.restore(List.of(new KeptPlace(hash, NOW.minus(before))));

        assertThat(familiar.knows("ada", home)).isEqualTo(known);
        assertThat(familiar.kept()).hasSize(known ? 1 : 0);
    }
}
