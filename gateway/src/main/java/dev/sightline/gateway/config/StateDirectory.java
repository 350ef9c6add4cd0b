package dev.sightline.gateway.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Where this program keeps what it has learnt: the directory of its systemd unit, else the user's own. */
final class StateDirectory {
    private static final String NAME = "sightline";

    private StateDirectory() {}

    /** @param environment the process's variables; empty is answered when they name no directory */
    static Optional<Path> of(Map<String, String> environment) {
        return Stream.of(
                        // systemd gives a list, joined by colons
                        absolute(environment, "STATE_DIRECTORY").map(path -> Path.of(path.split(":", 2)[0])),
                        absolute(environment, "XDG_STATE_HOME").map(path -> Path.of(path, NAME)),
                        absolute(environment, "HOME").map(path -> Path.of(path, ".local", "state", NAME)))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** Relative paths are to be ignored (XDG Base Directory Specification). */
    private static Optional<String> absolute(Map<String, String> environment, String variable) {
        return Optional.ofNullable(environment.get(variable)).filter(path -> path.startsWith("/"));
    }
}
