package dev.sightline.probe.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

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

    private static final int END_OF_OPTIONS = 0;
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
    private static final int ROOM = 512;

    private record Key(String name, int linkType) {}

    private final FileChannel file;
    private final ByteBuffer pending = ByteBuffer.allocate(MAX_FRAME + ROOM).order(ByteOrder.LITTLE_ENDIAN);
    private final Map<Key, Integer> interfaces = new HashMap<>();
    private long complete;
    private long framesComplete;
    private long framesPending;
    private int block;

    private PcapngWriter(FileChannel file) {
        this.file = file;
    }

    /**
     * Creates the file with its header.
     *
     * @param replace whether a file that exists is replaced
     * @param application who writes it, as in "Sightline probe 1.0"
     * @throws java.nio.file.FileAlreadyExistsException when it exists and is not to be replaced
     * @throws IOException when it cannot be written
     */
    public static PcapngWriter create(Path path, boolean replace, String application) throws IOException {
        Set<OpenOption> options = replace
                ? Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING)
                : Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
        PcapngWriter writer = new PcapngWriter(FileChannel.open(path, options));
        try {
            writer.sectionHeader(application);
            writer.flush();
        } catch (IOException e) {
            writer.file.close();
            throw e;
        }
        return writer;
    }

    private void sectionHeader(String application) {
        begin(SECTION_HEADER);
        pending.putInt(BYTE_ORDER_MAGIC).putShort((short) 1).putShort((short) 0).putLong(-1);
        option(SHB_USERAPPL, text(application));
        endOfOptions();
        end();
    }

    /**
     * Describes an interface, once; a frame does it too.
     *
     * @param linkType as the capture calls it; raw IP has another number in files
     * @param snapLength octets kept of each frame
     * @param filter what it is captured with, in the language of libpcap; empty: without
     * @throws IOException when the file cannot be written
     */
    public void describe(String interfaceName, int linkType, int snapLength, String filter) throws IOException {
        interfaceId(interfaceName, linkType, snapLength, filter);
    }

    private int interfaceId(String name, int linkType, int snapLength, String filter) throws IOException {
        Key key = new Key(name, linkType);
        Integer known = interfaces.get(key);
        if (known != null) {
            return known;
        }
        if (interfaces.size() == MAX_INTERFACES) {
            throw new IOException("more than " + MAX_INTERFACES + " interfaces came and went");
        }
        makeRoom(ROOM);
        begin(INTERFACE_DESCRIPTION);
        pending.putShort((short) inFiles(linkType)).putShort((short) 0).putInt(snapLength);
        option(IF_NAME, text(name));
        option(IF_TSRESOL, new byte[] {NANOSECONDS});
        if (!filter.isEmpty()) {
            option(IF_FILTER, text('\0' + filter));
        }
        endOfOptions();
        end();
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
        int id = interfaceId(interfaceName, linkType, 0, "");
        int length = Math.min(frame.length, MAX_FRAME);
        makeRoom(length + ROOM);
        begin(ENHANCED_PACKET);
        pending.putInt(id);
        time(at);
        pending.putInt(length).putInt(Math.max(originalLength, length)).put(frame, 0, length);
        pad();
        pending.putShort((short) EPB_FLAGS).putShort((short) 4).putInt(direction.flags);
        endOfOptions();
        end();
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
                begin(INTERFACE_STATISTICS);
                pending.putInt(entry.getValue());
                time(at);
                counter(ISB_IFRECV, received);
                counter(ISB_IFDROP, droppedByInterface);
                counter(ISB_OSDROP, dropped);
                endOfOptions();
                end();
            }
        }
    }

    private void counter(int option, long value) {
        pending.putShort((short) option).putShort((short) 8).putLong(value);
    }

    private void time(Instant at) {
        long nanos = Math.addExact(Math.multiplyExact(at.getEpochSecond(), 1_000_000_000L), at.getNano());
        pending.putInt((int) (nanos >>> 32)).putInt((int) nanos);
    }

    private void begin(int type) {
        block = pending.position();
        pending.putInt(type).putInt(0);
    }

    private void end() {
        int length = pending.position() - block + 4;
        pending.putInt(length).putInt(block + 4, length);
    }

    private void option(int code, byte[] value) {
        pending.putShort((short) code).putShort((short) value.length).put(value);
        pad();
    }

    private void endOfOptions() {
        pending.putShort((short) END_OF_OPTIONS).putShort((short) 0);
    }

    private void pad() {
        while ((pending.position() - block) % 4 != 0) {
            pending.put((byte) 0);
        }
    }

    private static byte[] text(String value) {
        byte[] octets = value.getBytes(StandardCharsets.UTF_8);
        return octets.length <= MAX_NAME ? octets : Arrays.copyOf(octets, MAX_NAME);
    }

    private void makeRoom(int octets) throws IOException {
        if (pending.remaining() < octets) {
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
        pending.flip();
        try {
            while (pending.hasRemaining()) {
                file.write(pending);
            }
            complete = file.position();
            framesComplete += framesPending;
        } catch (IOException e) {
            cutOff(e);
            throw e;
        } finally {
            pending.clear();
            framesPending = 0;
        }
    }

    /** Frames that are whole in the file. */
    public long framesWritten() {
        return framesComplete;
    }

    private void cutOff(IOException reason) {
        try {
            file.truncate(complete);
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
    }

    /** Flushes and closes the file. */
    @Override
    public void close() throws IOException {
        try (file) {
            flush();
        }
    }
}
