package dev.sightline.probe.file;

import dev.sightline.probe.file.Format.DamagedException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * A capture file, pcap or pcapng of either byte order, read frame by frame. A file that ends early or is damaged gives
 * what lies before, and says so. Not for several threads.
 */
public final class CaptureFile implements AutoCloseable {
    private static final int GZIP = 0x1f8b0000;
    private static final String EXPECTED = "expected pcap or pcapng, as tcpdump, tshark or dumpcap write it";

    private final CaptureInput input;
    private final FileChannel channel;
    private final Window window;
    private final Format format;
    private final Frame frame = new Frame();
    private Optional<String> damage = Optional.empty();
    private long frames;

    private CaptureFile(CaptureInput input, FileChannel channel, Window window, Format format) {
        this.input = input;
        this.channel = channel;
        this.window = window;
        this.format = format;
    }

    /**
     * Opens a capture.
     *
     * @throws CaptureFileException when it cannot be opened, or is not a capture
     */
    public static CaptureFile open(Path path) throws CaptureFileException {
        return open(CaptureInput.of(path));
    }

    /**
     * Opens a capture that is called otherwise than its file.
     *
     * @throws CaptureFileException when it cannot be opened, or is not a capture
     */
    public static CaptureFile open(CaptureInput input) throws CaptureFileException {
        Path path = input.path();
        if (Files.isDirectory(path)) {
            throw new CaptureFileException(input + " is a directory; expected a capture file");
        }
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw new CaptureFileException(path + " is a pipe or a device, and captures are read from any place;"
                    + " expected a file, or - for the standard input");
        }
        try {
            FileChannel channel = FileChannel.open(path);
            try {
                return open(input, channel);
            } catch (CaptureFileException | IOException e) {
                channel.close();
                throw e;
            }
        } catch (NoSuchFileException e) {
            throw new CaptureFileException(input + ": no such file", e);
        } catch (AccessDeniedException e) {
            throw new CaptureFileException(input + " may not be read by this user; see ls -l " + path, e);
        } catch (IOException e) {
            throw unreadable(input, e);
        }
    }

    private static CaptureFile open(CaptureInput input, FileChannel channel) throws CaptureFileException, IOException {
        Window window = new Window(channel);
        if (window.isAtEnd()) {
            throw new CaptureFileException(input + " is empty; " + EXPECTED);
        }
        int magic = window.holds(4) ? window.i32(0) : 0;
        if ((magic & 0xffff0000) == GZIP) {
            String cure = input.equals(CaptureInput.of(input.path())) ? "gunzip " + input : "gunzip -c FILE.gz | …";
            throw new CaptureFileException(input + " is compressed with gzip; unpack it first: " + cure);
        }
        if (!Pcap.isMagic(magic) && magic != Pcapng.SECTION) {
            throw new CaptureFileException(
                    input + " is not a capture: it begins with " + beginning(window) + "; " + EXPECTED);
        }
        if (!window.holds(magic == Pcapng.SECTION ? Pcapng.SMALLEST_SECTION : Pcap.HEADER)) {
            throw new CaptureFileException(input + " ends within its header; nothing can be read from it");
        }
        return new CaptureFile(
                input, channel, window, magic == Pcapng.SECTION ? new Pcapng(window) : Pcap.open(window, magic));
    }

    private static String beginning(Window window) throws IOException {
        StringJoiner octets = new StringJoiner(" ");
        for (int at = 0; at < 4 && window.holds(at + 1); at++) {
            octets.add(String.format(Locale.ROOT, "%02x", window.u8(at)));
        }
        return octets.toString();
    }

    private static CaptureFileException unreadable(CaptureInput input, IOException cause) {
        return new CaptureFileException(input + " cannot be read: " + cause.getMessage(), cause);
    }

    /**
     * Goes to the next frame, which is then {@link #frame()}.
     *
     * @return false at the end, or where the file is damaged
     * @throws CaptureFileException when the file cannot be read any more
     */
    public boolean next() throws CaptureFileException {
        if (damage.isPresent()) {
            return false;
        }
        try {
            boolean read = format.next(frame);
            frames += read ? 1 : 0;
            return read;
        } catch (DamagedException e) {
            damage = Optional.of(input + " " + e.getMessage() + ", behind " + frames + " packet"
                    + (frames == 1 ? "" : "s") + " at octet " + window.position() + "; what lies before was read");
            return false;
        } catch (IOException e) {
            throw unreadable(input, e);
        }
    }

    /** The present frame: one object for all of them. */
    public Frame frame() {
        return frame;
    }

    /** Why the file could not be read to its end, in a sentence; empty when nothing is wrong so far. */
    public Optional<String> damage() {
        return damage;
    }

    /** How many frames were read so far. */
    public long frames() {
        return frames;
    }

    /** The interfaces that the file has described so far. */
    public List<FrameSource> sources() {
        return format.sources();
    }

    /**
     * Whether the capture's own counters of a source came so far: a capture writes them at its end, and who cuts packets
     * out of it later drops them (as {@code tshark -Y}, {@code editcap} and {@code mergecap} do).
     */
    public boolean isCounted(FrameSource source) {
        return format.isCounted(source);
    }

    /** What a watch that wrote it noted, as far as it was read. */
    public WatchNotes notes() {
        return WatchNotes.of(format.comments());
    }

    /** Where it lies, and what it is called. */
    public CaptureInput input() {
        return input;
    }

    @Override
    public void close() throws CaptureFileException {
        try {
            channel.close();
        } catch (IOException e) {
            throw unreadable(input, e);
        }
    }
}
