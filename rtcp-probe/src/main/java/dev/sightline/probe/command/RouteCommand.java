package dev.sightline.probe.command;

import dev.sightline.probe.Wording;
import dev.sightline.probe.host.kernel.Outlook;
import dev.sightline.probe.report.RouteReport;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "route",
        mixinStandardHelpOptions = true,
        description =
                "Say what this host's kernel does with packets for an address: where they leave, or why they do not.",
        footer = {
            "",
            "Exit codes: 0 all leave by a real interface, 1 one stays here or is refused, 2 wrong usage or standard"
                    + " output that cannot be written.",
            "Runs without any right; whether this host rewrites addresses (NAT) is only told to root."
        })
final class RouteCommand implements Callable<Integer> {
    private static final int MAX_ADDRESSES = 256;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Parameters(
            arity = "1",
            paramLabel = "ADDRESS",
            converter = Converters.Destination.class,
            description = "An address of a camera, or one that an offer names, as 10.77.0.2, 0.0.0.0 or fd00::2; a"
                    + " link-local one with its interface, as fe80::2%%eth0.")
    private List<InetAddress> addresses = List.of();

    @Option(
            names = "--from",
            paramLabel = "ADDRESS",
            converter = Converters.Address.class,
            description = "Send from this address of the host, for policy rules that look at it.")
    private @Nullable InetAddress from;

    @Option(names = "--json", description = "Print one JSON document instead of sentences.")
    private boolean json;

    @Override
    public Integer call() {
        if (addresses.size() > MAX_ADDRESSES) {
            throw new ParameterException(
                    spec.commandLine(), addresses.size() + " addresses; at most " + MAX_ADDRESSES + " at once");
        }
        if (from != null && !isOurs(from)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--from " + Wording.address(from) + ": no address of this host; see ip address");
        }
        RouteReport report = new RouteReport(Outlook.ask(addresses, Optional.ofNullable(from)));
        new ReportPrinter(spec.commandLine().getOut(), json)
                .print(report::toJson, page -> page.fitted(report.toText()));
        return report.allLeave() ? 0 : 1;
    }

    private static boolean isOurs(InetAddress address) {
        try {
            return NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            return true; // the kernel will tell
        }
    }
}
