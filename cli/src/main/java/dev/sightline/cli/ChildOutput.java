package dev.sightline.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;

/**
 * Copies what a process of another account prints. That process never holds the terminal, into which it could type, and
 * controls it as little: of the control characters (C0, and C1 in UTF-8) only line ends and tabs get through.
 */
final class ChildOutput {
    private static final int BUFFER = 8192;
    private static final int SPACE = 0x20;
    private static final int DELETE = 0x7f;
    /** Before the second octet of a C1 control in UTF-8, which is below {@link #C1_END}. */
    private static final int C1_LEAD = 0xc2;

    private static final int C1_END = 0xa0;

    private final InputStream from;
    private final PrintStream to;
    private int last;

    private ChildOutput(InputStream from, PrintStream to) {
        this.from = from;
        this.to = to;
    }

    /** Copies until the output ends, on a thread of its own. */
    static Thread copy(InputStream from, PrintStream to, String name) {
        Thread thread = new Thread(new ChildOutput(from, to)::run, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void run() {
        byte[] buffer = new byte[BUFFER];
        try {
            for (int length = from.read(buffer); length >= 0; length = from.read(buffer)) {
                for (int i = 0; i < length; i++) {
                    buffer[i] = harmless(buffer[i]);
                }
                to.write(buffer, 0, length);
                to.flush();
            }
        } catch (IOException gone) {
            // so has the process
        }
    }

    private byte harmless(byte octet) {
        int value = octet & 0xff;
        boolean c0 = (value < SPACE && value != '\n' && value != '\t') || value == DELETE;
        boolean c1 = last == C1_LEAD && value >= 0x80 && value < C1_END;
        last = value;
        return c0 || c1 ? (byte) '?' : octet;
    }
}
