package dev.sightline.gateway.access.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;

/**
 * What a gateway that runs writes down for the next one, as a whole each time. Only who holds the {@link Occupancy} of the
 * directory may use it. Not for event loops.
 */
public final class Kept<R> {
    /** Of each kind. */
    public static final int MOST = RecordFile.MOST;

    private final RecordFile<R> file;

    private Kept(RecordFile<R> file) {
        this.file = file;
    }

    /** In {@code sessions.json} of the directory of access control. */
    public static Kept<KeptSession> sessions(Path directory) {
        return new Kept<>(new RecordFile<>(directory.resolve("sessions.json"), "sessions", new KeptSession.Form()));
    }

    /** In {@code familiar.json} of the directory of access control. */
    public static Kept<KeptPlace> places(Path directory) {
        return new Kept<>(new RecordFile<>(directory.resolve("familiar.json"), "places", new KeptPlace.Form()));
    }

    /** @throws IOException when the file cannot be read or is damaged, or when others may read or write it */
    public List<R> read() throws IOException {
        file.refresh();
        return List.copyOf(file.records().values());
    }

    /** @param all at most {@link #MOST} */
    public void replace(Collection<R> all) throws IOException {
        file.replace(all);
    }

    /** Forgets all; needs no room on the disk. */
    public void remove() throws IOException {
        file.remove();
    }
}
