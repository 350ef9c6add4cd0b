package dev.sightline.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The clip's files, which bench/clip/make wrote beside this class. */
final class ClipResource {
    private ClipResource() {}

    static byte[] read(String name) {
        try (InputStream in = ClipResource.class.getResourceAsStream(name)) {
            if (in == null) {
                throw broken(name, "is missing");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("clip " + name + " cannot be read from the class path", e);
        }
    }

    static IllegalStateException broken(String name, String what) {
        return new IllegalStateException("clip " + name + " " + what + "; make it again with bench/clip/make");
    }
}
