package dev.sightline.cli;

import dev.sightline.gateway.Gateway;
import dev.sightline.gateway.config.GatewayConfig;
import dev.sightline.gateway.config.ListenersConfig.Listener;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = "Run the gateway: configuration for cameras, page and signaling for viewers.")
final class ServeCommand implements Callable<Integer> {
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

    @Override
    public Integer call() throws Exception {
        GatewayConfig settings =
                config.isPresent() ? GatewayConfig.load(config.get()) : GatewayConfig.parse("", "the defaults");
        try (Foreground foreground = new Foreground()) {
            Optional<AgentChild> agent = probe
                    ? Optional.of(foreground.hold(AgentChild.at(settings.probe().socket())))
                    : Optional.empty();
            Gateway gateway = foreground.hold(Gateway.start(
                    agent.map(AgentChild::socket).map(settings::withProbeSocket).orElse(settings)));
            agent.ifPresent(child -> foreground.hold(child).start()); // it ends before the gateway does
            print(spec.commandLine().getOut(), settings, gateway);
            foreground.await();
        }
        return 0;
    }

    private static void print(PrintWriter out, GatewayConfig settings, Gateway gateway) {
        out.println("Cameras:    http://" + host(settings.listeners().config()) + ":" + gateway.configPort());
        out.println("Page:       https://" + host(settings.listeners().dashboard()) + ":" + gateway.dashboardPort());
        out.println("Signaling:  wss://" + host(settings.listeners().signaling()) + ":" + gateway.signalingPort());
        out.println("Metrics:    http://" + host(settings.listeners().management()) + ":" + gateway.managementPort()
                + "/metrics");
        out.flush();
    }

    private static String host(Listener listener) {
        InetAddress address = listener.address();
        String literal = address.getHostAddress();
        return literal.contains(":") ? "[" + literal + "]" : literal;
    }
}
