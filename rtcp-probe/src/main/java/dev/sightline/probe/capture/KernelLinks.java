package dev.sightline.probe.capture;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What the kernel tells of interfaces beside their addresses. What it does not tell, as outside Linux, is not so.
 *
 * @param devices a directory an interface, as in {@code /sys/class/net}
 * @param routes IPv4's main table, as in {@code /proc/net/route}
 * @param ipv6Routes IPv6's, as in {@code /proc/net/ipv6_route}
 */
record KernelLinks(Path devices, Path routes, Path ipv6Routes) {
    static final KernelLinks OF_THIS_HOST =
            new KernelLinks(Path.of("/sys/class/net"), Path.of("/proc/net/route"), Path.of("/proc/net/ipv6_route"));

    /** A router may have a million; the default ones are the first of each table. */
    private static final int MOST_ROUTES = 1_024;

    private static final int IPV4_DESTINATION = 1;
    private static final int IPV4_MASK = 7;
    private static final int IPV6_PREFIX = 1;
    private static final int IPV6_DEVICE = 9;

    /** Whether it is a device, of a bus or virtual machine, and not made of software. */
    boolean isPhysical(String name) {
        try {
            return Files.exists(devices.resolve(name).resolve("device"));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /** Its number, which grows with each new interface; the largest where it is not known. */
    int index(String name) {
        try {
            return Integer.parseInt(
                    Files.readString(devices.resolve(name).resolve("ifindex")).strip());
        } catch (IOException | InvalidPathException | NumberFormatException e) {
            return Integer.MAX_VALUE;
        }
    }

    /** Those by which a default route leads. */
    Set<String> withDefaultRoute() {
        Set<String> names = new HashSet<>();
        for (String[] words : lines(routes)) {
            if (words.length > IPV4_MASK && isZero(words[IPV4_DESTINATION]) && isZero(words[IPV4_MASK])) {
                names.add(words[0]);
            }
        }
        for (String[] words : lines(ipv6Routes)) {
            if (words.length > IPV6_DEVICE && isZero(words[0]) && isZero(words[IPV6_PREFIX])) {
                names.add(words[IPV6_DEVICE]);
            }
        }
        return names;
    }

    private static List<String[]> lines(Path table) {
        try (BufferedReader lines = Files.newBufferedReader(table, StandardCharsets.ISO_8859_1)) {
            return lines.lines()
                    .limit(MOST_ROUTES)
                    .map(line -> line.strip().split("\\s+", -1))
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            return List.of();
        }
    }

    private static boolean isZero(String hexadecimal) {
        return hexadecimal.chars().allMatch(digit -> digit == '0');
    }

    /** Those on which these stand, and those that stand on these. */
    Set<String> linkedWith(Collection<String> names) {
        Set<String> linked = new HashSet<>(StackedInterfaces.below(devices, names));
        linked.addAll(StackedInterfaces.above(devices, names));
        return linked;
    }
}
