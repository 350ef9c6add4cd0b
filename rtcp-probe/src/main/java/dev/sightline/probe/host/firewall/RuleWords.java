package dev.sightline.probe.host.firewall;

import dev.sightline.probe.host.program.HostCommand;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Nftables' rules as they are written. Blocks; not for several threads. */
final class RuleWords {
    /** Of more rules nothing is kept; no reading tells as many. */
    private static final int MAX_KNOWN = 512;

    /** Each takes a command: the rest of the rules has its turn in the next readings. */
    private static final int MAX_ASKED = 8;

    /** A host that was slow once may have been busy. */
    private static final Duration AGAIN = Duration.ofMinutes(1);

    /**
     * What was answered.
     *
     * @param words empty where they are not known
     * @param at when, in nanoseconds
     */
    private record Answer(Optional<String> words, long at) {}

    /** nft joins its arguments to one command, which is cut anew at semicolons, braces and the like. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_./-]{0,127}");

    private static final String HANDLE = " handle ";

    private final Optional<HostCommand> nft;
    private final LongSupplier nanoTime;
    private final Map<String, Answer> known = new HashMap<>();
    private int asked;

    RuleWords(Optional<HostCommand> nft) {
        this(nft, System::nanoTime);
    }

    /** @param nanoTime the time in nanoseconds, from any beginning */
    RuleWords(Optional<HostCommand> nft, LongSupplier nanoTime) {
        this.nft = nft;
        this.nanoTime = nanoTime;
    }

    /**
     * What is told with every reading: asked once as long as the rule is there, and after a while again where there was no
     * answer. Empty where it is not known.
     */
    Optional<String> of(String id) {
        if (!isAskable(id)) {
            return Optional.empty();
        }
        Optional<Answer> before = Optional.ofNullable(known.get(id));
        if (before.filter(this::isLasting).isPresent() || asked >= MAX_ASKED || known.size() >= MAX_KNOWN) {
            return before.flatMap(Answer::words);
        }
        Optional<String> words = ask(id);
        known.put(id, new Answer(words, nanoTime.getAsLong()));
        asked = words.isEmpty() ? MAX_ASKED : asked + 1; // the next one may take as long
        return words;
    }

    private static boolean isAskable(String id) {
        int handle = id.indexOf(HANDLE);
        return handle >= 0 && isPlain(id.substring(0, handle));
    }

    private boolean isLasting(Answer answer) {
        return answer.words().isPresent() || nanoTime.getAsLong() - answer.at() < AGAIN.toNanos();
    }

    /** Begins a reading: forgets all but these. */
    void keep(Collection<String> ids) {
        known.keySet().retainAll(ids);
        asked = 0;
    }

    /** JSON does not hold a rule as it is written; the text is asked for only of one that is told. */
    Optional<String> ask(String id) {
        if (nft.isEmpty() || !isAskable(id)) {
            return Optional.empty();
        }
        int handle = id.indexOf(HANDLE);
        String chain = id.substring(0, handle);
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
