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
final class StackedInterfaces {
    private static final Path DEVICES = Path.of("/sys/class/net");
    private static final String LOWER = "lower_";
    private static final String UPPER = "upper_";

    private StackedInterfaces() {}

    /** The interfaces below these, and those below them; none where the kernel does not tell. */
    static Set<String> below(Collection<String> names) {
        return below(DEVICES, names);
    }

    static Set<String> below(Path devices, Collection<String> names) {
        return linked(devices, LOWER, names);
    }

    /** The same of those above. */
    static Set<String> above(Path devices, Collection<String> names) {
        return linked(devices, UPPER, names);
    }

    private static Set<String> linked(Path devices, String kind, Collection<String> names) {
        Set<String> found = new HashSet<>();
        Deque<String> next = new ArrayDeque<>(names);
        while (!next.isEmpty()) {
            for (String name : linked(devices, kind, next.remove())) {
                if (found.add(name)) {
                    next.add(name);
                }
            }
        }
        return found;
    }

    private static Set<String> linked(Path devices, String kind, String name) {
        Set<String> found = new HashSet<>();
        try (DirectoryStream<Path> links = Files.newDirectoryStream(devices.resolve(name), kind + "*")) {
            links.forEach(link -> found.add(link.getFileName().toString().substring(kind.length())));
        } catch (IOException | InvalidPathException e) {
            return Set.of(); // not Linux, or there is no such interface
        }
        return found;
    }
}
