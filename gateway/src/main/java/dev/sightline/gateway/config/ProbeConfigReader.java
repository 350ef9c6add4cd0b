package dev.sightline.gateway.config;

import dev.sightline.gateway.config.ListenersConfig.Listener;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Reads the section {@code probe}. */
final class ProbeConfigReader {
    /** {@code sun_path} of Linux, with the NUL behind it (unix(7)). */
    private static final int MAX_SOCKET_PATH = 107;

    private static final String SECRET = "[!-~]{32,1024}";

    private ProbeConfigReader() {}

    static ProbeConfig read(Section section) {
        Optional<Path> socket = section.value(
                "socket", "an absolute path of at most " + MAX_SOCKET_PATH + " bytes", ProbeConfigReader::socketPath);
        Optional<Listener> listener =
                section.has("listener") ? listener(section.section("listener")) : Optional.empty();
        Optional<String> token = token(section);
        if (section.has("listener") && !section.has("token")) {
            section.problem(
                    "listener",
                    "needs probe.token: whoever connected without one could say anything of the cameras' feedback. Make one"
                            + " with: openssl rand -hex 32");
        }
        return new ProbeConfig(
                socket,
                listener,
                token,
                section.integer("maxAgents", 8, 1, 64),
                section.seconds("silentSeconds", Duration.ofSeconds(5), Duration.ofSeconds(2), Duration.ofSeconds(60)));
    }

    private static Optional<Listener> listener(Section section) {
        Optional<InetAddress> address = section.address("address");
        Optional<Long> port = section.integer("port", 0, 65_535);
        if (!section.has("address")) {
            section.problem("address", "is missing: the address at which agents of other hosts reach the gateway");
        }
        if (!section.has("port")) {
            section.problem("port", "is missing");
        }
        return address.flatMap(at -> port.map(number -> new Listener(at, number.intValue())));
    }

    /** What was found is not repeated: it is a secret. */
    private static Optional<String> token(Section section) {
        Optional<String> token = section.text("token");
        if (token.isPresent() && !token.get().matches(SECRET)) {
            section.problem(
                    "token",
                    token.get().length() < 32
                            ? token.get().length()
                                    + " characters can be guessed; expected at least 32, as openssl rand -hex 32 makes them"
                            : "expected 32 to 1024 visible ASCII characters, as openssl rand -hex 32 makes them");
            return Optional.empty();
        }
        return token;
    }

    private static Optional<Path> socketPath(String text) {
        boolean fits = text.startsWith("/")
                && text.getBytes(StandardCharsets.UTF_8).length <= MAX_SOCKET_PATH
                && text.indexOf('\0') < 0;
        return fits ? Optional.of(Path.of(text)) : Optional.empty();
    }
}
