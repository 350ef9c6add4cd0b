package dev.sightline.probe.command;

import dev.sightline.probe.PortRange;
import dev.sightline.probe.agent.AgentOptions;
import dev.sightline.probe.agent.GatewayPlace;
import dev.sightline.probe.agent.Log;
import dev.sightline.probe.agent.ProbeAgent;
import dev.sightline.probe.agent.TokenFile;
import dev.sightline.probe.agent.Trust;
import dev.sightline.probe.service.Systemd;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "agent",
        mixinStandardHelpOptions = true,
        description = {
            "Watch for a gateway, until it is ended: judge where the RTCP of the gateway's cameras leaves, and tell it.",
            "It runs on the media server's host, needs CAP_NET_RAW and libpcap, and listens nowhere."
        },
        footer = {
            "",
            "The token of a gateway on another host is read from --token-file, or from the environment variable"
                    + " SIGHTLINE_PROBE_TOKEN.",
            "Exit codes: 1 it could not begin, 2 wrong usage; ended by a signal 128 and its number: 130 after Ctrl-C,"
                    + " 143 after SIGTERM, 129 after SIGHUP."
        })
final class AgentCommand implements Callable<Integer> {
    private static final String TOKEN = "SIGHTLINE_PROBE_TOKEN";
    private static final long END_LIMIT_SECONDS = 2;
    private static final Duration LONGEST_TURN = Duration.ofSeconds(75);
    /** The bits of a file's mode that tell what it is, and what they are for a socket: S_IFMT and S_IFSOCK. */
    private static final int FILE_TYPE = 0170000;

    private static final int SOCKET = 0140000;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @ArgGroup(multiplicity = "1")
    @SuppressWarnings("NullAway.Init") // required
    private Place place;

    /** Where the gateway is: one of the two. */
    static final class Place {
        @Option(
                names = "--socket",
                paramLabel = "PATH",
                required = true,
                description = "The Unix socket of a gateway on this host; its configuration says it as probe.socket.")
        private Optional<Path> socket = Optional.empty();

        @ArgGroup(exclusive = false, multiplicity = "1")
        private @Nullable Elsewhere elsewhere; // picocli knows no Optional of a group
    }

    /** A gateway of another host. */
    static final class Elsewhere {
        @Option(
                names = "--gateway",
                paramLabel = "URL",
                required = true,
                description = "A gateway on another host, as wss://192.0.2.1:8790/agent.")
        @SuppressWarnings("NullAway.Init") // required
        private URI gateway;

        @Option(
                names = "--token-file",
                paramLabel = "FILE",
                description = "The secret of the gateway's probe.token, in a file that nobody else may read.")
        private Optional<Path> tokenFile = Optional.empty();

        @Option(
                names = "--certificate",
                paramLabel = "PEM",
                description =
                        "Whom to trust: the gateway's self-signed certificate, or its authority's (default: those that Java trusts).")
        private Optional<Path> certificate = Optional.empty();
    }

    @Option(
            names = "--media-ports",
            paramLabel = "A-B",
            converter = Converters.Ports.class,
            description = "The media server's UDP ports towards cameras, where the gateway does not know them"
                    + " (default: 1024-65535).")
    private Optional<PortRange> mediaPorts = Optional.empty();

    @Option(
            names = "--interface",
            paramLabel = "NAME",
            description =
                    "An interface to capture on besides lo, with those below it; may be repeated (default: all that are up;"
                            + " of more than 64, those that matter most).")
    private List<String> interfaces = List.of();

    @Option(
            names = "--trace-firewall",
            description =
                    "Let nftables name the rule or policy that drops media or RTCP: adds a table of its own to this"
                            + " host's firewall, which marks a sample of the UDP packets of the media ports and goes with this command. Takes"
                            + " CAP_NET_ADMIN. Without it only counters are read, and nothing is changed.")
    private boolean traceFirewall;

    @Option(
            names = "--until-input-ends",
            hidden = true,
            description = "End when the standard input does: it is a pipe of the process that started this one.")
    private boolean untilInputEnds;

