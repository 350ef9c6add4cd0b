package dev.sightline.cli;

import dev.sightline.gateway.Gateway;
import dev.sightline.gateway.config.GatewayConfig;
import dev.sightline.gateway.config.ListenersConfig.Listener;
import dev.sightline.gateway.files.ProcessUser;
import dev.sightline.gateway.security.ConfigurationFile;
import dev.sightline.gateway.security.tls.HandedOver;
import dev.sightline.gateway.security.tls.TlsException;
import dev.sightline.gateway.security.tls.TlsSource;
import dev.sightline.probe.service.Systemd;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = "Run the gateway: configuration for cameras, page and signaling for viewers.",
        footer = {
            "",
            "For example:",
            "  sightline serve --config config/gateway.yaml",
            "  sightline serve --config config/gateway.yaml --probe",
            "",
            "Exit codes: 130 after Ctrl-C, 143 after SIGTERM, 1 it cannot start, 2 wrong usage or no such configuration."
        })
final class ServeCommand implements Callable<Integer> {
    /** What bin/sightline gives the gateway's Java; the helper that stays root gets less. */
    private static final List<String> JAVA =
            List.of("-XX:+UseG1GC", "-XX:MaxRAMPercentage=50", "-Djdk.tls.rejectClientInitiatedRenegotiation=true");

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The configuration; config/gateway.yaml shows every setting (default: all defaults).")
    private Optional<Path> config = Optional.empty();

    @Option(
            names = "--probe",
            description =
                    "Start a probe agent for this host too: it sees on the wire where the cameras' feedback leaves."
                            + " Needs root, or CAP_NET_RAW.")
    private boolean probe;

    @Option(
            names = "--user",
            paramLabel = "NAME",
            description =
                    "Started by root: read the key of tls.key, and go on as this user, with no right but to bind low"
                            + " ports. A small helper stays root and hands renewals over; the two end together.")
    private Optional<String> user = Optional.empty();

    @Option(names = "--certificate-from-input", hidden = true, description = "The pair comes through a pipe from root.")
    private boolean certificateFromInput;

    @Override
    public Integer call() throws Exception {
        System.setProperty("sightline.events", "INFO"); // logback.xml: before the first line is logged
        if (user.isPresent() && config.isPresent()) {
            ConfigurationFile.refuseUnlessRoots(config.get()); // before root reads anything by it
        }
        GatewayConfig settings =
                config.isPresent() ? GatewayConfig.load(config.get()) : GatewayConfig.parse("", "the defaults");
        if (user.isPresent()) {
            return asUser(user.get(), settings);
        }
        if (config.isPresent()) {
            ConfigurationFile.refuseOpenSecrets(config.get(), settings, ProcessUser.current());
        }
        try (Foreground foreground = new Foreground()) {
            Optional<AgentChild> agent = probe
                    ? Optional.of(foreground.hold(AgentChild.at(settings.probe().socket())))
                    : Optional.empty();
            GatewayConfig all =
                    agent.map(AgentChild::socket).map(settings::withProbeSocket).orElse(settings);
            Gateway gateway = foreground.hold(
                    certificateFromInput ? Gateway.start(all, handedOver(settings, foreground)) : Gateway.start(all));
            agent.ifPresent(child -> foreground.hold(child).start()); // it ends before the gateway does
            print(spec.commandLine().getOut(), settings, gateway);
            Systemd systemd = foreground.hold(Systemd.of(System.getenv()));
            systemd.ready("cameras on port " + gateway.configPort());
            systemd.watch(gateway::isAlive);
            foreground.await();
        }
        return 0;
    }

    private int asUser(String name, GatewayConfig settings) throws Exception {
        if (probe) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--probe and --user do not go together: run bin/sightline probe agent by itself, with"
                            + " probe.socket");
        }
        OtherUser other = OtherUser.named(name);
        if (config.isPresent()) {
            ConfigurationFile.refuseOpenSecrets(config.get(), settings, other.user());
        }
        List<String> arguments = new ArrayList<>(List.of("serve"));
        config.ifPresent(file -> arguments.addAll(List.of("--config", file.toString())));
        arguments.add("--certificate-from-input");
        try (Foreground foreground = new Foreground()) {
            return foreground
                    .hold(KeyHelper.start(settings.tls(), other.program(arguments, JAVA)))
                    .stay();
        }
    }

    /** Without whoever holds the key no renewal would come: better to end, and be started again. */
    private static TlsSource handedOver(GatewayConfig settings, Foreground foreground) throws TlsException {
        return HandedOver.from(System.in, settings.tls(), foreground::close);
    }

    private static void print(PrintWriter out, GatewayConfig settings, Gateway gateway) {
        out.println("Cameras:    http://" + host(settings.listeners().config()) + ":" + gateway.configPort());
        out.println("Page:       https://" + host(settings.listeners().dashboard()) + ":" + gateway.dashboardPort());
        gateway.setUpLink()
                .ifPresent(secret -> out.println("Set-up:     " + "https://" + reachable(settings) + ":"
                        + gateway.dashboardPort() + "/#/setup/" + secret
                        + "  (makes the first user; once, within "
                        + settings.access().setupLife().toMinutes() + " minutes)"));
        out.println("Signaling:  wss://" + host(settings.listeners().signaling()) + ":" + gateway.signalingPort());
        out.println("Metrics:    http://" + host(settings.listeners().management()) + ":" + gateway.managementPort()
                + "/metrics");
        out.flush();
    }

    /** A name that a browser can ask for: 0.0.0.0 is none. */
    private static String reachable(GatewayConfig settings) {
        Listener page = settings.listeners().dashboard();
        if (!page.address().isAnyLocalAddress()) {
            return host(page);
        }
        return settings.dashboard().hostNames().stream().findFirst().orElse("localhost");
    }

    private static String host(Listener listener) {
        InetAddress address = listener.address();
        String literal = address.getHostAddress();
        return literal.contains(":") ? "[" + literal + "]" : literal;
    }
}
