package dev.sightline.gateway.access.door;

import dev.sightline.gateway.access.door.Sessions.Counts;
import dev.sightline.gateway.access.door.Sessions.Snapshot;
import dev.sightline.gateway.access.store.Kept;
import dev.sightline.gateway.access.store.KeptSession;
import java.io.IOException;
import java.time.Duration;

/** Who is signed in, as it stands in the file; written when something began or is over, and each minute when one was used. */
final class SessionsFile {
    private static final long USES_NANOS = Duration.ofMinutes(1).toNanos();

    private final Sessions sessions;
    private final Kept<KeptSession> file;
    private Counts written;
    private long writtenAt = System.nanoTime();

    /** @param written what the file has already */
    SessionsFile(Sessions sessions, Kept<KeptSession> file, Counts written) {
        this.sessions = sessions;
        this.file = file;
        this.written = written;
    }

    /** Writes what began or is over; that one was used now and then only. */
    void write() throws IOException {
        write(System.nanoTime() - writtenAt >= USES_NANOS);
    }

    /** Writes whatever is new. */
    void writeAll() throws IOException {
        write(true);
    }

    private void write(boolean uses) throws IOException {
        Counts now = sessions.counts();
        boolean changed = now.begins() != written.begins() || now.ends() != written.ends();
        if (changed || (uses && now.uses() != written.uses())) {
            replace(sessions.snapshot());
        }
    }

    private void replace(Snapshot now) throws IOException {
        try {
            file.replace(now.sessions());
            written = now.counts();
            writtenAt = System.nanoTime();
        } catch (IOException e) {
            if (now.counts().ends() != written.ends()) {
                file.remove(); // rather all of them than one that is over
            }
            throw e;
        }
    }
}