    @Option(
            names = "--then-remove",
            hidden = true,
            paramLabel = "DIRECTORY",
            description =
                    "With --until-input-ends: the directory that was made for the socket; it goes with the input.")
    private Optional<Path> orphan = Optional.empty();

    @Override
    public Integer call() throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        AgentOptions options = options();
        ProbeAgent agent = new ProbeAgent(options, new ProbeVersion().number(), log(err));
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(agent, ended), "end"));
        if (untilInputEnds) {
            endWithInput(agent);
        }
        try (Systemd systemd = Systemd.of(System.getenv())) {
            systemd.ready("watching for " + options.gateway());
            systemd.watch(patience -> agent.isAlive(LONGEST_TURN));
            agent.run();
        } finally {
            ended.countDown();
        }
        return 0;
    }

    /** A gateway that started this process shares its standard error, and says itself what it is told. */
    private Log log(PrintWriter err) {
        return new Log() {
            @Override
            public void say(String line) {
                err.println("probe agent: " + line);
                err.flush();
            }

            @Override
            public void hindered(String line) {
                if (!untilInputEnds) {
                    say(line);
                }
            }
        };
    }

    private AgentOptions options() {
        try {
            return new AgentOptions(gateway(), mediaPorts, interfaces, traceFirewall);
        } catch (IllegalArgumentException problem) {
            throw new ParameterException(spec.commandLine(), String.valueOf(problem.getMessage()), problem);
        }
    }

    private GatewayPlace gateway() {
        if (place.socket.isPresent()) {
            return new GatewayPlace.OnThisHost(place.socket.get());
        }
        Elsewhere elsewhere = Objects.requireNonNull(place.elsewhere);
        GatewayPlace.Elsewhere.requireAddress(elsewhere.gateway);
        elsewhere.certificate.ifPresent(AgentCommand::requireCertificate);
        String token = elsewhere.tokenFile.isPresent()
                ? token(elsewhere.tokenFile.get())
                : Optional.ofNullable(System.getenv(TOKEN))
                        .orElseThrow(() -> new IllegalArgumentException(
                                "the gateway's token is missing: give --token-file FILE, or set " + TOKEN));
        return new GatewayPlace.Elsewhere(elsewhere.gateway, token, elsewhere.certificate);
    }

    /** A file that holds no token is a wrong option, not work that failed. */
    private static String token(Path file) {
        try {
            return TokenFile.read(file);
        } catch (IOException problem) {
            throw new IllegalArgumentException("--token-file: " + problem.getMessage(), problem);
        }
    }

    /** Likewise. */
    private static void requireCertificate(Path file) {
        try {
            Trust.only(file);
        } catch (IOException problem) {
            throw new IllegalArgumentException("--certificate: " + problem.getMessage(), problem);
        }
    }

    /** A gateway that is killed can say nothing, but its end of the pipe closes. It cannot tidy up either. */
    private void endWithInput(ProbeAgent agent) {
        Thread thread = new Thread(
                () -> {
                    try {
                        while (System.in.read() >= 0) {
                            // what is written there does not matter
                        }
                    } catch (IOException ended) {
                        // as good as its end
                    }
                    orphan.ifPresent(this::remove);
                    agent.stop();
                },
                "input");
        thread.setDaemon(true);
        thread.start();
    }

    private void remove(Path directory) {
        try {
            Optional<Path> inside = place.socket.filter(socket -> directory.equals(socket.getParent()));
            if (inside.isPresent() && isSocket(inside.get())) {
                Files.delete(inside.get());
            }
            Files.deleteIfExists(directory);
        } catch (IOException notEmpty) {
            // somebody put something there: it is theirs
        }
    }

    private static boolean isSocket(Path path) throws IOException {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS)
                && ((int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS) & FILE_TYPE) == SOCKET;
    }

    private static void end(ProbeAgent agent, CountDownLatch ended) {
        agent.stop();
        try {
            ended.await(END_LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
