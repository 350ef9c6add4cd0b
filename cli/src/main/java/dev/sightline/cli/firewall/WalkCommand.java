package dev.sightline.cli.firewall;

import dev.sightline.gateway.config.ConfigException;
import dev.sightline.gateway.files.ProcessUser;
import dev.sightline.probe.PortRange;
import dev.sightline.probe.command.Converters;
import dev.sightline.probe.firewall.Form;
import dev.sightline.probe.firewall.Opening;
import dev.sightline.probe.firewall.Plan;
import dev.sightline.probe.firewall.TextFile;
import dev.sightline.probe.firewall.walk.PlanException;
import dev.sightline.probe.firewall.walk.Walk;
import dev.sightline.probe.firewall.walk.WalkOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
        name = "walk",
        mixinStandardHelpOptions = true,
        description = {
            "Bring a plan into force line by line, and look after each what becomes of the cameras' feedback.",
            "Without --apply it only says what it would do. With it, what the plan does not let in is cut until the"
                    + " end."
        },
        footer = {
            "",
            "The firewall is restored at the end, after Ctrl-C, when this process is killed, and when it falls silent.",
            "",
            "Exit codes: 0 every camera keeps its feedback, 1 one does not or it could not be tried, 2 wrong usage."
        })
final class WalkCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "FILE",
            description = "The gateway's configuration (default: all defaults).")
    private Optional<Path> config = Optional.empty();

    @Option(
            names = "--backend",
            required = true,
            paramLabel = "PROGRAM",
            description = "nft: in a table of its own. ufw: by ufw commands, while this host's own ufw stands aside.")
    @SuppressWarnings("NullAway.Init") // required
    private Form backend;

    @Option(
            names = "--plan",
            paramLabel = "FILE",
            description = "Walk this plan, in the form that firewall plan writes, instead of the configuration's.")
    private Optional<Path> file = Optional.empty();

    @Option(names = "--apply", description = "Really do it.")
    private boolean apply;

    @Option(names = "--dry-run", description = "Only say what would be done. This is the default.")
    private boolean dryRun;

    @Option(
            names = "--look",
            defaultValue = "12s",
            paramLabel = "TIME",
            converter = Converters.Time.class,
            description = "How long each step is looked at, at most (default: ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init") // has a default
    private Duration look;

    @Option(
            names = "--dead-man",
            defaultValue = "60s",
            paramLabel = "TIME",
            converter = Converters.Time.class,
            description =
                    "The firewall is restored when this process has shown no sign of life for so long (default: ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init") // has a default
    private Duration deadMan;

    @Option(
            names = "--before-look",
            paramLabel = "COMMAND",
            description =
                    "A shell command to run before each look, as one that makes a camera negotiate anew: a session"
                            + " that has begun may live where a new one would not.")
    private Optional<String> beforeLook = Optional.empty();

    @Mixin
    private PlanOptions options = new PlanOptions();

    @Override
    public Integer call() throws ConfigException, IOException, InterruptedException {
        if (apply && dryRun) {
            throw new ParameterException(spec.commandLine(), "--apply and --dry-run contradict each other");
        }
        if (apply && ProcessUser.current().uid() != 0) {
            throw new IOException("--apply changes this host's firewall, which takes root, but this process runs as "
                    + ProcessUser.current().name() + "; without --apply it says what it would do");
        }
        Plan planned = options.plan(config);
        String plan = file.isPresent() ? TextFile.read(file.get()) : planned.as(backend);
        WalkText view = new WalkText(spec.commandLine().getOut());
        Walk walk = walk(plan, walkOptions(planned), view);
        List<String> objections = walk.objections();
        if (!apply) {
            return dryRun(walk.stages(), objections);
        }
        walk.run();
        return view.isWell() ? 0 : 1;
    }

    private Walk walk(String plan, WalkOptions walkOptions, WalkText view) throws IOException {
        try {
            return Walk.of(backend, plan, walkOptions, System.getenv(), view);
        } catch (PlanException problem) {
            throw new IOException(file.map(Path::toString).orElse("the plan") + ", " + problem.getMessage(), problem);
        }
    }

    private WalkOptions walkOptions(Plan planned) {
        PortRange media = options.mediaPorts.orElseGet(() -> planned.openings().stream()
                .filter(opening -> opening.purpose().equals(PlanOfConfig.CAMERA_MEDIA))
                .map(Opening::ports)
                .findFirst()
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(),
                        "the media server's ports are not known; give them with --media-ports A-B")));
        try {
            return new WalkOptions(media, look, deadMan, beforeLook);
        } catch (IllegalArgumentException problem) {
            throw new ParameterException(spec.commandLine(), String.valueOf(problem.getMessage()));
        }
    }

    private int dryRun(List<String> stages, List<String> objections) {
        PrintWriter out = spec.commandLine().getOut();
        out.println("Nothing is changed; with --apply these steps would be done, each with a look at the cameras:");
        for (int i = 0; i < stages.size(); i++) {
            out.println("step " + (i + 1) + "/" + stages.size() + "  " + stages.get(i));
        }
        objections.forEach(objection -> out.println("It would be refused: " + objection));
        out.flush();
        return objections.isEmpty() ? 0 : 1;
    }
}
