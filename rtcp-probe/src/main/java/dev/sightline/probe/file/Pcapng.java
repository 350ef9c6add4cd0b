package dev.sightline.probe.file;

import dev.sightline.probe.file.PcapngInterfaces.Described;
import dev.sightline.probe.packet.Mark;
import java.io.IOException;
import java.util.List;

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
    static final int BLOCK_HEADER = 8;
    private static final int SMALLEST_BLOCK = 12;
    private static final int SMALLEST_STATISTICS = 24;
    private static final int LARGEST_BLOCK = LARGEST_FRAME + 64 * 1_024;
    private static final int OPTION_FLAGS = 2;
    private static final int SECTION_OPTIONS = BLOCK_HEADER + 16;
    private static final int STATISTICS_OPTIONS = BLOCK_HEADER + 12;

    private final Window window;
    private final PcapngInterfaces interfaces = new PcapngInterfaces();
    private final PcapngComments comments = new PcapngComments();
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
                require(BLOCK_HEADER + 8 + 4);
                interfaces.describe(window, firstOption(BLOCK_HEADER + 8));
            } else {
                packet(type, frame);
                read = true;
            }
        }
        if (type == STATISTICS && claimed >= SMALLEST_STATISTICS && window.holds(SMALLEST_STATISTICS)) {
            interfaces.count(window);
        }
        readComments(type, claimed);
        if (!window.skip(claimed)) {
            throw new DamagedException("ends within a block");
        }
        return read;
    }

    private void readComments(int type, long claimed) throws IOException {
        int options = type == SECTION ? SECTION_OPTIONS : type == STATISTICS ? STATISTICS_OPTIONS : 0;
        if (options != 0 && claimed <= LARGEST_BLOCK && window.holds((int) claimed)) {
            length = (int) claimed;
            comments.read(firstOption(options));
        }
    }

    private static boolean isPacket(int type) {
        return type == ENHANCED_PACKET || type == SIMPLE_PACKET || type == OLD_PACKET;
    }

    private void beginSection() throws DamagedException {
        interfaces.beginSection();
        window.order(false);
        if (window.i32(BLOCK_HEADER) != BYTE_ORDER) {
            window.order(true);
        }
        if (window.i32(BLOCK_HEADER) != BYTE_ORDER) {
            throw new DamagedException("is damaged: a section tells no byte order");
        }
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
        Described from = interfaces.described(number);
        from.unit().set(frame, window.u32(BLOCK_HEADER + 4) << 32 | window.u32(BLOCK_HEADER + 8));
        long captured = window.u32(BLOCK_HEADER + 12);
        frame(frame, from, BLOCK_HEADER + 20, captured, window.u32(BLOCK_HEADER + 16));
    }

    /** <pre>length (4) | frame</pre> */
    private void simple(Frame frame) throws DamagedException {
        require(BLOCK_HEADER + 4 + 4);
        Described from = interfaces.described(0);
        long most = length - BLOCK_HEADER - 4L - 4;
        long snapped = from.snapLength() == 0 ? most : Math.min(most, from.snapLength());
        long whole = window.u32(BLOCK_HEADER);
        frame(frame, from, BLOCK_HEADER + 4, Math.min(snapped, whole), whole);
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
        for (PcapngOption option = firstOption(optionsAt); option.isThere(); option = option.next()) {
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

    private PcapngOption firstOption(int at) {
        return new PcapngOption(window, at, length - 4);
    }

    @Override
    public List<FrameSource> sources() {
        return interfaces.sources();
    }

    @Override
    public boolean isCounted(FrameSource source) {
        return interfaces.isCounted(source);
    }

    @Override
    public List<String> comments() {
        return comments.all();
    }
}
