package dev.sightline.probe.capture;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/**
 * What interfaces stand on: the ports of a bridge, the links of a bond, what is below a VLAN or a macvlan. What is seen on
 * the upper one has not left before it is seen on a lower one.
 */
final class LowerInterfaces {
    private static final Path DEVICES = Path.of("/sys/class/net");
    private static final String PREFIX = "lower_";

    private LowerInterfaces() {}

    /** The interfaces below these, and those below them; none where the kernel does not tell. */
    static Set<String> of(Collection<String> names) {
        return of(DEVICES, names);
    }

    static Set<String> of(Path devices, Collection<String> names) {
        Set<String> found = new HashSet<>();
        Deque<String> above = new ArrayDeque<>(names);
        while (!above.isEmpty()) {
            for (String lower : below(devices, above.remove())) {
                if (found.add(lower)) {
                    above.add(lower);
                }
            }
        }
        return found;
    }

    private static Set<String> below(Path devices, String name) {
        Set<String> lower = new HashSet<>();
        try (DirectoryStream<Path> links = Files.newDirectoryStream(devices.resolve(name), PREFIX + "*")) {
            links.forEach(link -> lower.add(link.getFileName().toString().substring(PREFIX.length())));
        } catch (IOException | InvalidPathException e) {
            return Set.of(); // not Linux, or there is no such interface
        }
        return lower;
    }
}
