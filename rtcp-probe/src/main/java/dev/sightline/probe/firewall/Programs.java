package dev.sightline.probe.firewall;

import dev.sightline.probe.host.program.HostCommand;
import dev.sightline.probe.host.program.HostCommand.Output;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The host's own programs that a firewall takes. Every call waits for the program's end. */
public final class Programs {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int MAX_OUTPUT = 16 << 20;
    private static final Map<String, String> PACKAGES = Map.ofEntries(
            Map.entry("nft", "nftables"),
            Map.entry("ip", "iproute2"),
            Map.entry("ss", "iproute2"),
            Map.entry("conntrack", "conntrack"),
            Map.entry("ufw", "ufw"),
            Map.entry("iptables-save", "iptables"),
            Map.entry("ip6tables-save", "iptables"),
            Map.entry("iptables-restore", "iptables"),
            Map.entry("ip6tables-restore", "iptables"));

    private Programs() {}

    /**
     * Runs one, whatever its exit code.
     *
     * @throws IOException when it is not installed, with the package that has it, or says too much
     */
    public static Output run(String program, List<String> arguments) throws IOException {
        HostCommand command = HostCommand.find(program, LIMIT, MAX_OUTPUT)
                .orElseThrow(() -> new IOException("the program " + program
                        + " was not found; on Debian or Ubuntu: apt-get install "
                        + PACKAGES.getOrDefault(program, "util-linux bash")));
        return command.run(arguments.toArray(String[]::new));
    }

    /**
     * Runs one that has to succeed; what it wrote on its standard output.
     *
     * @throws IOException when it fails, in its own words
     */
    public static String output(String program, String... arguments) throws IOException {
        Output output = run(program, List.of(arguments));
        if (!output.succeeded()) {
            throw failure(program + " " + String.join(" ", arguments), output);
        }
        return output.text();
    }

    /** What to say of a program that failed. */
    public static IOException failure(String what, Output output) {
        String words = (output.complaint() + output.text()).strip();
        Optional<String> forbidden =
                words.lines().filter(Programs::isForbidden).findFirst(); // conntrack says that it did it, before that
        String reason = forbidden
                .or(() -> words.lines()
                        .filter(line -> !line.startsWith("In file included from ")) // the reason follows
                        .findFirst())
                .orElse("exit code " + output.exitCode());
        return new IOException(what + ": " + reason + (forbidden.isPresent() ? "; run this as root" : ""));
    }

    private static boolean isForbidden(String line) {
        return line.contains("Operation not permitted") || line.contains("you must be root");
    }
}
