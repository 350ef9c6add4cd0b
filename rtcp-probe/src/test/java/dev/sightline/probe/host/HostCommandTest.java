package dev.sightline.probe.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sightline.probe.host.program.HostCommand;
import dev.sightline.probe.host.program.HostCommand.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A program of the host")
@Timeout(30)
class HostCommandTest {
    private static HostCommand shell(Duration limit) {
        return HostCommand.find("sh", limit, 10_000).orElseThrow();
    }

    @Test
    void isReadWholeThoughItHasEndedLongBefore() throws IOException {
        Output output = shell(Duration.ofMinutes(1)).run("-c", "printf %05000d 7; echo amiss >&2; exit 3");

        assertThat(output).isEqualTo(new Output(3, "0".repeat(4_999) + "7", "amiss\n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "echo begun; exec sleep 600",
                "exec sleep 600 >&-",
                "sleep 600; echo late",
                "(sleep 600; echo late) | cat"
            })
    void isKilledWhereItIsSlowWhateverItSaid(String slow) {
        assertThatThrownBy(() -> shell(Duration.ofMillis(300)).run("-c", slow))
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith("sh took longer than 300 ms and was killed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sleep 25 &", "sleep 25 >&- &", "sleep 25 2>&- &"})
    void isNotWaitedForLongerWhereItHasLeftAChildBehind(String child, @TempDir Path directory) throws IOException {
        Path pid = directory.resolve("pid");

        Optional<ProcessHandle> left = Optional.empty();
        // A shell that is killed before it has said which child it leaves behind, on a busy machine, gets longer.
        for (int limit = 300; limit <= 10_000 && left.isEmpty(); limit *= 5) {
            left = leftBehind(child, pid, limit);
        }

        assertThat(left)
                .as("it was there still")
                .hasValueSatisfying(still -> assertThat(still.destroyForcibly()).isTrue());
    }

    private static Optional<ProcessHandle> leftBehind(String child, Path pid, int limit) throws IOException {
        Files.writeString(pid, "");
        try {
            // Of what ended before it was read, Java reads what is there, and no more.
            assertThat(shell(Duration.ofMillis(limit)).run("-c", child + " echo $! > " + pid))
                    .isEqualTo(new Output(0, "", ""));
        } catch (IOException slow) {
            assertThat(slow).hasMessageEndingWith("sh took longer than " + limit + " ms and was killed");
        }
        String said = Files.readString(pid).strip();
        return said.isEmpty() ? Optional.empty() : ProcessHandle.of(Long.parseLong(said));
    }

    @Test
    void isHeardToItsEndHoweverMuchItComplains() throws IOException {
        Output output = shell(Duration.ofSeconds(10)).run("-c", "printf %0200000d 7 >&2; echo answer");

        assertThat(output).isEqualTo(new Output(0, "answer\n", "0".repeat(64 * 1_024)));
    }

    @Test
    void maySayOnlySoMuch() {
        assertThatThrownBy(() -> shell(Duration.ofMinutes(1)).run("-c", "printf %010001d 7"))
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith("says more than 10000 octets");
    }
}
