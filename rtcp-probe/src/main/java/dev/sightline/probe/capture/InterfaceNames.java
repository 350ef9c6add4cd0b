package dev.sightline.probe.capture;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The interfaces that the kernel has in this network namespace, with or without addresses. */
public final class InterfaceNames {
    private static final Path DEVICES = Path.of("/proc/net/dev");

    private InterfaceNames() {}

    /** Their names; empty where the kernel does not tell. Needs neither libpcap nor any right. */
    public static Optional<SortedSet<String>> ofThisHost() {
        try {
            return Optional.of(Files.readAllLines(DEVICES, StandardCharsets.ISO_8859_1).stream()
                    .filter(line -> line.indexOf(':') > 0)
                    .map(line -> line.substring(0, line.indexOf(':')).trim())
                    .collect(Collectors.toCollection(TreeSet::new)));
        } catch (IOException e) {
            return Optional.empty(); // not Linux
        }
    }
}
