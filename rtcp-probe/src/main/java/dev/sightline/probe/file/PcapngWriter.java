package dev.sightline.probe.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Writes a capture with the names of its interfaces, in nanoseconds. The file grows by whole blocks only, so it can be
 * read at any time, also after the writer was killed. Not for several threads.
 *
 * @see <a href="https://datatracker.ietf.org/doc/html/draft-ietf-opsawg-pcapng">pcapng</a>
 */
public final class PcapngWriter implements Closeable {
    /** Which way a frame went, as the flags of its block say it. */
    public enum Direction {
        UNKNOWN(0),
        INBOUND(1),
        OUTBOUND(2);

        private final int flags;

        Direction(int flags) {
            this.flags = flags;
        }
    }

    private static final int SECTION_HEADER = 0x0a0d0d0a;
    private static final int BYTE_ORDER_MAGIC = 0x1a2b3c4d;
    private static final int INTERFACE_DESCRIPTION = 1;
    private static final int INTERFACE_STATISTICS = 5;
    private static final int ENHANCED_PACKET = 6;

    private static final int OPT_COMMENT = 1;
    private static final int SHB_USERAPPL = 4;
    private static final int IF_NAME = 2;
    private static final int IF_TSRESOL = 9;
    private static final int IF_FILTER = 11;
    private static final int EPB_FLAGS = 2;
    private static final int ISB_IFRECV = 4;
    private static final int ISB_IFDROP = 5;
    private static final int ISB_OSDROP = 7;
    private static final byte NANOSECONDS = 9;

    private static final int LINKTYPE_RAW = 101;
    private static final int MAX_FRAME = 256 << 10;
    private static final int MAX_INTERFACES = 1_024;
    private static final int MAX_NAME = 255;
    private static final int MAX_COMMENT = 65_532;
    private static final int ROOM = 512;

    private record Key(String name, int linkType) {}

    private final WholeBlocksFile file;
    private final PcapngBlocks blocks = new PcapngBlocks(MAX_FRAME + ROOM);
    private final Map<Key, Integer> interfaces = new HashMap<>();
    private long framesComplete;
    private long framesPending;

    private PcapngWriter(WholeBlocksFile file) {
        this.file = file;
    }

    /**
     * Creates the file with its header. One that is replaced gives way to a new file of its name, with its owner and mode:
     * what somebody else has linked there is never written to.
     *
     * @param replace whether a regular file that exists is replaced
     * @param application who writes it, as in "Sightline probe 1.0"
     * @param comment on the whole of it, for whoever reads it
     * @throws java.nio.file.FileAlreadyExistsException when it exists and is not to be replaced
     * @throws IOException when it cannot be written
     */
    public static PcapngWriter create(Path path, boolean replace, String application, Optional<String> comment)
            throws IOException {
        CapturePlace place = CapturePlace.open(path, replace);
        try {
            PcapngWriter writer = new PcapngWriter(new WholeBlocksFile(place.channel()));
            writer.sectionHeader(application, comment);
            writer.flush();
            place.take();
            return writer;
        } catch (IOException e) {
            place.giveUp();
            throw e;
        }
    }

    private void sectionHeader(String application, Optional<String> comment) {
        blocks.begin(SECTION_HEADER)
                .u32(BYTE_ORDER_MAGIC)
                .u16(1)
                .u16(0)
                .u64(-1)
                .option(SHB_USERAPPL, text(application));
        comment.ifPresent(text -> blocks.option(OPT_COMMENT, text(text, MAX_COMMENT)));
        blocks.end();
    }

    /**
     * Describes an interface, once; a frame does it too.
     *
     * @param linkType as the capture calls it; raw IP has another number in files
     * @param snapLength octets kept of each frame
     * @param filter what it is captured with, in the language of libpcap; empty: without
     * @param comment on it, for whoever reads it; empty: none
     * @throws IOException when the file cannot be written
     */
    public void describe(String interfaceName, int linkType, int snapLength, String filter, String comment)
            throws IOException {
        interfaceId(interfaceName, linkType, snapLength, filter, comment);
    }

