package dev.sightline.gateway.security;

import dev.sightline.gateway.files.Fault;
import dev.sightline.gateway.files.Faults;
import dev.sightline.gateway.files.FileWay;
import dev.sightline.gateway.files.ProcessUser;
import dev.sightline.gateway.files.WayRules;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** The file of a configuration: who else may change it. Not for event loops. */
public final class ConfigurationFile {
    private static final String NAME = "--config";

    private ConfigurationFile() {}

    /**
     * Refuses a configuration that anyone but root may change, or put another in the place of: it tells root what to read.
     *
     * @throws IOException with the cure
     */
    public static void refuseUnlessRoots(Path file) throws IOException {
        List<Fault> faults = WayRules.of(ProcessUser.ROOT)
                .onTheWayAndChanged(way(file), "whoever changes it decides what root reads for another account");
        if (!faults.isEmpty()) {
            throw new IOException(Faults.message(NAME, file, faults));
        }
    }

    private static FileWay way(Path file) throws IOException {
        FileWay way;
        try {
            way = FileWay.to(file);
        } catch (NoSuchFileException e) {
            throw new IOException(NAME + ": " + file + " cannot be read: " + e.getFile() + " does not exist", e);
        }
        if (way.file().filter(found -> !found.isRegular()).isPresent()) {
            throw new IOException(NAME + ": " + file + " is no file; expected a configuration");
        }
        return way;
    }
}
