package dev.sightline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class SecretsInConfigurationTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String SECRET = "0123456789abcdef0123456789abcdef";
    private static final String CAMERA = "cameras: {list: [{id: gate-3, secret: " + SECRET + "}]}\n";
    private static final String LISTENERS = """
            listeners:
              config: {address: 127.0.0.1, port: 0}
              dashboard: {port: 0}
              signaling: {port: 0}
              management: {port: 0}
            access: {required: false}
            media: {relay: {mediaAddress: 127.0.0.1}}
            returnPath: {winnersFile: none}
            """;

    @TempDir
    Path directory;

    @ParameterizedTest(name = "{0}, mode {1} → {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "cameras: {list: [{id: gate-3, secret: " + SECRET + "}]} | rw-r--r-- | the secret of camera gate-3",
                "probe: {listener: {address: 127.0.0.1, port: 1}, token: " + SECRET + "} | rw----r-- | probe.token",
                "cameras: {list: [{id: gate-3, secret: " + SECRET + "}]} | rw-r----- | ''",
                "cameras: {list: [{id: gate-3}]} | rw-r--r-- | ''",
            })
    void checkConfigRefusesSecretsThatEveryoneMayRead(String yaml, String mode, String secret) throws Exception {
        Path config = config(yaml, mode);
        StringWriter err = new StringWriter();
        CommandLine line = Main.commandLine().setErr(new PrintWriter(err)).setOut(new PrintWriter(new StringWriter()));

        int code = line.execute("check-config", config.toString());

        assertThat(code).isEqualTo(secret.isEmpty() ? 0 : 1);
        if (!secret.isEmpty()) {
            assertThat(err.toString())
                    .contains("--config: " + config + " may be read by everyone")
                    .contains("any user of this host could read " + secret)
                    .contains("chmod o-rwx " + config)
                    .doesNotContain(SECRET);
        }
    }

    @Test
    @Tag("root")
    void serveSaysHowToCloseThemAndThenTheGatewayStillReadsThem() throws Exception {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path config = config(LISTENERS + CAMERA, "rw-r--r--");
        try (ServiceUser user = new ServiceUser("reader");
                ServiceUser stranger = new ServiceUser("stranger");
                InstalledProgram program = new InstalledProgram()) {
            try (Child refused = Child.start(user.command(program.command("serve", "--config", config.toString())))) {
                assertThat(refused.awaitEnd(PATIENCE)).isEqualTo(1);
                String cure =
                        refused.awaitOutput("(?m)^ +(chgrp .*)$", PATIENCE).group(1);
                Host.run("sh", "-c", cure);
            }
            try (Child gateway = Child.start(user.command(program.command("serve", "--config", config.toString())))) {
                gateway.awaitOutput("Page: ", PATIENCE);
            }
            try (Child reading = Child.start(stranger.command(List.of("cat", config.toString())))) {
                assertThat(reading.awaitEnd(PATIENCE)).isEqualTo(1);
                assertThat(reading.output()).doesNotContain(SECRET);
            }
        }
    }

    private Path config(String yaml, String mode) throws IOException {
        Path file = Files.writeString(directory.resolve("gateway.yaml"), yaml);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        return file;
    }
}
