package dev.sightline.probe.file;

import dev.sightline.probe.packet.Mark;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The newer format: blocks, in sections that each have their own byte order and interfaces. What is not known is skipped.
 *
 * <pre>
 * block: type (4) | length of the block (4) | body | the same length (4)
 * </pre>
 *
 * @see <a href="https://www.ietf.org/archive/id/draft-ietf-opsawg-pcapng-03.html">PCAP Next Generation Capture File Format</a>
 */
final class Pcapng implements Format {
    static final int SECTION = 0x0a0d0d0a;
    static final int SMALLEST_SECTION = 28;

    private static final int INTERFACE = 1;
    private static final int OLD_PACKET = 2;
    private static final int SIMPLE_PACKET = 3;
    private static final int STATISTICS = 5;
    private static final int ENHANCED_PACKET = 6;

    private static final int BYTE_ORDER = 0x1a2b3c4d;
    private static final int BLOCK_HEADER = 8;
    private static final int SMALLEST_BLOCK = 12;
    private static final int SMALLEST_STATISTICS = 24;
    private static final int LARGEST_BLOCK = LARGEST_FRAME + 64 * 1_024;
    private static final int MOST_INTERFACES = 1_024;
    private static final int MOST_SOURCES = 256;
    private static final int LONGEST_NAME = 64;
    private static final int LONGEST_FILTER = 1_024;

    private static final int OPTION_NAME = 2;
    private static final int OPTION_FLAGS = 2;
    private static final int OPTION_RESOLUTION = 9;
    private static final int OPTION_FILTER = 11;
    private static final int OPTION_OFFSET = 14;

    /** An interface of the present section. */
    private record Described(FrameSource source, long snapLength, TimeUnit unit) {}

    /** What tells one source from another: sections often describe the same interfaces again. */
    private record SourceKey(int linkType, Optional<String> name, Optional<String> filter) {}

    private final Window window;
    private final List<Described> interfaces = new ArrayList<>();
    private final Map<SourceKey, FrameSource> sources = new LinkedHashMap<>();
    private final Set<FrameSource> counted = new HashSet<>();
    private int length;

    Pcapng(Window window) {
        this.window = window;
    }

    @Override
    public boolean next(Frame frame) throws IOException, DamagedException {
        while (!window.isAtEnd()) {
            if (!window.holds(SMALLEST_BLOCK)) {
                throw new DamagedException("ends within a block");
            }
            int type = window.i32(0);
            if (type == SECTION) {
                beginSection();
            }
            long claimed = window.u32(4);
            if (claimed < SMALLEST_BLOCK || claimed % 4 != 0) {
                throw new DamagedException("is damaged: a block claims to have " + claimed + " octets");
            }
            if (readBlock(type, claimed, frame)) {
                return true;
            }
        }
        return false;
    }

    private boolean readBlock(int type, long claimed, Frame frame) throws IOException, DamagedException {
        boolean known = type == INTERFACE || isPacket(type);
        if (known && claimed > LARGEST_BLOCK) {
            throw new DamagedException("is damaged: a packet's block claims to have " + claimed + " octets");
        }
        if (known && !window.holds((int) claimed)) {
            throw new DamagedException("ends within a packet");
        }
        boolean read = false;
        if (known) {
            length = (int) claimed;
            if (type == INTERFACE) {
                describe();
            } else {
                packet(type, frame);
                read = true;
            }
        }
        if (type == STATISTICS && claimed >= SMALLEST_STATISTICS && window.holds(SMALLEST_STATISTICS)) {
            count();
        }
        if (!window.skip(claimed)) {
            throw new DamagedException("ends within a block");
        }
        return read;
    }

    private static boolean isPacket(int type) {
        return type == ENHANCED_PACKET || type == SIMPLE_PACKET || type == OLD_PACKET;
    }

    private void beginSection() throws DamagedException {
        interfaces.clear();
        window.order(false);
        if (window.i32(BLOCK_HEADER) != BYTE_ORDER) {
            window.order(true);
        }
        if (window.i32(BLOCK_HEADER) != BYTE_ORDER) {
            throw new DamagedException("is damaged: a section tells no byte order");
        }
    }

    /** <pre>link type (2) | reserved (2) | snap length (4) | options</pre> */
    private void describe() throws DamagedException {
        require(BLOCK_HEADER + 8 + 4);
        if (interfaces.size() == MOST_INTERFACES) {
            throw new DamagedException("describes more than " + MOST_INTERFACES + " interfaces");
        }
        int linkType = window.u16(BLOCK_HEADER);
        Optional<String> name = Optional.empty();
        Optional<String> filter = Optional.empty();
        int resolution = TimeUnit.MICROSECONDS.resolution();
        long offset = 0;
        for (Option option = firstOption(BLOCK_HEADER + 8); option.isThere(); option = option.next()) {
            switch (option.code()) {
                case OPTION_NAME -> name = option.text(0, LONGEST_NAME);
                case OPTION_FILTER -> filter = option.filter();
                case OPTION_RESOLUTION -> resolution = option.length() >= 1 ? window.u8(option.value()) : resolution;
                case OPTION_OFFSET -> offset = option.length() >= 8 ? option.i64() : offset;
                default -> {}
            }
        }
        interfaces.add(new Described(
                source(linkType, name, filter), window.u32(BLOCK_HEADER + 4), new TimeUnit(resolution, offset)));
    }

