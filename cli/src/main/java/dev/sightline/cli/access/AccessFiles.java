package dev.sightline.cli.access;

import dev.sightline.gateway.access.Cameras;
import dev.sightline.gateway.access.store.AuditEvent;
import dev.sightline.gateway.access.store.AuditLog;
import dev.sightline.gateway.access.store.Occupancy;
import dev.sightline.gateway.config.AccessConfig;
import dev.sightline.gateway.config.CameraId;
import dev.sightline.gateway.config.CamerasConfig;
import dev.sightline.gateway.config.CamerasConfig.Registration;
import dev.sightline.gateway.config.ConfigException;
import dev.sightline.gateway.config.GatewayConfig;
import dev.sightline.probe.command.Nearest;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where the gateway keeps its users, tokens and keys; and the audit log of what is done with them here. */
final class AccessFiles {
    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec command;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The gateway's configuration, which names the directory (default: all defaults).")
    private Optional<Path> config = Optional.empty();

    @Option(
            names = "--directory",
            paramLabel = "DIR",
            description = "The directory itself: access.directory of the configuration counts otherwise.")
    private Optional<Path> directory = Optional.empty();

    AccessConfig settings() throws ConfigException {
        return configuration().access();
    }

    /** Whose settings they are, for a message. */
    String settingsOf() {
        return config.map(file -> "of " + file).orElse("by default; --config FILE names the gateway's configuration");
    }

    private GatewayConfig configuration() throws ConfigException {
        return config.isPresent() ? GatewayConfig.load(config.get()) : GatewayConfig.parse("", "the defaults");
    }

    Path directory() throws ConfigException, IOException {
        if (directory.isPresent()) {
            return directory.get().toAbsolutePath();
        }
        return settings()
                .directory()
                .orElseThrow(() -> new IOException("no directory is known; give it with --directory"));
    }

    /**
     * Something that was done from this host's command line: for the audit log, and for who typed it. That goes not beside the
     * tokens and tickets that commands print.
     *
     * @param said a sentence that the directory ends: {@code added ada to}
     */
    void done(String what, String on, String said) throws ConfigException, IOException {
        String who = "console:" + System.getProperty("user.name", "unknown");
        Path there = directory();
        try (AuditLog log = new AuditLog(there, settings().audit(), (event, line) -> {})) {
            log.record(new AuditEvent(who, what, on, "", AuditEvent.DONE));
        }
        say(said + " " + there);
        if (config.isEmpty() && directory.isEmpty() && !isUsed(there)) {
            say(
                    "No gateway that runs now uses this directory. A service has another one: name it with --config FILE, its"
                            + " configuration, or --directory DIR.");
        }
    }

    private static boolean isUsed(Path directory) {
        try {
            return Occupancy.exists(directory);
        } catch (IOException whoeverWorksThereMayKnow) {
            return true;
        }
    }

    /** Warns of cameras that the configuration does not have: they may be yet to come, or misspelt. */
    void warnOfUnknown(Cameras cameras) throws ConfigException {
        CamerasConfig known = configuration().cameras();
        if (config.isEmpty() || known.registration() == Registration.OPEN) {
            return;
        }
        List<String> names = known.list().keySet().stream().map(CameraId::value).toList();
        for (CameraId camera : cameras.listed()) {
            if (!known.list().containsKey(camera)) {
                say("warning: there is no camera '" + camera + "' in " + config.get()
                        + Nearest.of(camera.value(), names)
                                .map(near -> "; did you mean '" + near + "'?")
                                .orElse("; cameras.list has " + names.size()));
            }
        }
    }

    private void say(String line) {
        PrintWriter err = command.commandLine().getErr();
        err.println(line);
        err.flush();
    }
}
