package dev.sightline.probe.firewall.walk;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * In what a firewall is not as it was before a walk.
 *
 * @param kept the directory of what was in force before
 * @param lines the first lines of it: what is gone begins with a minus, what has come with a plus
 * @param more whether there are others
 */
public record Difference(Path kept, List<String> lines, boolean more) {
    static final String RULESET = "ruleset.nft";
    private static final String DIFFERS = "differs";
    private static final int SHOWN = 20;
    private static final int MOST_READ = 1 << 20;

    public Difference {
        lines = List.copyOf(lines);
    }

    /** What was found there; empty when all is as it was, for then the directory is gone. */
    static Optional<Difference> in(Path directory) throws IOException {
        Path file = directory.resolve(DIFFERS);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(file)) {
            List<String> lines = new String(in.readNBytes(MOST_READ), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.matches("[-+](?![-+]{2} ).*"))
                    .limit(SHOWN + 1L)
                    .toList();
            boolean more = lines.size() > SHOWN;
            return Optional.of(new Difference(directory, more ? lines.subList(0, SHOWN) : lines, more));
        }
    }

    /** It in words, for whoever has to mend it. */
    public List<String> sentences() {
        List<String> sentences = new ArrayList<>();
        sentences.add(
                "THIS HOST'S FIREWALL IS NOT AS IT WAS BEFORE. What the walk added is taken away again, so something"
                        + " else has changed it meanwhile. What is gone (-) and what is new (+):");
        lines.forEach(line -> sentences.add("  " + line));
        if (more) {
            sentences.add("  and more: " + kept.resolve(DIFFERS));
        }
        Path ruleset = kept.resolve(RULESET);
        sentences.add("What was in force before is kept in " + kept
                + (Files.exists(ruleset) ? "; to bring it back: nft -f " + ruleset : "")
                + ". When that is done, remove the directory.");
        return sentences;
    }
}