    /** <pre>interface (4) | time (4 + 4) | options</pre> */
    private void count() {
        long number = window.u32(BLOCK_HEADER);
        if (number < interfaces.size()) {
            counted.add(interfaces.get((int) number).source());
        }
    }

    private FrameSource source(int linkType, Optional<String> name, Optional<String> filter) throws DamagedException {
        SourceKey key = new SourceKey(linkType, name, filter);
        FrameSource known = sources.get(key);
        if (known == null) {
            if (sources.size() == MOST_SOURCES) {
                throw new DamagedException("describes more than " + MOST_SOURCES + " different interfaces");
            }
            known = new FrameSource(sources.size(), linkType, name, filter);
            sources.put(key, known);
        }
        return known;
    }

    private void packet(int type, Frame frame) throws DamagedException {
        switch (type) {
            case ENHANCED_PACKET -> enhanced(frame);
            case OLD_PACKET -> old(frame);
            default -> simple(frame);
        }
    }

    /** <pre>interface (4) | time (4 + 4) | captured length (4) | length (4) | frame | options</pre> */
    private void enhanced(Frame frame) throws DamagedException {
        require(BLOCK_HEADER + 20 + 4);
        timed(frame, window.u32(BLOCK_HEADER));
    }

    /** <pre>interface (2) | drops (2) | time (4 + 4) | captured length (4) | length (4) | frame | options</pre> */
    private void old(Frame frame) throws DamagedException {
        require(BLOCK_HEADER + 20 + 4);
        timed(frame, window.u16(BLOCK_HEADER));
    }

    private void timed(Frame frame, long number) throws DamagedException {
        Described from = described(number);
        from.unit().set(frame, window.u32(BLOCK_HEADER + 4) << 32 | window.u32(BLOCK_HEADER + 8));
        long captured = window.u32(BLOCK_HEADER + 12);
        frame(frame, from, BLOCK_HEADER + 20, captured, window.u32(BLOCK_HEADER + 16));
    }

    /** <pre>length (4) | frame</pre> */
    private void simple(Frame frame) throws DamagedException {
        require(BLOCK_HEADER + 4 + 4);
        Described from = described(0);
        long most = length - BLOCK_HEADER - 4L - 4;
        long snapped = from.snapLength() == 0 ? most : Math.min(most, from.snapLength());
        long whole = window.u32(BLOCK_HEADER);
        frame(frame, from, BLOCK_HEADER + 4, Math.min(snapped, whole), whole);
    }

    private Described described(long number) throws DamagedException {
        if (number >= interfaces.size()) {
            throw new DamagedException(
                    "is damaged: a packet is of interface " + number + ", but " + interfaces.size() + " are described");
        }
        return interfaces.get((int) number);
    }

    private void frame(Frame frame, Described from, int at, long captured, long whole) throws DamagedException {
        if (captured > length - at - 4) {
            throw new DamagedException("is damaged: a packet claims to have " + captured + " octets");
        }
        int behind = at + ((int) captured + 3 & ~3);
        frame.set(from.source(), mark(behind), window.octets(), window.index(at), (int) captured, whole > captured);
    }

    /** Bits 0 and 1 of the flags: 1 inbound, 2 outbound. */
    private Mark mark(int optionsAt) {
        for (Option option = firstOption(optionsAt); option.isThere(); option = option.next()) {
            if (option.code() == OPTION_FLAGS && option.length() == 4) {
                return switch (window.i32(option.value()) & 3) {
                    case 1 -> Mark.IN;
                    case 2 -> Mark.OUT;
                    default -> Mark.NONE;
                };
            }
        }
        return Mark.NONE;
    }

    private void require(int octets) throws DamagedException {
        if (length < octets) {
            throw new DamagedException(
                    "is damaged: a block has only " + length + " octets, expected at least " + octets);
        }
    }

    private Option firstOption(int at) {
        return new Option(at, length - 4);
    }

    /** <pre>code (2) | length (2) | value, padded to four octets</pre> */
    private final class Option {
        private final int at;
        private final int end;

        Option(int at, int end) {
            this.at = at;
            this.end = end;
        }

        boolean isThere() {
            return at + 4 <= end && code() != 0 && value() + length() <= end;
        }

        int code() {
            return window.u16(at);
        }

        int length() {
            return window.u16(at + 2);
        }

        int value() {
            return at + 4;
        }

        Option next() {
            return new Option(value() + (length() + 3 & ~3), end);
        }

        /** <pre>kind (1): 0 an expression | the expression</pre> Another kind is one that nobody here can read. */
        Optional<String> filter() {
            if (length() == 0) {
                return Optional.empty();
            }
            boolean expression = window.u8(value()) == 0 && length() <= LONGEST_FILTER;
            return expression ? text(1, LONGEST_FILTER) : Optional.of("not readable");
        }

        /** Empty when it is no text that can be printed. */
        Optional<String> text(int from, int longest) {
            String text = new String(
                            window.octets(),
                            window.index(value() + from),
                            Math.min(longest, length() - from),
                            StandardCharsets.UTF_8)
                    .strip();
            boolean plain = !text.isEmpty() && text.chars().noneMatch(Character::isISOControl);
            return plain ? Optional.of(text) : Optional.empty();
        }

        long i64() {
            long first = window.u32(value());
            long second = window.u32(value() + 4);
            return window.isLittleEndian() ? second << 32 | first : first << 32 | second;
        }
    }

    @Override
    public List<FrameSource> sources() {
        return List.copyOf(sources.values());
    }

    @Override
    public boolean isCounted(FrameSource source) {
        return counted.contains(source);
    }
}
