package dev.sightline.probe.file;

import java.nio.file.Path;

/**
 * Where a capture is read from.
 *
 * @param path the file
 * @param name what it is called in messages and reports
 */
public record CaptureInput(Path path, String name) {
    /** A file, by its own name. */
    public static CaptureInput of(Path path) {
        return new CaptureInput(path, path.toString());
    }

    @Override
    public String toString() {
        return name;
    }
}
