package dev.sightline.gateway.config;

import dev.sightline.gateway.config.AccessConfig.Audit;
import dev.sightline.gateway.config.AccessConfig.Sessions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Reads the section {@code access}. */
final class AccessConfigReader {
    private AccessConfigReader() {}

    static AccessConfig read(Section section) {
        boolean required = section.flag("required", true);
        Optional<Path> directory = section.value(
                        "directory",
                        "an absolute path",
                        text -> text.startsWith("/") && text.indexOf('\0') < 0
                                ? Optional.of(Path.of(text))
                                : Optional.empty())
                .or(() -> StateDirectory.of(System.getenv()).map(state -> state.resolve("access")));
        if (required && directory.isEmpty()) {
            section.problem(
                    "directory",
                    "is needed: neither STATE_DIRECTORY, XDG_STATE_HOME nor HOME says where users and keys could be"
                            + " kept");
        }
        return new AccessConfig(
                required,
                directory,
                sessions(section.section("sessions")),
                section.seconds("setupSeconds", Duration.ofHours(1), Duration.ofMinutes(1), Duration.ofDays(1)),
                section.seconds("ticketSeconds", Duration.ofMinutes(5), Duration.ofSeconds(10), Duration.ofHours(1)),
                audit(section.section("audit")));
    }

    private static Sessions sessions(Section section) {
        return new Sessions(
                section.seconds("idleSeconds", Duration.ofHours(1), Duration.ofSeconds(1), Duration.ofDays(7)),
                section.seconds("lifeSeconds", Duration.ofHours(12), Duration.ofSeconds(1), Duration.ofDays(30)),
                section.integer("most", 1000, 1, 100_000),
                section.integer("mostPerUser", 10, 1, 1000));
    }

    private static Audit audit(Section section) {
        return new Audit(
                section.integer("maxBytes", 1024, 1L << 30).orElse(10L << 20), section.integer("keep", 5, 1, 100));
    }
}
