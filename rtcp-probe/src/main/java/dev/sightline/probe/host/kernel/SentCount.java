package dev.sightline.probe.host.kernel;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What an interface has sent, as its own counters tell.
 *
 * @param sent packets
 * @param dropped packets that were dropped instead
 * @param failed packets that could not be sent
 */
record SentCount(long sent, long dropped, long failed) {
    private static final int MAX_INTERFACES = 16_384;
    private static final int SENT = 9;
    private static final int FAILED = 10;
    private static final int DROPPED = 11;

    /**
     * Reads {@code /proc/net/dev}: eight numbers of what came follow an interface's name, and then eight of what left. It is
     * of the network namespace of this process, where {@code /sys/class/net} may be of another one.
     *
     * @throws IOException when it cannot be read
     */
    static Map<String, SentCount> read(Path file) throws IOException {
        Map<String, SentCount> counts = new HashMap<>();
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            for (String line = lines.readLine();
                    line != null && counts.size() < MAX_INTERFACES;
                    line = lines.readLine()) {
                int colon = line.indexOf(':');
                if (colon > 0) {
                    String name = line.substring(0, colon).strip();
                    of(line.substring(colon + 1)).ifPresent(count -> counts.put(name, count));
                }
            }
        }
        return Map.copyOf(counts);
    }

    private static Optional<SentCount> of(String numbers) {
        String[] words = numbers.strip().split("\\s+", -1);
        if (words.length <= DROPPED) {
            return Optional.empty();
        }
        try {
            return Optional.of(new SentCount(
                    Long.parseUnsignedLong(words[SENT]),
                    Long.parseUnsignedLong(words[DROPPED]),
                    Long.parseUnsignedLong(words[FAILED])));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Whether nothing was sent from then to now, and no counter was reset. */
    boolean standsStillSince(SentCount then) {
        return sent == then.sent && dropped >= then.dropped && failed >= then.failed;
    }
}
