package dev.sightline.gateway.security.tls;

import dev.sightline.gateway.config.TlsConfig.Pem;
import dev.sightline.gateway.files.ProcessUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Plays a renewal as Let's Encrypt's client does one: links in a directory of its own are turned to the same files. */
final class RenewalCheckup {
    private static final String POINT = "renewal";

    private final Pem pem;
    private final ProcessUser user;

    RenewalCheckup(Pem pem, ProcessUser user) {
        this.pem = pem;
        this.user = user;
    }

    Checkup examine() {
        try {
            Path directory = Files.createTempDirectory("sightline-doctor");
            Path certificate = directory.resolve("certificate.pem");
            Path key = directory.resolve("key.pem");
            try {
                turn(certificate, pem.certificate().toAbsolutePath());
                turn(key, pem.key().toAbsolutePath());
                PemFiles files = new PemFiles(new Pem(certificate, key), user, true);
                Object before = files.state();
                Path other = directory.resolve("other.pem");
                turn(other, pem.key().toAbsolutePath());
                turn(key, other);
                if (files.state().equals(before)) {
                    return Checkup.fail(POINT, "a link that turns is not seen here");
                }
                ServerIdentity.of(files.read());
                Files.delete(other);
                return Checkup.pass(POINT, "a link that turns is seen, and the pair is read anew");
            } finally {
                Files.deleteIfExists(certificate);
                Files.deleteIfExists(key);
                Files.deleteIfExists(directory.resolve("other.pem"));
                Files.deleteIfExists(directory);
            }
        } catch (IOException e) {
            return Checkup.note(POINT, "could not be played: " + e);
        } catch (TlsException e) {
            return Checkup.fail(
                    POINT,
                    "the pair could not be read anew: "
                            + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        }
    }

    private static void turn(Path link, Path target) throws IOException {
        Path fresh = link.resolveSibling("fresh");
        Files.createSymbolicLink(fresh, target);
        Files.move(fresh, link, StandardCopyOption.ATOMIC_MOVE);
    }
}
