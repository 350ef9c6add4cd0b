package dev.sightline.gateway.access.door;

import dev.sightline.gateway.access.store.Kept;
import dev.sightline.gateway.access.store.KeptPlace;
import java.io.IOException;

/** From where users have signed in, as it stands in the file. */
final class SourcesFile {
    private final Familiar familiar;
    private final Kept<KeptPlace> file;
    private long written;

    /** @param written the changes that the file has already */
    SourcesFile(Familiar familiar, Kept<KeptPlace> file, long written) {
        this.familiar = familiar;
        this.file = file;
        this.written = written;
    }

    /** Writes what is new. */
    void write() throws IOException {
        long now = familiar.changes();
        if (now != written) {
            file.replace(familiar.kept());
            written = now;
        }
    }
}
