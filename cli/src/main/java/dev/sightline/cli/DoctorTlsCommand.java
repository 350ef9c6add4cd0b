package dev.sightline.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sightline.gateway.config.GatewayConfig;
import dev.sightline.gateway.config.TlsConfig.Pem;
import dev.sightline.gateway.files.ProcessUser;
import dev.sightline.gateway.security.tls.Checkup;
import dev.sightline.gateway.security.tls.Checkup.Outcome;
import dev.sightline.gateway.security.tls.TlsDoctor;
import dev.sightline.probe.command.StandardStreams;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "tls",
        mixinStandardHelpOptions = true,
        description = {
            "Look at certificate, key and ports as the gateway would: permissions of the key and of each directory and"
                    + " link on the way, whether the pair belongs together, its chain, its expiry, its names, a renewal,"
                    + " the ports.",
            "Root reads everything: name the gateway's user to see what the gateway would."
        },
        footer = {"", "Exit codes: 0 no point failed, 1 one did, 2 wrong usage."})
final class DoctorTlsCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Parameters(paramLabel = "CONFIG", arity = "0..1", description = "The configuration (default: all defaults).")
    private Optional<Path> file = Optional.empty();

    @Option(
            names = "--certificate",
            paramLabel = "FILE",
            description = "This one instead of the configuration's tls.certificate; with --key.")
    private Optional<Path> certificate = Optional.empty();

    @Option(
            names = "--key",
            paramLabel = "FILE",
            description = "This one instead of the configuration's tls.key; with --certificate.")
    private Optional<Path> key = Optional.empty();

    @Option(names = "--user", paramLabel = "NAME", description = "Look as this user does; only root may.")
    private Optional<String> user = Optional.empty();

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        if (certificate.isPresent() != key.isPresent()) {
            throw new ParameterException(spec.commandLine(), "--certificate and --key are needed together");
        }
        if (user.isPresent()) {
            return asUser(user.get());
        }
        GatewayConfig config =
                file.isPresent() ? GatewayConfig.load(file.get()) : GatewayConfig.parse("", "the defaults");
        if (certificate.isPresent()) {
            config = config.withTls(config.tls().withPem(new Pem(certificate.get(), key.orElseThrow())));
        }
        TlsDoctor doctor = new TlsDoctor(config);
        List<Checkup> points = doctor.examine();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            printJson(StandardStreams.exact(out), doctor.user(), points);
        } else {
            print(out, doctor.user(), points);
        }
        out.flush();
        return failed(points) == 0 ? 0 : 1;
    }

    private int asUser(String name) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("doctor", "tls"));
        file.ifPresent(path -> arguments.add(path.toString()));
        certificate.ifPresent(path -> arguments.addAll(List.of("--certificate", path.toString())));
        key.ifPresent(path -> arguments.addAll(List.of("--key", path.toString())));
        if (json) {
            arguments.add("--json");
        }
        ProcessBuilder program = OtherUser.named(name).program(arguments, List.of("-XX:TieredStopAtLevel=1"));
        try (Foreground foreground = new Foreground()) {
            return foreground.hold(DroppedProcess.start(program)).awaitEnd();
        }
    }

    private static void print(PrintWriter out, ProcessUser user, List<Checkup> points) {
        out.println("As " + user + ":");
        for (Checkup point : points) {
            List<String> lines = point.detail().lines().toList();
            out.printf("%-4s  %s: %s%n", word(point.outcome()), point.point(), lines.isEmpty() ? "" : lines.get(0));
            if (lines.size() > 1) {
                out.println("      Mend it with:");
                lines.stream().skip(1).forEach(line -> out.println("        " + line));
            }
        }
        long failed = failed(points);
        out.println(failed == 0 ? "All is well." : failed == 1 ? "1 point failed." : failed + " points failed.");
    }

    private static void printJson(PrintWriter out, ProcessUser user, List<Checkup> points) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode document = mapper.createObjectNode();
        document.put("user", user.name()).put("uid", user.uid()).put("failed", failed(points));
        ArrayNode list = document.putArray("points");
        for (Checkup point : points) {
            list.addObject()
                    .put("point", point.point())
                    .put("outcome", word(point.outcome()))
                    .put("detail", point.detail());
        }
        out.println(mapper.writerWithDefaultPrettyPrinter().writeValueAsString(document));
    }

    private static long failed(List<Checkup> points) {
        return points.stream().filter(point -> point.outcome() == Outcome.FAIL).count();
    }

    private static String word(Outcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT);
    }
}
