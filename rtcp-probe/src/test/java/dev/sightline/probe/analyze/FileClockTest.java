package dev.sightline.probe.analyze;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A capture file's clock")
class FileClockTest {
    private static final Instant START = Instant.parse("2026-11-24T12:00:00Z");

    private final FileClock clock = new FileClock();

    private double place(String frame) {
        int source = frame.charAt(0) - 'a';
        Duration noted = Duration.ofMillis(Math.round(1_000 * Double.parseDouble(frame.substring(1))));
        return Duration.between(START, clock.place(source, START.plus(noted))).toMillis() / 1_000.0;
    }

    @ParameterizedTest(name = "{0} are {1}")
    @CsvSource(delimiter = '|', textBlock = """
            a0 a1 a1 a9 a4000                     | 0 1 1 9 4000                | 0
            a0 a5 a3.5 a6                         | 0 5 3.5 6                   | 0
            a0 a10 b2 b3 a12 b4 b13               | 0 10 2 3 12 4 13            | 0
            a0 a10 a-600 a-599 a-500              | 0 10 10 11 110              | 1
            a0 a10 a-600 a-599 a13 a14            | 0 10 10 11 13 14            | 1
            a0 a10 a-600 a-599 a-700 a-699        | 0 10 10 11 11 12            | 2
            a0 a1 a-2000 a2 a3                    | 0 1 1 2 3                   | 1
            b0 a0 a10 a-600 b9.9 a-599 b-599 b-598 | 0 0 10 10 9.9 11 11 12     | 1
            b-700 a0 a10 a-600 b-599 a-598        | -700 0 10 10 11 12          | 1
            a0 a10 a-600 a-599 b9.9 b-598 a-598   | 0 10 10 11 9.9 12 12        | 1
            a0 b0 b10 a10 b-600 a-600 b-599 a-599 | 0 0 10 10 10 10 11 11       | 1
            a0 a-1e11 a2                          | 0 -1e11 2                   | 0
            """)
    void goesOnWhereItWasSet(String noted, String placed, int times) {
        assertThat(Stream.of(noted.split(" ", -1)).map(this::place).toList())
                .isEqualTo(Stream.of(placed.split(" ", -1)).map(Double::valueOf).toList());
        assertThat(clock.times()).isEqualTo(times);
    }

    @Test
    void endsBeforeNanosecondsDoWhateverIsNoted() {
        Random random = new Random(7);
        List<Instant> all = random.longs(20_000, 0, 253_402_300_799L)
                .mapToObj(second -> clock.place((int) (second % 5), Instant.ofEpochSecond(second)))
                .toList();
        assertThat(all).allSatisfy(at -> assertThat(at).isBefore(Instant.parse("+10300-01-01T00:00:00Z")));
    }
}
