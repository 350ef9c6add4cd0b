package dev.sightline.probe.host.firewall;

import dev.sightline.probe.host.program.HostCommand;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Nftables' rules as they are written. Blocks; not for several threads. */
final class RuleWords {
    /** Of more rules the words are not asked for: each takes a command. */
    private static final int MAX_KNOWN = 32;

    /** nft joins its arguments to one command, which is cut anew at semicolons, braces and the like. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_./-]{0,127}");

    private final Optional<HostCommand> nft;
    private final Map<String, Optional<String>> known = new HashMap<>();

    RuleWords(Optional<HostCommand> nft) {
        this.nft = nft;
    }

    /** Asked once as long as it is there: what is told with every reading. Empty where it is not known. */
    Optional<String> of(String id) {
        Optional<String> before = known.get(id);
        if (before != null) {
            return before;
        }
        if (known.size() >= MAX_KNOWN) {
            return Optional.empty();
        }
        Optional<String> words = ask(id);
        known.put(id, words);
        return words;
    }

    /** Forgets all but these. */
    void keep(Collection<String> ids) {
        known.keySet().retainAll(ids);
    }

    /** JSON does not hold a rule as it is written; the text is asked for only of one that is told. */
    Optional<String> ask(String id) {
        int handle = id.indexOf(" handle ");
        if (handle < 0 || nft.isEmpty()) {
            return Optional.empty();
        }
        String chain = id.substring(0, handle);
        if (!isPlain(chain)) {
            return Optional.empty();
        }
        String ending = "#" + id.substring(handle);
        List<String> arguments = new ArrayList<>(List.of("-a", "list", "chain"));
        arguments.addAll(List.of(chain.split(" ", -1)));
        try {
            String text = nft.get().run(arguments.toArray(String[]::new)).text();
            String rule = text.lines()
                    .filter(line -> line.endsWith(ending))
                    .map(line -> line.substring(0, line.length() - ending.length()))
                    .map(RuleWords::withoutCounts)
                    .collect(Collectors.joining(" "));
            return rule.isEmpty() ? Optional.empty() : Optional.of(chain + ": " + rule);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Whether a chain with its family and table can be named to nft, and nothing else be asked by its name. */
    static boolean isPlain(String chain) {
        List<String> names = List.of(chain.split(" ", -1));
        return names.size() == 3
                && names.stream().allMatch(name -> NAME.matcher(name).matches());
    }

    /** A rule without the figures of its counter, which change. */
    static String withoutCounts(String rule) {
        return rule.replaceAll("counter packets \\d+ bytes \\d+", "counter").strip();
    }
}
