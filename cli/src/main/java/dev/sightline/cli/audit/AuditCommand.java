package dev.sightline.cli.audit;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "audit",
        mixinStandardHelpOptions = true,
        description = {
            "Ask a database of known vulnerabilities (OSV) about every library that this program is made of.",
            "Only names and versions of libraries leave this host. A proxy: SIGHTLINE_JAVA_OPTIONS=\"-Dhttps.proxyHost=…"
                    + " -Dhttps.proxyPort=…\"."
        },
        footer = {
            "",
            "Exit codes: 0 nothing known but what is accepted, 1 something is, 2 it could not be asked, or wrong usage."
        })
public final class AuditCommand implements Callable<Integer> {
    private static final int FOUND = 1;
    private static final int NOT_ASKED = 2;
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "[::1]", "localhost");

    private final Clock clock = Clock.systemUTC();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(
            names = "--bom",
            paramLabel = "FILE",
            description = "A CycloneDX document (JSON) instead of the one beside this program's jars.")
    private Optional<Path> bom = Optional.empty();

    @Option(
            names = "--service",
            paramLabel = "URL",
            description = "Who is asked, in OSV's protocol (default: ${DEFAULT-VALUE}).",
            defaultValue = "https://api.osv.dev")
    @SuppressWarnings("NullAway.Init") // has a default
    private URI service;

    @Option(
            names = "--accept",
            paramLabel = "FILE",
            description = "What was looked at and does no harm here (default: config/audit/accepted.txt).")
    private Optional<Path> accept = Optional.empty();

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "How long one answer may take (default: ${DEFAULT-VALUE}).",
            defaultValue = "20")
    private int timeout;

    @Override
    public Integer call() throws InterruptedException {
        refuseUnsafe();
        PrintWriter out = spec.commandLine().getOut();
        try {
            Path file = bom.orElse(home().resolve("cli/target/lib/bom.json"));
            List<Component> components = BillOfMaterials.read(file);
            Accepted accepted = accepted();
            Map<Component, List<Vulnerability>> known =
                    new VulnerabilityService(service, Duration.ofSeconds(timeout)).ask(components);
            out.println(components.size() + " libraries of " + file + ", asked of " + service + " on " + today());
            int found = print(out, known, accepted);
            out.flush();
            return found == 0 ? 0 : FOUND;
        } catch (IOException e) {
            PrintWriter err = spec.commandLine().getErr();
            err.println("sightline audit: not asked, so nothing is known: " + e.getMessage());
            err.flush();
            return NOT_ASKED;
        }
    }

    /** What somebody on the way could leave out of the answer would look like nothing known. */
    private void refuseUnsafe() {
        String scheme = service.getScheme() == null ? "" : service.getScheme().toLowerCase(Locale.ROOT);
        String host = service.getHost() == null ? "" : service.getHost();
        if (host.isEmpty() || !(scheme.equals("https") || (scheme.equals("http") && LOOPBACK.contains(host)))) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--service: '" + service + "' is no https:// address (http:// on loopback only)");
        }
        if (timeout < 1) {
            throw new ParameterException(spec.commandLine(), "--timeout: " + timeout + " is less than a second");
        }
    }

    private Accepted accepted() throws IOException {
        Path usual = home().resolve("config/audit/accepted.txt");
        if (accept.isEmpty() && !Files.exists(usual)) {
            return Accepted.nothing();
        }
        return Accepted.read(accept.orElse(usual));
    }

    /** Answers how many count. */
    private int print(PrintWriter out, Map<Component, List<Vulnerability>> known, Accepted accepted) {
        int counted = 0;
        int all = 0;
        for (Map.Entry<Component, List<Vulnerability>> entry : known.entrySet()) {
            for (Vulnerability vulnerability : entry.getValue()) {
                Optional<Accepted.Entry> kept = accepted.entryFor(vulnerability);
                boolean counts = kept.isEmpty() || !kept.get().counts(today());
                counted += counts ? 1 : 0;
                all++;
                out.println((counts ? "FOUND     " : "accepted  ") + entry.getKey() + ": "
                        + String.join(", ", vulnerability.names()) + " (" + vulnerability.severity() + ")");
                out.println("          " + vulnerability.summary());
                out.println(
                        vulnerability.fixed().isEmpty()
                                ? "          no version is known in which it is mended"
                                : "          mended in " + String.join(", ", vulnerability.fixed()));
                kept.ifPresent(why -> out.println("          accepted until " + why.until() + ": " + why.reason()));
            }
        }
        out.println(
                all == 0
                        ? "Nothing is known of any of them."
                        : counted + " to be dealt with, " + (all - counted) + " accepted.");
        return counted;
    }

    private LocalDate today() {
        return LocalDate.now(clock);
    }

    private static Path home() {
        return Path.of(System.getProperty("sightline.home", "."));
    }
}
