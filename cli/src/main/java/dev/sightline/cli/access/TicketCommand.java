package dev.sightline.cli.access;

import dev.sightline.gateway.access.Cameras;
import dev.sightline.gateway.access.door.Tickets;
import dev.sightline.gateway.config.CameraId;
import dev.sightline.probe.command.Converters;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "ticket",
        mixinStandardHelpOptions = true,
        description = "Print a ticket with which somebody may watch one camera, for a short time.",
        footer = {
            "",
            "It goes into the viewer message as \"ticket\", or into the WebSocket's subprotocol as"
                    + " sightline.ticket.TICKET. For example:",
            "  sightline ticket --config config/gateway.yaml --for 2m north-gate",
            "",
            "Exit codes: 0 done, 1 it cannot be done, 2 wrong usage or no such configuration."
        })
public final class TicketCommand implements Callable<Integer> {
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    private AccessFiles files = new AccessFiles();

    @Parameters(paramLabel = "CAMERA", description = "The camera's id.")
    @SuppressWarnings("NullAway.Init") // required
    private String camera;

    @Option(
            names = "--for",
            paramLabel = "TIME",
            converter = Converters.Time.class,
            description = "For how long, such as 2m (default and most: access.ticketSeconds).")
    private Optional<Duration> life = Optional.empty();

    @Override
    public Integer call() throws Exception {
        CameraId id = CameraId.parse(camera)
                .orElseThrow(() -> new ParameterException(spec.commandLine(), "'" + camera + "' is no camera's id"));
        Duration longest = files.settings().ticketLife();
        Duration chosen = life.orElse(longest);
        if (chosen.compareTo(longest) > 0 || chosen.compareTo(SHORTEST) < 0) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--for was expected to be 1s to " + longest.toSeconds() + "s: that is access.ticketSeconds "
                            + files.settingsOf());
        }
        files.warnOfUnknown(Cameras.only(id));
        Tickets.Issued issued = Tickets.in(files.directory(), longest).issue(id, chosen);
        files.done(
                "ticket",
                id + " " + issued.id(),
                "a ticket for " + id + ", good until " + issued.expires().truncatedTo(ChronoUnit.SECONDS)
                        + ", signed with the key in");
        spec.commandLine().getOut().println(issued.ticket());
        spec.commandLine().getOut().flush();
        return 0;
    }
}
