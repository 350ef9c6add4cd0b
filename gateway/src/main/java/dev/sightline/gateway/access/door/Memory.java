package dev.sightline.gateway.access.door;

import dev.sightline.gateway.access.door.Sessions.Counts;
import dev.sightline.gateway.access.store.Kept;
import dev.sightline.gateway.access.store.KeptPlace;
import dev.sightline.gateway.access.store.KeptSession;
import dev.sightline.gateway.access.store.Occupancy;
import dev.sightline.gateway.access.store.User;
import dev.sightline.gateway.access.store.UserStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What outlives the process: who is signed in, and who has signed in from where. What {@link #write} returned for is on the
 * disk; what ended by itself is there with the next {@link #tick}. One process at a time has it: of two, one would bring back
 * what the other has ended. Not for event loops; safe for any thread.
 */
final class Memory implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Memory.class);
    private static final Counts NOTHING = new Counts(-1, -1, -1);

    private final Path directory;
    private final Sessions sessions;
    private final Familiar familiar;
    private final Unwritten whoIsSignedIn =
            new Unwritten("who is signed in", "a restart of the gateway may sign them out");
    private final Unwritten fromWhere =
            new Unwritten("from where users signed in", "after a restart they count as strangers there");
    private Optional<Files> files = Optional.empty();
    private volatile Optional<String> occupied = Optional.empty();

    private record Files(Occupancy occupancy, SessionsFile sessions, SourcesFile sources) {}

    /** Who takes the directory. */
    private interface Taking {
        Optional<Occupancy> take(Path directory) throws IOException;
    }

    private Memory(Path directory, Sessions sessions, Familiar familiar) {
        this.directory = directory;
        this.sessions = sessions;
        this.familiar = familiar;
    }

    /** Reads what an earlier process has left. What cannot be had or read costs a warning: users sign in again. */
    static Memory open(Path directory, Sessions sessions, Familiar familiar, UserStore users) {
        Memory memory = new Memory(directory, sessions, familiar);
        memory.take(Occupancy::of).ifPresent(occupancy -> memory.goOn(occupancy, users));
        return memory;
    }

    private void goOn(Occupancy occupancy, UserStore users) {
        Kept<KeptSession> keptSessions = Kept.sessions(directory);
        Kept<KeptPlace> keptPlaces = Kept.places(directory);
        SessionsFile ofSessions = new SessionsFile(sessions, keptSessions, sessions.counts());
        SourcesFile ofSources = new SourcesFile(familiar, keptPlaces, familiar.changes());
        sessions.restore(
                read(keptSessions), name -> users.find(name).map(User::password).map(p -> p.fingerprint()));
        familiar.restore(read(keptPlaces));
        files = Optional.of(new Files(occupancy, ofSessions, ofSources));
    }

    /** The sessions of the one that had the directory until now do not go on: some may have ended here meanwhile. */
    private void takeOver(Occupancy occupancy) {
        Kept<KeptPlace> keptPlaces = Kept.places(directory);
        familiar.restore(read(keptPlaces));
        files = Optional.of(new Files(
                occupancy,
                new SessionsFile(sessions, Kept.sessions(directory), NOTHING),
                new SourcesFile(familiar, keptPlaces, familiar.changes())));
        log.warn("{} is this gateway's now: who is signed in stays so over its end", directory);
    }

    private Optional<Occupancy> take(Taking taking) {
        try {
            Optional<Occupancy> taken = taking.take(directory);
            told(
                    taken.isPresent()
                            ? Optional.empty()
                            : Optional.of(
                                    "another gateway runs with " + directory + "; sessions of this one end when it"
                                            + " ends. End the other one, or give this an access.directory of its own"));
            return taken;
        } catch (IOException e) {
            told(Optional.of(e.getMessage() + "; sessions end when the gateway ends"));
            return Optional.empty();
        }
    }

    private void told(Optional<String> now) {
        if (!now.equals(occupied)) {
            now.ifPresent(why -> log.warn("{}", why));
            occupied = now;
        }
    }

    private static <R> List<R> read(Kept<R> file) {
        try {
            return file.read();
        } catch (IOException e) {
            log.warn("what was kept is not used, and written anew: {}", e.getMessage());
            return List.of();
        }
    }

    /** Why something is not written at present, for whoever runs the gateway. */
    List<String> notices() {
        return Stream.of(occupied.map(why -> "Access control: " + why), whoIsSignedIn.notice(), fromWhere.notice())
                .flatMap(Optional::stream)
                .toList();
    }

    /** Writes what began and what is over; returns when it is on the disk, or cannot be written now. */
    synchronized void write() {
        files.ifPresent(open -> {
            whoIsSignedIn.tried(open.sessions()::write);
            fromWhere.tried(open.sources()::write);
        });
    }

    /** To be called every few seconds: writes what the rest of this has left, and takes the directory that another has let go. */
    synchronized void tick() {
        if (files.isEmpty()) {
            take(Occupancy::atOnce).ifPresent(this::takeOver);
        }
        write();
    }

    @Override
    public synchronized void close() throws IOException {
        if (files.isPresent()) {
            whoIsSignedIn.tried(files.get().sessions()::writeAll);
            fromWhere.tried(files.get().sources()::write);
            files.get().occupancy().close();
        }
    }
}
