package dev.sightline.probe.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SystemdTest {
    /** Java has no datagram sockets of this kind, nor has it listeners: Python does what systemd would. */
    private static final String LISTENER = """
            import socket, sys
            name = sys.argv[1]
            listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            listener.bind('\\0' + name[1:] if name.startswith('@') else name)
            print('bound', flush=True)
            while True:
                print(listener.recv(4096).decode().replace('\\n', ' '), flush=True)
            """;

    @TempDir
    Path directory;

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"path", "abstract"})
    void systemdHearsThatTheServiceIsReadyThatItLivesAndThatItEnds(String kind) throws Exception {
        String name = kind.equals("path")
                ? directory.resolve("notify").toString()
                : "@sightline-test-" + ProcessHandle.current().pid();
        Process listener = new ProcessBuilder("/usr/bin/python3", "-c", LISTENER, name).start();
        try (BufferedReader heard =
                new BufferedReader(new InputStreamReader(listener.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(heard.readLine()).isEqualTo("bound");
            Systemd systemd = Systemd.of(Map.of("NOTIFY_SOCKET", name, "WATCHDOG_USEC", "200000"));
            AtomicBoolean alive = new AtomicBoolean(true);

            systemd.ready("listening");
            assertThat(heard.readLine()).isEqualTo("READY=1 STATUS=listening");
            systemd.watch(patience -> alive.get());
            assertThat(heard.readLine()).isEqualTo("WATCHDOG=1");
            assertThat(heard.readLine()).isEqualTo("WATCHDOG=1");
            alive.set(false);
            systemd.close();

            String last = heard.readLine();
            while (last.equals("WATCHDOG=1")) {
                last = heard.readLine();
            }
            assertThat(last).isEqualTo("STOPPING=1");
        } finally {
            listener.destroyForcibly().waitFor();
        }
    }

    @Test
    void withoutSystemdNothingHappens() {
        try (Systemd none = Systemd.of(Map.of())) {
            none.ready("listening");
            none.watch(patience -> {
                throw new AssertionError("nobody asked");
            });
        }
    }

    @Test
    void aWatchdogOfAnotherProcessIsNotFed() {
        try (Systemd other =
                Systemd.of(Map.of("NOTIFY_SOCKET", "/nowhere", "WATCHDOG_USEC", "1000", "WATCHDOG_PID", "1"))) {
            other.watch(patience -> {
                throw new AssertionError("nobody asked");
            });
        }
    }

    @Test
    void aSocketThatIsNotThereIsSaid() {
        assertThatThrownBy(() -> new NotifySocket(directory.resolve("none").toString()).send("READY=1"))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("systemd cannot be told: ");
        assertThatThrownBy(() -> new NotifySocket("relative")).isInstanceOf(IllegalArgumentException.class);
    }
}
