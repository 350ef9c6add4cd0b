package dev.sightline.cli;

import dev.sightline.gateway.Gateway;
import dev.sightline.gateway.config.GatewayConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "The gateway with its embedded relay and two simulated cameras, to look at.",
        footer = {"", "Ctrl-C ends everything and leaves nothing behind."})
final class DemoCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(
            names = "--check",
            description =
                    "Play a camera in headless Chromium, print one line of figures, and end: 0 only if all are good.")
    private boolean check;

    @Option(
            names = "--screenshot",
            paramLabel = "FILE",
            description = "With --check: where to write a picture of the page, as PNG.")
    private Optional<Path> screenshot = Optional.empty();

    @Override
    public Integer call() throws Exception {
        if (screenshot.isPresent() && !check) {
            throw new ParameterException(
                    spec.commandLine(), "--screenshot needs --check: there is no browser otherwise");
        }
        PrintWriter out = spec.commandLine().getOut();
        try (Foreground foreground = new Foreground()) {
            Path directory = Files.createTempDirectory("sightline-demo");
            foreground.hold(() -> delete(directory));
            DemoNetwork network = foreground.hold(DemoNetwork.choose());
            network.open();
            AgentChild agent = foreground.hold(AgentChild.at(Optional.empty()));
            DemoUser user = DemoUser.in(DemoConfig.accessIn(directory));
            GatewayConfig settings = GatewayConfig.parse(
                            DemoConfig.yaml(network, directory), "the demo's configuration")
                    .withProbeSocket(agent.socket());
            Gateway gateway = foreground.hold(Gateway.start(settings));
            foreground.hold(agent).start(); // it ends before the gateway does
            DemoCameras cameras = foreground.hold(DemoCameras.start(network, gateway.configPort()));
            URI page = URI.create("https://127.0.0.1:" + gateway.dashboardPort() + "/");
            URI link =
                    page.resolve("/#/enter/" + gateway.signInLink(DemoUser.NAME).orElseThrow());
            if (check) {
                GatewayApi api = new GatewayApi(page, directory, user.token());
                DemoCheck.Result result = new DemoCheck(network, cameras, link, api, screenshot).run();
                out.println(result);
                out.flush();
                return result.isGood() ? 0 : 1;
            }
            out.println();
            out.println("  " + link);
            out.println();
            out.println("Two cameras live " + network.description() + ". " + DemoConfig.CAMERA_FIRST
                    + " streams already, " + DemoConfig.GATEWAY_FIRST + " starts with its first viewer.");
            out.println("The link signs you in once. In another browser: " + page + " as " + DemoUser.NAME
                    + ", password " + user.password() + ".");
            out.println("The certificate is self-signed: the browser will ask. Ctrl-C ends everything.");
            out.flush();
            foreground.await();
        }
        return 0;
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.delete(file);
            }
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }
}
