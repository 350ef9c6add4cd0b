package dev.sightline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChildOutputTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "what people write, 'Zürich – 東京: 1\t2\n', 'Zürich – 東京: 1\t2\n'",
        "an escape sequence, '\u001b]0;title\u0007', '?]0;title?'",
        "a line that hides another, 'good\rbad', 'good?bad'",
        "a control of eight bits, '\u009b6n', '\u00c2?6n'",
        "delete, 'a\u007f', 'a?'",
    })
    void onlyTextGetsToTheTerminal(String what, String printed, String shown) throws Exception {
        ByteArrayOutputStream terminal = new ByteArrayOutputStream();

        ChildOutput.copy(
                        new ByteArrayInputStream(printed.getBytes(StandardCharsets.UTF_8)),
                        new PrintStream(terminal, true, StandardCharsets.UTF_8),
                        what)
                .join();

        byte[] expected = what.contains("eight bits")
                ? shown.getBytes(StandardCharsets.ISO_8859_1)
                : shown.getBytes(StandardCharsets.UTF_8);
        assertThat(terminal.toByteArray()).isEqualTo(expected);
    }
}
