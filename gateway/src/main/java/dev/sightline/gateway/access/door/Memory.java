package dev.sightline.gateway.access.door;

import dev.sightline.gateway.access.door.Sessions.Snapshot;
import dev.sightline.gateway.access.store.Kept;
import dev.sightline.gateway.access.store.KeptPlace;
import dev.sightline.gateway.access.store.KeptSession;
import dev.sightline.gateway.access.store.Occupancy;
import dev.sightline.gateway.access.store.User;
import dev.sightline.gateway.access.store.UserStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What outlives the process: who is signed in, and who has signed in from where. That a session began or is over is on the disk
 * before it is answered, that one was used within a minute: nothing that has ended comes back with a restart. One process at a
 * time has it: of two, one would bring back what the other has ended. Not for event loops; safe for any thread.
 */
final class Memory implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Memory.class);
    private static final long NEVER = -1;
    private static final long USES_NANOS = Duration.ofMinutes(1).toNanos();

    private final Sessions sessions;
    private final Familiar familiar;
    private final Optional<Files> files;
    private Snapshot written;
    private long writtenPlaces;
    private long writtenAt = System.nanoTime();
    private volatile Optional<String> trouble = Optional.empty();

    private record Files(Occupancy occupancy, Kept<KeptSession> sessions, Kept<KeptPlace> places) {}

    private Memory(Sessions sessions, Familiar familiar, Optional<Files> files) {
        this.sessions = sessions;
        this.familiar = familiar;
        this.files = files;
        this.written = sessions.snapshot();
        this.writtenPlaces = familiar.changes();
    }

    /** Reads what an earlier process has left. What cannot be had or read costs a warning: users sign in again. */
    static Memory open(Path directory, Sessions sessions, Familiar familiar, UserStore users) {
        Memory memory = new Memory(sessions, familiar, files(directory));
        memory.files.ifPresent(files -> {
            sessions.restore(
                    kept(files.sessions()),
                    name -> users.find(name).map(User::password).map(p -> p.fingerprint()));
            familiar.restore(kept(files.places()));
        });
        return memory;
    }

    private static Optional<Files> files(Path directory) {
        try {
            Optional<Occupancy> occupancy = Occupancy.of(directory);
            if (occupancy.isEmpty()) {
                log.warn(
                        "another gateway runs with {}; sessions of this one end when it ends. Give it an"
                                + " access.directory of its own",
                        directory);
            }
            return occupancy.map(held -> new Files(held, Kept.sessions(directory), Kept.places(directory)));
        } catch (IOException e) {
            log.warn("{}; sessions end when the gateway ends", e.getMessage());
            return Optional.empty();
        }
    }

    private static <R> List<R> kept(Kept<R> file) {
        try {
            return file.read();
        } catch (IOException e) {
            log.warn("what was kept is not used, and written anew: {}", e.getMessage());
            return List.of();
        }
    }

    /** Why it is not written at present. */
    Optional<String> trouble() {
        return trouble;
    }

    /** Writes what began and what is over; returns when it is on the disk. */
    void write() {
        write(false);
    }

    /** To be called every few seconds: writes what the rest of this has left, and what was used. */
    void tick() {
        write(System.nanoTime() - writtenAt >= USES_NANOS);
    }

    private synchronized void write(boolean uses) {
        if (files.isEmpty()) {
            return;
        }
        Snapshot now = sessions.snapshot();
        long places = familiar.changes();
        try {
            boolean changed = now.begins() != written.begins() || now.ends() != written.ends();
            if (changed || (uses && now.uses() != written.uses())) {
                write(files.get().sessions(), now);
            }
            if (places != writtenPlaces) {
                files.get().places().replace(familiar.kept());
                writtenPlaces = places;
            }
            mended();
        } catch (IOException e) {
            notWritten(String.valueOf(e.getMessage()));
        }
    }

    private void write(Kept<KeptSession> file, Snapshot now) throws IOException {
        try {
            file.replace(now.sessions());
            written = now;
            writtenAt = System.nanoTime();
        } catch (IOException e) {
            if (now.ends() != written.ends()) {
                file.remove(); // rather all of them than one that is over
                written = new Snapshot(List.of(), NEVER, now.ends(), written.uses());
            }
            throw e;
        }
    }

    private void notWritten(String why) {
        if (trouble.isEmpty()) {
            log.error("who is signed in is not written down: {}; a restart of the gateway may sign them out", why);
        }
        trouble = Optional.of("Who is signed in is not written down: " + why);
    }

    private void mended() {
        if (trouble.isPresent()) {
            log.warn("who is signed in is written down again");
            trouble = Optional.empty();
        }
    }

    @Override
    public void close() throws IOException {
        write(true);
        if (files.isPresent()) {
            files.get().occupancy().close();
        }
    }
}
