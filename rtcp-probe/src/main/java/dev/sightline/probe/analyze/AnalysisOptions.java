package dev.sightline.probe.analyze;

import dev.sightline.probe.file.CaptureInput;
import java.net.InetAddress;
import java.util.List;

/**
 * What to analyse.
 *
 * @param files capture files, in any order
 * @param cameras cameras on which a verdict is given even if nothing is seen of them, and which are taken for cameras
 *     whatever else they do
 */
public record AnalysisOptions(List<CaptureInput> files, List<InetAddress> cameras) {
    /** Each file is held open, with a buffer of its own. */
    public static final int MOST_FILES = 64;

    /** @throws IllegalArgumentException when there is no file, or are too many */
    public AnalysisOptions {
        if (files.isEmpty() || files.size() > MOST_FILES) {
            throw new IllegalArgumentException(files.size() + " files: expected 1 to " + MOST_FILES
                    + " at once; mergecap -w ALL.pcapng FILE… joins more");
        }
        files = List.copyOf(files);
        cameras = List.copyOf(cameras);
    }
}
