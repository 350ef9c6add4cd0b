package dev.sightline.probe.host.firewall;

import dev.sightline.probe.host.firewall.NatAnswer.State;
import dev.sightline.probe.host.program.HostCommand;
import java.io.IOException;
import java.net.Inet6Address;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Asks this host's firewall whether it rewrites a packet's addresses. Takes {@code CAP_NET_ADMIN}. Blocks. */
public final class NatReader {
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final int MAX_OUTPUT = 16 << 20;

    private final Optional<HostCommand> nft = HostCommand.find("nft", ANSWER, MAX_OUTPUT);

    public NatAnswer ask(NatQuestion question) {
        if (nft.isEmpty()) {
            return new NatAnswer(
                    State.UNKNOWN, "the program nft was not found; on Debian or Ubuntu: apt-get install nftables");
        }
        try {
            HostCommand.Output output = nft.get().run("-j", "list", "ruleset");
            if (!output.succeeded()) {
                String complaint = output.complaint().lines().findFirst().orElse("nft failed");
                return new NatAnswer(
                        State.UNKNOWN,
                        complaint.contains("not permitted")
                                ? "reading the firewall takes CAP_NET_ADMIN; run it as root to know"
                                : complaint);
            }
            NatAnswer nftables = NatRules.inNftables(output.text(), question);
            return nftables.state() == State.REWRITTEN
                    ? nftables
                    : legacy(question).orElse(nftables);
        } catch (IOException e) {
            return new NatAnswer(State.UNKNOWN, String.valueOf(e.getMessage()));
        }
    }

    /** The older iptables, when it has rules that rewrite. */
    private static Optional<NatAnswer> legacy(NatQuestion question) throws IOException {
        String family = question.destination() instanceof Inet6Address ? "ip6" : "ip";
        Path tables = Path.of("/proc/net/" + family + "_tables_names");
        if (!Files.isReadable(tables)
                || Files.readString(tables, StandardCharsets.ISO_8859_1).lines().noneMatch("nat"::equals)) {
            return Optional.empty();
        }
        Optional<HostCommand> save = HostCommand.find(family + "tables-legacy-save", ANSWER, MAX_OUTPUT)
                .or(() -> HostCommand.find(family + "tables-save", ANSWER, MAX_OUTPUT));
        if (save.isEmpty()) {
            return Optional.of(new NatAnswer(State.UNKNOWN, "the program " + family + "tables-save was not found"));
        }
        NatAnswer answer = NatRules.inIptables(save.get().run("-t", "nat").text(), question);
        return answer.state() == State.NONE ? Optional.empty() : Optional.of(answer);
    }
}
