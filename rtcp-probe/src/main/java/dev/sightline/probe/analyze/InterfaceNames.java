package dev.sightline.probe.analyze;

import dev.sightline.probe.RecentMap;
import dev.sightline.probe.file.FrameSource;
import dev.sightline.probe.packet.FrameDecoder;
import dev.sightline.probe.packet.LinkType;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * How the interfaces of one capture file are called: as the file says; else by their index; else as the link of the file,
 * which is no interface's name but tells one file from another. Not for several threads.
 */
final class InterfaceNames {
    static final String LOOPBACK = "lo";

    private static final int MOST = 1_024;
    private static final int LONGEST = 64;

    private final String unnamedLink;
    private final Set<String> seen = new TreeSet<>();
    private String latest = "";

    /** @param file its path, or what else it is called */
    InterfaceNames(String file) {
        String name = file.substring(file.lastIndexOf('/') + 1).replaceAll("\\p{Cntrl}", "?");
        unnamedLink = "link of " + name.substring(0, Math.min(LONGEST, name.length()));
    }

    /** The names of the interfaces of one source. */
    FrameDecoder.InterfaceNames of(FrameSource source) {
        if (source.linkType() == LinkType.LINUX_SLL2) {
            Map<Integer, String> byIndex = new RecentMap<>(MOST);
            return (index, loopback) -> loopback
                    ? noted(LOOPBACK)
                    : byIndex.computeIfAbsent(index, number -> noted("if" + Integer.toUnsignedString(number)));
        }
        String unnamed = source.linkType() == LinkType.LINUX_SLL ? "any" : unnamedLink;
        String name = source.name().orElse(unnamed);
        boolean many = source.linkType() == LinkType.LINUX_SLL;
        return (index, loopback) -> noted(loopback && (many || source.name().isEmpty()) ? LOOPBACK : name);
    }

    private String noted(String name) {
        if (!name.equals(latest)) {
            latest = name;
            if (seen.size() < MOST) {
                seen.add(name);
            }
        }
        return name;
    }

    /** The names that frames had so far. */
    Set<String> seen() {
        return Collections.unmodifiableSet(seen);
    }
}
