package dev.sightline.cli.access;

import dev.sightline.gateway.access.store.AuditEvent;
import dev.sightline.gateway.access.store.AuditLog;
import dev.sightline.gateway.config.AccessConfig;
import dev.sightline.gateway.config.ConfigException;
import dev.sightline.gateway.config.GatewayConfig;
import java.io.IOException;
import java.nio.file.Path;
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
        return config.isPresent()
                ? GatewayConfig.load(config.get()).access()
                : GatewayConfig.parse("", "the defaults").access();
    }

    Path directory() throws ConfigException, IOException {
        if (directory.isPresent()) {
            return directory.get().toAbsolutePath();
        }
        return settings()
                .directory()
                .orElseThrow(() -> new IOException("no directory is known; give it with --directory"));
    }

    /** Something that was done from this host's command line. */
    void audit(String what, String on) throws ConfigException, IOException {
        String who = "console:" + System.getProperty("user.name", "unknown");
        try (AuditLog log = new AuditLog(directory(), settings().audit(), (event, line) -> {})) {
            log.record(new AuditEvent(who, what, on, "", AuditEvent.DONE));
        }
        // Not beside the tokens and tickets that commands print: on a host with several gateways this tells whose it
        // was.
        command.commandLine().getErr().println(what + " " + on + ": done, in " + directory());
        command.commandLine().getErr().flush();
    }
}
