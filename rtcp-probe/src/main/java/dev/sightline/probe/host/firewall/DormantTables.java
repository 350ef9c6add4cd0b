package dev.sightline.probe.host.firewall;

import dev.sightline.probe.host.program.HostCommand;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * nftables' tables that are switched off ({@code flags dormant}): the kernel takes no packet to their chains. Only the text
 * of a ruleset says so for certain: in JSON older versions of nft leave a table's flags out, or write something else there.
 */
final class DormantTables {
    private static final String TABLE = "table ";
    private static final String FLAGS = "\tflags ";

    private DormantTables() {}

    /**
     * Asks which they are, as {@code ip filter}. Blocks.
     *
     * @throws IOException when it is not told
     */
    static Set<String> ask(HostCommand nft) throws IOException {
        HostCommand.Output output = nft.run("-t", "list", "ruleset");
        if (!output.succeeded()) {
            throw new IOException(output.complaint().lines().findFirst().orElse("exit code " + output.exitCode()));
        }
        return in(output.text());
    }

    /** Those of a ruleset's text. */
    static Set<String> in(String ruleset) {
        Set<String> dormant = new HashSet<>();
        String table = "";
        for (String line : ruleset.lines().toList()) {
            if (line.startsWith(TABLE)) {
                table = line.substring(TABLE.length()).replaceFirst(" *\\{.*", "");
            } else if (line.startsWith(FLAGS) && flags(line).contains("dormant")) {
                dormant.add(table);
            }
        }
        return Set.copyOf(dormant);
    }

    private static Set<String> flags(String line) {
        return new HashSet<>(
                Arrays.asList(line.substring(FLAGS.length()).strip().split("[,;\\s]+", -1)));
    }

    /** Whether a chain, as {@code ip filter INPUT}, is of one of these tables. */
    static boolean areOf(Set<String> tables, String chain) {
        return tables.contains(chain.substring(0, Math.max(0, chain.lastIndexOf(' '))));
    }
}
