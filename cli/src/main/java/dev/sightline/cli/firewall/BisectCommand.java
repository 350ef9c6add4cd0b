package dev.sightline.cli.firewall;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sightline.probe.PortRange;
import dev.sightline.probe.command.Converters;
import dev.sightline.probe.command.StandardStreams;
import dev.sightline.probe.firewall.Programs;
import dev.sightline.probe.firewall.bisect.Bisect;
import dev.sightline.probe.firewall.bisect.Bisect.Finding;
import dev.sightline.probe.firewall.bisect.Scene;
import dev.sightline.probe.firewall.bisect.Tried;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "bisect",
        mixinStandardHelpOptions = true,
        description = {
            "Find the rule that drops a camera's media or its feedback in rules that exist already.",
            "They are replayed in network namespaces with simulated packets; this host's firewall is not changed."
        },
        footer = {"", "Exit codes: 0 all gets through, 1 something does not, 2 wrong usage, or not looked at."})
final class BisectCommand implements Callable<Integer> {
    private static final Pattern ROUTE = Pattern.compile(" dev (\\S+).* src (\\S+)");

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Parameters(
            arity = "0..*",
            paramLabel = "RULES",
            description = "What nft list ruleset, iptables-save or ip6tables-save wrote, or a directory like /etc/ufw"
                    + " (default: this host's own rules).")
    private List<Path> rules = List.of();

    @Option(
            names = "--media-ports",
            required = true,
            paramLabel = "A-B",
            converter = Converters.Ports.class,
            description = "The media server's UDP ports towards cameras.")
    @SuppressWarnings("NullAway.Init") // required
    private PortRange mediaPorts;

    @Option(
            names = "--camera",
            required = true,
            paramLabel = "ADDRESS",
            converter = Converters.Address.class,
            description = "The camera's address.")
    @SuppressWarnings("NullAway.Init") // required
    private InetAddress camera;

    @Option(
            names = "--server",
            paramLabel = "ADDRESS",
            converter = Converters.Address.class,
            description = "The media server's address towards it (default: by this host's routes).")
    private Optional<InetAddress> server = Optional.empty();

    @Option(
            names = "--interface",
            paramLabel = "NAME",
            description = "The media server's interface towards it (default: by this host's routes).")
    private Optional<String> interfaceName = Optional.empty();

    @Option(
            names = "--tcp",
            paramLabel = "PORT",
            description = "A TCP port that the camera has to reach, as 80; may be repeated.")
    private List<Integer> tcpPorts = List.of();

    @Option(names = "--json", description = "Print one JSON document instead of text.")
    private boolean json;

    @Override
    public Integer call() {
        try {
            return look();
        } catch (IOException problem) {
            PrintWriter err = spec.commandLine().getErr();
            err.println("sightline: " + problem.getMessage());
            err.flush();
            return CommandLine.ExitCode.USAGE;
        }
    }

    private int look() throws IOException {
        Scene scene = scene();
        Bisect bisect = rules.isEmpty() ? Bisect.ofThisHost(scene) : Bisect.of(scene, rules);
        List<Finding> findings = bisect.run();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            StandardStreams.exact(out).println(new ObjectMapper().writeValueAsString(document(findings)));
        } else {
            findings.forEach(finding -> print(out, finding));
        }
        out.flush();
        return findings.stream().allMatch(Finding::passes) ? 0 : 1;
    }

    private static void print(PrintWriter out, Finding finding) {
        Tried tried = finding.tried();
        boolean everywhere = finding.dropped().size() == tried.ports().size();
        out.println(finding.stream() + ": "
                + (finding.passes()
                        ? "gets through"
                        : "is dropped" + (everywhere ? "" : " at " + Tried.words(finding.dropped()))));
        if (!finding.isConnection()) {
            out.println("  tried: " + tried);
        }
        finding.culprits().forEach(culprit -> out.println("  by " + culprit));
        if (!finding.remark().isEmpty()) {
            out.println("  " + finding.remark());
        }
    }

    private static Map<String, Object> document(List<Finding> findings) {
        List<Map<String, Object>> streams = new ArrayList<>();
        for (Finding finding : findings) {
            Map<String, Object> stream = new LinkedHashMap<>();
            stream.put("stream", finding.stream());
            stream.put("passes", finding.passes());
            stream.put("triedPorts", finding.tried().ports());
            stream.put("triedEveryPort", finding.tried().isEvery());
            stream.put("rulesNameMorePorts", finding.tried().cut());
            stream.put("droppedPorts", finding.dropped());
            stream.put("culprits", finding.culprits());
            stream.put("remark", finding.remark());
            streams.add(stream);
        }
        return Map.of("streams", streams);
    }

    private Scene scene() throws IOException {
        for (int port : tcpPorts) {
            if (port < 1 || port > 65_535) {
                throw new ParameterException(spec.commandLine(), "--tcp " + port + ": expected 1 to 65535");
            }
        }
        try {
            if (server.isPresent() && interfaceName.isPresent()) {
                return new Scene(server.get(), camera, interfaceName.get(), mediaPorts, tcpPorts);
            }
            Matcher route = ROUTE.matcher(Programs.output("ip", "-o", "route", "get", camera.getHostAddress()));
            if (!route.find()) {
                throw new ParameterException(
                        spec.commandLine(),
                        "no route leads to " + camera.getHostAddress() + " here; give --server and --interface");
            }
            InetAddress own = server.isPresent() ? server.get() : new Converters.Address().convert(route.group(2));
            return new Scene(own, camera, interfaceName.orElse(route.group(1)), mediaPorts, tcpPorts);
        } catch (IllegalArgumentException problem) {
            throw new ParameterException(spec.commandLine(), String.valueOf(problem.getMessage()));
        }
    }
}
