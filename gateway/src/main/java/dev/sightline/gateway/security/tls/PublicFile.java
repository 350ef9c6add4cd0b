package dev.sightline.gateway.security.tls;

import dev.sightline.gateway.files.Fault;
import dev.sightline.gateway.files.Faults;
import dev.sightline.gateway.files.FileWay;
import dev.sightline.gateway.files.ProcessUser;
import dev.sightline.gateway.files.SteadyFile;
import dev.sightline.gateway.files.WayRules;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * A file that anyone may read, and nobody but root and the gateway's user may change, such as the certificate of whom cameras'
 * certificates are believed from. Not for event loops.
 *
 * @param setting what the operator calls it
 * @param user who reads it, besides root
 * @param mostBytes what is larger is refused
 */
record PublicFile(String setting, Path path, ProcessUser user, int mostBytes) {
    private static final String WHY = "whoever changes it decides whom this gateway believes";

    /** Where the links lead, and which file lies there with which rights: equal for as long as there is nothing new. */
    Object state() {
        try {
            return FileWay.to(path);
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** @throws TlsException when it cannot be read, or others could change it; the message has the cure */
    byte[] read() throws TlsException {
        return read(way -> {
            List<Fault> faults = WayRules.of(user).onTheWayAndChanged(way, WHY);
            if (!faults.isEmpty()) {
                throw new TlsException(Faults.message(setting, path, faults));
            }
            return true;
        });
    }

    /** The same, whoever may change it. */
    byte[] readUnchecked() throws TlsException {
        return read(way -> true);
    }

    private byte[] read(SteadyFile.Check<Boolean, TlsException> check) throws TlsException {
        try {
            byte[] bytes = SteadyFile.read(path, mostBytes, check).bytes();
            if (bytes.length > mostBytes) {
                throw new TlsException(setting + ": " + path + " is too large: more than " + mostBytes + " bytes");
            }
            return bytes;
        } catch (NoSuchFileException e) {
            throw new TlsException(setting + ": " + path + " cannot be read: " + e.getFile() + " does not exist", e);
        } catch (AccessDeniedException e) {
            throw new TlsException(
                    setting + ": " + path + " may not be read by " + user + "; its directories must be entered too", e);
        } catch (IOException e) {
            throw new TlsException(setting + ": " + path + " cannot be read: " + e.getMessage(), e);
        }
    }
}