    private int interfaceId(String name, int linkType, int snapLength, String filter, String comment)
            throws IOException {
        Key key = new Key(name, linkType);
        Integer known = interfaces.get(key);
        if (known != null) {
            return known;
        }
        if (interfaces.size() == MAX_INTERFACES) {
            throw new IOException("more than " + MAX_INTERFACES + " interfaces came and went");
        }
        byte[] words = text(comment, MAX_COMMENT);
        makeRoom(words.length + ROOM);
        blocks.begin(INTERFACE_DESCRIPTION)
                .u16(inFiles(linkType))
                .u16(0)
                .u32(snapLength)
                .option(IF_NAME, text(name))
                .option(IF_TSRESOL, new byte[] {NANOSECONDS});
        if (!filter.isEmpty()) {
            blocks.option(IF_FILTER, text('\0' + filter));
        }
        if (words.length > 0) {
            blocks.option(OPT_COMMENT, words);
        }
        blocks.end();
        interfaces.put(key, interfaces.size());
        return interfaces.size() - 1;
    }

    /** {@code DLT_RAW} is 12 or 14 in memory. */
    private static int inFiles(int linkType) {
        return linkType == 12 || linkType == 14 ? LINKTYPE_RAW : linkType;
    }

    /**
     * Adds a frame. It reaches the file with the next {@link #flush()}, or earlier.
     *
     * @param originalLength octets that it had, {@code frame} may be cut
     * @throws IOException when the file cannot be written
     */
    public void frame(
            String interfaceName, int linkType, Instant at, byte[] frame, int originalLength, Direction direction)
            throws IOException {
        int id = interfaceId(interfaceName, linkType, 0, "", "");
        int length = Math.min(frame.length, MAX_FRAME);
        makeRoom(length + ROOM);
        blocks.begin(ENHANCED_PACKET)
                .u32(id)
                .nanoseconds(at)
                .u32(length)
                .u32(Math.max(originalLength, length))
                .octets(frame, length)
                .option(EPB_FLAGS, direction.flags)
                .end();
        framesPending++;
    }

    /**
     * Adds the counters of an interface that was described.
     *
     * @param received packets that the capture got
     * @param dropped of these, not read in time
     * @param droppedByInterface lost before the capture
     * @throws IOException when the file cannot be written
     */
    public void statistics(String interfaceName, Instant at, long received, long dropped, long droppedByInterface)
            throws IOException {
        for (Map.Entry<Key, Integer> entry : interfaces.entrySet()) {
            if (entry.getKey().name().equals(interfaceName)) {
                makeRoom(ROOM);
                blocks.begin(INTERFACE_STATISTICS)
                        .u32(entry.getValue())
                        .nanoseconds(at)
                        .option(ISB_IFRECV, received)
                        .option(ISB_IFDROP, droppedByInterface)
                        .option(ISB_OSDROP, dropped)
                        .end();
            }
        }
    }

    /**
     * Adds a comment, where an interface was described: of the blocks that may stand behind the packets, those of counters
     * alone are read by everybody and may have one.
     *
     * @throws IOException when the file cannot be written
     */
    public void comment(String text, Instant at) throws IOException {
        if (interfaces.isEmpty()) {
            return;
        }
        byte[] octets = text(text, MAX_COMMENT);
        makeRoom(octets.length + ROOM);
        blocks.begin(INTERFACE_STATISTICS)
                .u32(0)
                .nanoseconds(at)
                .option(OPT_COMMENT, octets)
                .end();
    }

    private static byte[] text(String value) {
        return text(value, MAX_NAME);
    }

    private static byte[] text(String value, int most) {
        byte[] octets = value.getBytes(StandardCharsets.UTF_8);
        return octets.length <= most ? octets : Arrays.copyOf(octets, most);
    }

    private void makeRoom(int octets) throws IOException {
        if (!blocks.hasRoom(octets)) {
            flush();
        }
    }

    /**
     * Hands everything to the kernel. What could be written only in part is cut off again, so that the file ends with a
     * whole block.
     *
     * @throws IOException when the file cannot be written, as on a full disk
     */
    public void flush() throws IOException {
        try {
            file.append(blocks.written());
            framesComplete += framesPending;
        } finally {
            blocks.clear();
            framesPending = 0;
        }
    }

    /** Frames that are whole in the file. */
    public long framesWritten() {
        return framesComplete;
    }

    /** Flushes and closes the file. */
    @Override
    public void close() throws IOException {
        try (file) {
            flush();
        }
    }
}
