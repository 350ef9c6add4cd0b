package dev.sightline.gateway.files;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;

/** A directory in which this process makes files, and nobody else may put others in their place or be there first. */
public final class OwnDirectory {
    private OwnDirectory() {}

    /**
     * Looks at the way to it, and at what is within it; of a directory that is not there yet, at the nearest one above.
     *
     * @param setting what the operator calls it
     * @param rules who is trusted
     * @throws AccessDeniedException when this process may not enter it
     * @throws IOException with the cure, when somebody who is not trusted may write there or on the way
     */
    public static void check(String setting, Path directory, WayRules rules) throws IOException {
        Path there = nearest(directory);
        FileWay way = FileWay.to(there);
        List<Fault> faults =
                there.equals(directory.toAbsolutePath()) ? rules.onTheWayAndWithin(way) : rules.onTheWay(way);
        if (!faults.isEmpty()) {
            throw new IOException(Faults.message(setting, directory, faults));
        }
        if (way.closed().isPresent()) {
            throw new AccessDeniedException(way.closed().get().path().toString());
        }
    }

    /** The directory itself where it is there, else the lowest one above it that is. */
    public static Path nearest(Path directory) {
        Path at = directory.toAbsolutePath();
        while (!Files.exists(at, LinkOption.NOFOLLOW_LINKS) && at.getParent() != null) {
            at = at.getParent();
        }
        return at;
    }
}
