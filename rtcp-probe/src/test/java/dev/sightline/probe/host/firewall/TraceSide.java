package dev.sightline.probe.host.firewall;

import dev.sightline.probe.PortRange;
import dev.sightline.probe.host.program.HostCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The process of {@link FirewallTraceTest} that traces: closes its trace while that is being started and waits for its end
 * ({@code close}), or ends itself at once when the table is there ({@code halt}). The second argument is the program that is
 * run as nft, the third one the file in which that writes what it is asked.
 */
final class TraceSide {
    private TraceSide() {}

    public static void main(String[] arguments) throws Exception {
        Path log = Path.of(arguments[2]);
        FirewallTrace trace = new FirewallTrace(
                new PortRange(5_000, 5_050), Optional.of(Path.of(arguments[1])), Duration.ofMinutes(1));
        trace.drops();
        if (arguments[0].equals("close")) {
            awaitAsked(log, "list table inet");
            trace.close();
            while (Thread.getAllStackTraces().keySet().stream()
                    .anyMatch(thread -> thread.getName().equals("probe-firewall-trace"))) {
                Thread.sleep(10);
            }
            System.out.println("ended");
        } else {
            awaitAsked(log, "-f -");
            HostCommand nft =
                    HostCommand.find("nft", Duration.ofSeconds(5), 1 << 20).orElseThrow();
            while (!nft.run("list", "tables").text().contains(TraceTable.PREFIX)) {
                Thread.onSpinWait();
            }
            System.out.println("there");
            System.out.flush();
            Runtime.getRuntime().halt(0);
        }
    }

    private static void awaitAsked(Path log, String what) throws Exception {
        while (!Files.exists(log) || !Files.readString(log).contains(what)) {
            Thread.sleep(2);
        }
    }
}
