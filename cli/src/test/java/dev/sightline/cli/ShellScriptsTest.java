package dev.sightline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShellScriptsTest {
    private static final Path ROOT =
            Path.of(System.getProperty("basedir", "."), "..").normalize();

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "bin/sightline",
                "bin/sightline-probe",
                "config/tls/share-key",
                "config/tls/deploy-hook-share-key",
                "config/tls/deploy-hook-restart"
            })
    void shellcheckHasNothingToSay(String script) throws Exception {
        Process process = new ProcessBuilder("shellcheck", "--external-sources", script)
                .directory(ROOT.toFile())
                .redirectErrorStream(true)
                .start();

        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEmpty();
        assertThat(process.waitFor()).isZero();
    }
}
