package dev.sightline.probe.file;

import java.io.IOException;
import java.util.List;

/** How a file holds its frames. */
sealed interface Format permits Pcap, Pcapng {
    /** The most octets of a frame that are taken for possible; libpcap's own bound. */
    int LARGEST_FRAME = 256 * 1_024;

    /**
     * Reads the next frame.
     *
     * @return false at the end of the file
     * @throws DamagedException when what follows cannot be read
     */
    boolean next(Frame frame) throws IOException, DamagedException;

    /** The interfaces seen so far. */
    List<FrameSource> sources();

    /** Whether the capture's counters of a source were seen. */
    boolean isCounted(FrameSource source);

    /** The comments on the file and on its interfaces seen so far. */
    List<String> comments();

    /** From here on the file cannot be read. */
    final class DamagedException extends Exception {
        private static final long serialVersionUID = 1L;

        DamagedException(String message) {
            super(message);
        }
    }
}
