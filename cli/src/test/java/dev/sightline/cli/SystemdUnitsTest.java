package dev.sightline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The units of {@code config/systemd}: what systemd thinks of them, and whether the program runs with no more than they give it. */
class SystemdUnitsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Path UNITS = Path.of(System.getProperty("basedir", "."), "..", "config", "systemd")
            .normalize();
    /** Accounts need no names for this. */
    private static final String UID = "40011";

    private static final String LISTENER = """
            import os, socket, sys
            listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            listener.bind(sys.argv[1])
            os.chmod(sys.argv[1], 0o666)
            print('bound', flush=True)
            while True:
                print(listener.recv(4096).decode(), flush=True)
            """;

    @TempDir
    Path directory;

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"sightline.service", "sightline-probe.service"})
    void theExposureIsLow(String unit) throws Exception {
        // In tenths: the command fails above it.
        Result result = run(List.of(
                "systemd-analyze",
                "security",
                "--offline=true",
                "--threshold=25",
                "--no-pager",
                UNITS.resolve(unit).toString()));

        assertThat(result.code()).as(result.output()).isZero();
    }

    @Test
    void systemdUnderstandsEveryLine() throws Exception {
        Path bin = Files.createDirectories(directory.resolve("opt/sightline/bin"));
        Path launcher = Files.writeString(bin.resolve("sightline"), "#!/bin/sh\n");
        open(launcher, "rwxr-xr-x");
        List<String> command = new ArrayList<>(List.of("systemd-analyze", "verify", "--man=no"));
        for (String unit : List.of("sightline.service", "sightline-probe.service")) {
            String text = Files.readString(UNITS.resolve(unit)).replace("/opt/", directory.resolve("opt") + "/");
            command.add(Files.writeString(directory.resolve(unit), text).toString());
        }

        Result result = run(command);

        assertThat(result.output()).isEmpty();
        assertThat(result.code()).isZero();
    }

    @Test
    @Tag("root")
    void theGatewayServesPort80WithTheRightsOfItsUnit() throws Exception {
        open(directory, "rwxr-xr-x");
        Path state = Files.createDirectory(directory.resolve("state"));
        Host.run("chown", UID, state.toString());
        Path config = Files.writeString(directory.resolve("gateway.yaml"), """
                tls: {selfSignedDirectory: %s}
                media: {relay: {mediaAddress: 127.0.0.1}}
                cameras: {list: [{id: cam}]}
                """.formatted(state.resolve("tls")));
        Path socket = directory.resolve("notify");
        try (Host host = Host.up("unit");
                InstalledProgram program = new InstalledProgram();
                Child systemd = Child.start(List.of("/usr/bin/python3", "-c", LISTENER, socket.toString()))) {
            systemd.awaitOutput("bound", PATIENCE);
            List<String> command = asUnit(
                    "sightline.service",
                    Map.of(
                            "NOTIFY_SOCKET",
                            socket.toString(),
                            "WATCHDOG_USEC",
                            "2000000",
                            "STATE_DIRECTORY",
                            state.toString()),
                    program.command("serve", "--config", config.toString()));
            try (Child gateway = Child.start(host.command(command))) {
                gateway.awaitOutput("Page: +https", PATIENCE);

                assertThat(Host.output(
                                "ip", "netns", "exec", host.name, "curl", "-s", "http://127.0.0.1/cameras/cam/config"))
                        .contains("keepaliveSeconds");
                assertThat(Host.output("ip", "netns", "exec", host.name, "curl", "-sk", "https://127.0.0.1:5000/"))
                        .contains("<title>Sightline");
                systemd.awaitOutput("READY=1\nSTATUS=cameras on port 80", PATIENCE);
                systemd.awaitOutput("WATCHDOG=1", PATIENCE);
            }
            systemd.awaitOutput("STOPPING=1", PATIENCE);
        }
    }

    @Test
    @Tag("root")
    void theProbeCapturesWithTheRightsOfItsUnit() throws Exception {
        open(directory, "rwxr-xr-x");
        Path socket = directory.resolve("probe.sock");
        try (Host host = Host.up("unit");
                InstalledProgram program = new InstalledProgram();
                GatewayEnd gateway = new GatewayEnd(socket)) {
            open(socket, "rw-rw-rw-");
            List<String> command = asUnit(
                    "sightline-probe.service",
                    Map.of(),
                    program.command("probe", "agent", "--socket", socket.toString()));
            try (Child agent = Child.start(host.command(command))) {
                gateway.awaitAgent();
                agent.awaitOutput("watching UDP ports \\S+ on .*lo", PATIENCE);
                host.awaitCapture(0);
            }
        }
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "sightline.service, import socket; socket.socket(socket.AF_PACKET), not supported by protocol",
        "sightline-probe.service, import socket; socket.socket(socket.AF_VSOCK), not supported by protocol",
        "sightline.service, import os; os.chroot('/'), not permitted",
        "sightline-probe.service, import os; os.chroot('/'), not permitted"
    })
    @Tag("root")
    void whatAUnitMayNotIsRefusedInTheseTestsToo(String unit, String attempt, String refusal) throws Exception {
        List<String> command = asUnit(unit, Map.of(), List.of("/usr/bin/python3", "-c", attempt));

        assertThat(run(command).output()).contains(refusal);
    }

    /** With the unit's capabilities, system calls and address families, and an account that has nothing else. */
    private List<String> asUnit(String unit, Map<String, String> environment, List<String> command) throws IOException {
        Path file = UNITS.resolve(unit);
        String capability = capability(Files.readString(file));
        Path filter = directory.resolve("run-as-unit.py");
        try (InputStream script = Objects.requireNonNull(getClass().getResourceAsStream("/systemd/run-as-unit.py"))) {
            Files.write(filter, script.readAllBytes());
        }
        open(directory, "rwxr-xr-x");
        Path copy = directory.resolve(unit);
        Files.writeString(copy, Files.readString(file));
        List<String> line = new ArrayList<>(List.of(
                "setpriv",
                "--reuid=" + UID,
                "--regid=" + UID,
                "--clear-groups",
                "--bounding-set=-all,+" + capability,
                "--inh-caps=-all,+" + capability,
                "--ambient-caps=-all,+" + capability,
                "--no-new-privs",
                "--",
                "env",
                "HOME=/nonexistent"));
        environment.forEach((name, value) -> line.add(name + "=" + value));
        line.addAll(List.of("/usr/bin/python3", filter.toString(), copy.toString()));
        line.addAll(command);
        return line;
    }

    /** The only one, and the bounding set holds no other. */
    private static String capability(String unit) {
        Matcher ambient =
                Pattern.compile("(?m)^AmbientCapabilities=CAP_(\\S+)$").matcher(unit);
        assertThat(ambient.find()).isTrue();
        assertThat(unit).containsPattern("(?m)^CapabilityBoundingSet=CAP_" + ambient.group(1) + "$");
        return ambient.group(1).toLowerCase(java.util.Locale.ROOT);
    }

    private record Result(int code, String output) {}

    private static Result run(List<String> command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        return new Result(process.waitFor(), output);
    }

    private static void open(Path path, String permissions) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }
}
