package dev.sightline.probe.command;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import dev.sightline.probe.report.Page;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** The terminal on standard output, when there is one. */
public final class Terminal {
    /** The C library's own call. */
    private interface LibC extends Library {
        int ioctl(int descriptor, NativeLong request, byte[] answer);
    }

    /**
     * How much it shows.
     *
     * @param width in columns
     * @param height in lines
     */
    record Size(int width, int height) {
        static final Size USUAL = new Size(80, 24);
    }

    private static final long TIOCGWINSZ = 0x5413;
    private static final Path STANDARD_OUTPUT = Path.of("/proc/self/fd/1");

    private Terminal() {}

    /** Whether standard output is a terminal that understands ANSI sequences. */
    public static boolean isThere() {
        if ("dumb".equals(System.getenv("TERM"))) {
            return false;
        }
        try {
            String target = Files.readSymbolicLink(STANDARD_OUTPUT).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException e) {
            return false; // not Linux
        }
    }

    /** Whether colours are wanted (no-color.org). */
    public static boolean hasColours() {
        String noColour = System.getenv("NO_COLOR");
        return noColour == null || noColour.isEmpty();
    }

    /** Standard output, whatever it is. */
    static Page page() {
        return isThere() ? new Page(size().width()) : Page.ENDLESS;
    }

    /** Its size now; the usual one where it does not tell. */
    static Size size() {
        try {
            byte[] answer = new byte[8];
            LibC libc = Native.load("c", LibC.class);
            if (libc.ioctl(1, new NativeLong(TIOCGWINSZ), answer) != 0) {
                return Size.USUAL;
            }
            ByteBuffer size = ByteBuffer.wrap(answer).order(ByteOrder.nativeOrder());
            int height = size.getShort();
            int width = size.getShort();
            return height > 0 && width > 0 ? new Size(width, height) : Size.USUAL;
        } catch (LinkageError e) {
            return Size.USUAL;
        }
    }
}
