package dev.sightline.probe.file;

import dev.sightline.probe.packet.Mark;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The classic format, in the byte order of the host that wrote it.
 *
 * <pre>
 * file:  magic (4) | version (2 + 2) | reserved (8) | snap length (4) | link type (4, the lower 16 bits of it)
 * frame: seconds (4) | micro- or nanoseconds (4) | captured length (4) | length (4) | frame
 * </pre>
 *
 * @see <a href="https://www.ietf.org/archive/id/draft-ietf-opsawg-pcap-05.html">PCAP Capture File Format</a>
 */
final class Pcap implements Format {
    static final int HEADER = 24;

    private static final int RECORD = 16;
    private static final int LINK_TYPE_AT = 20;
    private static final int MICROSECONDS = 0xa1b2c3d4;
    private static final int NANOSECONDS = 0xa1b23c4d;

    private final Window window;
    private final FrameSource source;
    private final long nanosPerUnit;

    private Pcap(Window window, FrameSource source, long nanosPerUnit) {
        this.window = window;
        this.source = source;
        this.nanosPerUnit = nanosPerUnit;
    }

    /** Whether a file that begins with this, in network order, is of this format. */
    static boolean isMagic(int magic) {
        return isOurOrder(magic) || isOurOrder(Integer.reverseBytes(magic));
    }

    private static boolean isOurOrder(int magic) {
        return magic == MICROSECONDS || magic == NANOSECONDS;
    }

    /** Reads the header, which must be there. */
    static Pcap open(Window window, int magic) throws IOException {
        boolean swapped = !isOurOrder(magic);
        window.order(swapped);
        int ours = swapped ? Integer.reverseBytes(magic) : magic;
        FrameSource source = new FrameSource(0, window.i32(LINK_TYPE_AT) & 0xffff, Optional.empty());
        window.skip(HEADER);
        return new Pcap(window, source, ours == NANOSECONDS ? 1 : 1_000);
    }

    @Override
    public boolean next(Frame frame) throws IOException, DamagedException {
        if (!window.holds(RECORD)) {
            if (window.isAtEnd()) {
                return false;
            }
            throw new DamagedException("ends within a packet's header");
        }
        long length = window.u32(8);
        if (length > LARGEST_FRAME) {
            throw new DamagedException("is damaged: a packet claims to have " + length + " octets");
        }
        long second = window.u32(0);
        long nanos = window.u32(4) * nanosPerUnit;
        if (!window.holds(RECORD + (int) length)) {
            throw new DamagedException("ends within a packet");
        }
        frame.captured(second, nanos);
        frame.set(source, Mark.NONE, window.octets(), window.index(RECORD), (int) length, window.u32(12) > length);
        window.skip(RECORD + length);
        return true;
    }

    @Override
    public List<FrameSource> sources() {
        return List.of(source);
    }

    @Override
    public boolean isCounted(FrameSource source) {
        return false;
    }

    @Override
    public List<String> comments() {
        return List.of();
    }
}
