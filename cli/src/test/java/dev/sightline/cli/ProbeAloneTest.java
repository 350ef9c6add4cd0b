package dev.sightline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The two files that are the probe, copied to a directory that has nothing to do with the checkout. */
@DisplayName("The probe alone")
class ProbeAloneTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private record Outcome(int exit, String output) {}

    @TempDir
    private Path directory;

    @BeforeEach
    void install() throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.copy(ROOT.resolve("bin/sightline-probe"), directory.resolve("probe"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.copy(
                ROOT.resolve("rtcp-probe/target/sightline-probe.jar"),
                directory.resolve("sightline-probe.jar"),
                StandardCopyOption.COPY_ATTRIBUTES);
    }

    private Outcome run(Map<String, String> environment, List<String> prefix, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(prefix);
        command.add(directory.resolve("probe").toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).directory(directory.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Outcome(process.waitFor(), output);
    }

    @Test
    void knowsItsVersionAndItsCommands() throws Exception {
        assertThat(run(Map.of(), List.of(), "--version").output())
                .startsWith("Sightline probe ")
                .doesNotContain("not packaged");
        Outcome help = run(Map.of(), List.of(), "watch", "--help");
        assertThat(help.exit()).isZero();
        assertThat(help.output()).contains("Usage: sightline-probe watch");
    }

    @Test
    void saysWhatIsMissing() throws Exception {
        Outcome noJava = run(Map.of("JAVA_HOME", "/nonexistent"), List.of(), "--version");
        assertThat(noJava.exit()).isEqualTo(1);
        assertThat(noJava.output())
                .contains("/nonexistent/bin/java cannot be run, which JAVA_HOME names")
                .contains("Java 17")
                .doesNotContain("apt-get install");
        Files.delete(directory.resolve("sightline-probe.jar"));
        Outcome noJar = run(Map.of(), List.of(), "--version");
        assertThat(noJar.exit()).isEqualTo(1);
        assertThat(noJar.output()).contains(directory.resolve("sightline-probe.jar") + " is missing");
    }

    @Test
    @Tag("root")
    void capturesAsAnotherUserWithTheOneCapability() throws Exception {
        List<String> nobody = List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");
        List<String> able = new ArrayList<>(nobody);
        able.addAll(List.of("--inh-caps=+net_raw", "--ambient-caps=+net_raw"));
        String[] watch = {"watch", "--media-ports=9-9", "--interface=lo", "--for=200ms"};
        Outcome captured = run(Map.of(), able, watch);
        assertThat(captured.output()).contains("only lo was captured").doesNotContain("NOT_OPENED");
        assertThat(captured.exit()).isEqualTo(1);
        Outcome refused = run(Map.of(), nobody, watch);
        assertThat(refused.output())
                .contains("UNPROVEN")
                .contains("--ambient-caps +net_raw " + directory.resolve("probe") + " watch");
        assertThat(refused.exit()).isEqualTo(3);
    }
}
