package dev.sightline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JoinCommandTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "a secret that is no link", "#/enter/secret"})
    void whatIsNoLinkIsRefusedAndNotRepeated(String line, @TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("link"), line + "\n");
        StringWriter err = new StringWriter();

        int code = Main.commandLine()
                .setErr(new PrintWriter(err))
                .execute("bench", "join", "--page=https://127.0.0.1:1", "--camera=gate", "--link-file=" + file);

        assertThat(code).isEqualTo(2);
        assertThat(err.toString())
                .contains("--link-file: " + file + " holds no link")
                .doesNotContain("secret");
    }
}
