package dev.sightline.probe.firewall.bisect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.PortRange;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The ports that are tried")
class TriedTest {
    @Test
    void areAllOfASmallRange() {
        PortRange range = new PortRange(20_001, 20_010);
        assertThat(Tried.even(range, new TreeSet<>()).ports()).containsExactly(20_002, 20_004, 20_006, 20_008, 20_010);
        assertThat(Tried.odd(range, new TreeSet<>())).hasToString("each odd port, 20001-20009");
    }

    @Test
    void areBothSidesOfEachNumberInTheRulesOfALargeRange() {
        PortRange range = new PortRange(20_000, 30_000);
        TreeSet<Integer> named = new TreeSet<>(List.of(80, 21_000, 29_999, 30_002));
        assertThat(Tried.even(range, named).ports())
                .containsExactly(20_000, 20_998, 21_000, 21_002, 25_000, 29_998, 30_000);
        assertThat(Tried.odd(range, named).ports()).containsExactly(20_001, 20_999, 21_001, 25_001, 29_997, 29_999);
        assertThat(Tried.odd(range, named).isEvery()).isFalse();
    }

    @Test
    void areBoundedAndSaySo() {
        TreeSet<Integer> named =
                new TreeSet<>(IntStream.rangeClosed(20_000, 30_000).boxed().toList());
        Tried tried = Tried.even(new PortRange(20_000, 30_000), named);
        assertThat(tried.ports()).hasSizeLessThanOrEqualTo(Tried.MOST);
        assertThat(tried.toString()).contains("which name more than can be tried");
    }
}
