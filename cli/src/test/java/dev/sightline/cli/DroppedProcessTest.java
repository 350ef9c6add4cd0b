package dev.sightline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class DroppedProcessTest {
    @Test
    void whatItSaysWhenItIsToldToEndIsPrintedToo() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        String script =
                "trap 'echo stopping; echo stopped >&2; exit 0' TERM; echo started; while :; do sleep 0.05; done";

        try (DroppedProcess process = DroppedProcess.start(
                new ProcessBuilder("sh", "-c", script),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(errors, true, StandardCharsets.UTF_8))) {
            await().until(() -> out.toString(StandardCharsets.UTF_8).contains("started"));
            process.close();

            assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("started\nstopping\n");
            assertThat(errors.toString(StandardCharsets.UTF_8)).isEqualTo("stopped\n");
        }
    }
}
