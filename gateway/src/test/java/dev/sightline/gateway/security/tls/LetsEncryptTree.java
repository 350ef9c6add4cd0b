package dev.sightline.gateway.security.tls;

import dev.sightline.gateway.security.tls.TestAuthority.Issued;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/** The tree that Let's Encrypt's client keeps: {@code live/HOST} holds links into {@code archive/HOST}, and a renewal turns them. */
public final class LetsEncryptTree {
    private final Path directory;
    private final String host;
    private int generation;

    /** Makes it with the modes that the client gives it: only root enters. */
    public LetsEncryptTree(Path directory, String host, Issued first) throws IOException {
        this.directory = directory;
        this.host = host;
        for (Path made : new Path[] {directory, live().getParent(), archive().getParent(), live(), archive()}) {
            Files.createDirectories(made);
        }
        for (Path closed : new Path[] {live().getParent(), archive().getParent()}) {
            mode(closed, "rwx------");
        }
        for (Path open : new Path[] {directory, live(), archive()}) {
            mode(open, "rwxr-xr-x");
        }
        renew(first);
    }

    /** Writes the next generation, then turns one link after the other, as the client does. */
    public void renew(Issued issued) throws IOException {
        generation++;
        for (Map.Entry<String, String> file :
                Map.of("fullchain", issued.chain(), "privkey", issued.key()).entrySet()) {
            Path written = archived(file.getKey());
            if (file.getKey().equals("privkey")) {
                KeyFile.write(written, file.getValue());
            } else {
                Files.writeString(written, file.getValue());
            }
            Path link = live().resolve(file.getKey() + ".pem");
            Path fresh = live().resolve(file.getKey() + ".new");
            Files.createSymbolicLink(
                    fresh, Path.of("../../archive", host, written.getFileName().toString()));
            Files.move(fresh, link, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    public Path certificate() {
        return live().resolve("fullchain.pem");
    }

    public Path key() {
        return live().resolve("privkey.pem");
    }

    public Path live() {
        return directory.resolve("live").resolve(host);
    }

    public Path archive() {
        return directory.resolve("archive").resolve(host);
    }

    /** The file of the present generation behind a link. */
    public Path archived(String name) {
        return archive().resolve(name + generation + ".pem");
    }

    static void mode(Path path, String permissions) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }
}
