package dev.sightline.probe.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sightline.probe.PortRange;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("What a watch is told")
class WatchOptionsTest {
    @Test
    void portsAreARangeOrOnePort() {
        assertThat(PortRange.parse("40000-40999")).isEqualTo(new PortRange(40_000, 40_999));
        assertThat(PortRange.parse("40000")).isEqualTo(new PortRange(40_000, 40_000));
        assertThat(PortRange.parse("1-65535").contains(65_535)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", "a-b", "5-", "0-9", "9-8", "1-65536", "1-2-3", "99999999999"})
    void otherPortsAreRefusedWithTheReason(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PortRange.parse(text))
                .withMessageContaining("as in 40000-40999");
    }

    @Test
    void theDurationIsBounded() {
        PortRange ports = new PortRange(1, 2);
        for (Duration wrong : new Duration[] {Duration.ZERO, Duration.ofSeconds(-1), Duration.ofDays(2)}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> WatchOptions.of(ports, wrong))
                    .withMessageContaining(wrong.toString());
        }
    }
}
