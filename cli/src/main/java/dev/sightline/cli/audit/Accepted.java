package dev.sightline.cli.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Vulnerabilities that were looked at and do no harm here: a line each, {@code NAME UNTIL REASON}; {@code #} begins a comment. */
final class Accepted {
    private static final int LARGEST = 1 << 20;

    private final Map<String, Entry> entries;

    private Accepted(Map<String, Entry> entries) {
        this.entries = entries;
    }

    /** @param until the last day on which it counts: what was accepted is to be looked at again */
    record Entry(LocalDate until, String reason) {
        boolean counts(LocalDate today) {
            return !today.isAfter(until);
        }
    }

    static Accepted nothing() {
        return new Accepted(Map.of());
    }

    static Accepted read(Path file) throws IOException {
        if (Files.size(file) > LARGEST) {
            throw new IOException(file + " is larger than " + LARGEST + " bytes");
        }
        Map<String, Entry> entries = new LinkedHashMap<>();
        int number = 0;
        for (String line : Files.readAllLines(file)) {
            number++;
            String text = line.strip();
            if (!text.isEmpty() && !text.startsWith("#")) {
                String[] words = text.split("\\s+", 3);
                entries.put(words[0], entry(words, file + ":" + number));
            }
        }
        return new Accepted(entries);
    }

    Optional<Entry> entryFor(Vulnerability vulnerability) {
        return vulnerability.names().stream()
                .flatMap(name -> Optional.ofNullable(entries.get(name)).stream())
                .findFirst();
    }

    private static Entry entry(String[] words, String where) throws IOException {
        try {
            if (words.length == 3) {
                return new Entry(LocalDate.parse(words[1]), words[2]);
            }
        } catch (DateTimeException noDate) {
            // said below
        }
        throw new IOException(where + ": expected a name, the last day as in 2027-01-31, and why it does no harm here");
    }
}
