package dev.sightline.probe.file;

import dev.sightline.probe.file.Format.DamagedException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The interfaces that a pcapng file describes: those of the present section by their numbers, and the sources of all. */
final class PcapngInterfaces {
    private static final int MOST_INTERFACES = 1_024;
    private static final int LONGEST_NAME = 64;

    private static final int OPTION_NAME = 2;
    private static final int OPTION_RESOLUTION = 9;
    private static final int OPTION_FILTER = 11;
    private static final int OPTION_OFFSET = 14;

    private final List<Described> section = new ArrayList<>();
    private final Map<SourceKey, FrameSource> sources = new LinkedHashMap<>();
    private final Set<FrameSource> counted = new HashSet<>();

    /** An interface of the present section. */
    record Described(FrameSource source, long snapLength, TimeUnit unit) {}

    /** What tells one source from another: sections often describe the same interfaces again. */
    private record SourceKey(int linkType, Optional<String> name, Optional<String> filter) {}

    /** A section describes its interfaces anew. */
    void beginSection() {
        section.clear();
    }

    /**
     * Reads the description of one.
     *
     * <pre>
     * link type (2) | reserved (2) | snap length (4) | options
     * </pre>
     */
    void describe(Window window, PcapngOption options) throws DamagedException {
        if (section.size() == MOST_INTERFACES) {
            throw new DamagedException("describes more than " + MOST_INTERFACES + " interfaces");
        }
        int linkType = window.u16(Pcapng.BLOCK_HEADER);
        Optional<String> name = Optional.empty();
        Optional<String> filter = Optional.empty();
        int resolution = TimeUnit.MICROSECONDS.resolution();
        long offset = 0;
        for (PcapngOption option = options; option.isThere(); option = option.next()) {
            switch (option.code()) {
                case OPTION_NAME -> name = option.text(0, LONGEST_NAME);
                case OPTION_FILTER -> filter = option.filter();
                case OPTION_RESOLUTION -> resolution = option.length() >= 1 ? window.u8(option.value()) : resolution;
                case OPTION_OFFSET -> offset = option.length() >= 8 ? option.i64() : offset;
                default -> {}
            }
        }
        section.add(new Described(
                source(linkType, name, filter), window.u32(Pcapng.BLOCK_HEADER + 4), new TimeUnit(resolution, offset)));
    }

    /**
     * Reads that an interface has counters.
     *
     * <pre>
     * interface (4) | time (4 + 4) | options
     * </pre>
     */
    void count(Window window) {
        long number = window.u32(Pcapng.BLOCK_HEADER);
        if (number < section.size()) {
            counted.add(section.get((int) number).source());
        }
    }

    private FrameSource source(int linkType, Optional<String> name, Optional<String> filter) throws DamagedException {
        SourceKey key = new SourceKey(linkType, name, filter);
        FrameSource known = sources.get(key);
        if (known == null) {
            if (sources.size() == MOST_INTERFACES) {
                throw new DamagedException("describes more than " + MOST_INTERFACES + " different interfaces");
            }
            known = new FrameSource(sources.size(), linkType, name, filter);
            sources.put(key, known);
        }
        return known;
    }

    /** The one that a packet names. */
    Described described(long number) throws DamagedException {
        if (number >= section.size()) {
            throw new DamagedException(
                    "is damaged: a packet is of interface " + number + ", but " + section.size() + " are described");
        }
        return section.get((int) number);
    }

    /** Of the whole file, in the order in which they came. */
    List<FrameSource> sources() {
        return List.copyOf(sources.values());
    }

    boolean isCounted(FrameSource source) {
        return counted.contains(source);
    }
}
