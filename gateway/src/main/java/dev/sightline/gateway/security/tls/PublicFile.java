package dev.sightline.gateway.security.tls;

import dev.sightline.gateway.security.tls.KeyRules.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
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
        try {
            List<Fault> faults = new KeyRules(user).faultsOfPublic(FileWay.to(path));
            if (!faults.isEmpty()) {
                throw new TlsException(Faults.message(setting, path, faults));
            }
            try (InputStream in = Files.newInputStream(path)) {
                byte[] bytes = in.readNBytes(mostBytes + 1);
                if (bytes.length > mostBytes) {
                    throw new TlsException(setting + ": " + path + " is too large: more than " + mostBytes + " bytes");
                }
                return bytes;
            }
        } catch (NoSuchFileException e) {
            throw new TlsException(setting + ": " + path + " cannot be read: " + e.getFile() + " does not exist", e);
        } catch (AccessDeniedException e) {
            throw new TlsException(
                    setting + ": " + path + " may not be read by " + user + "; its directories must be entered too", e);
        } catch (IOException e) {
            throw new TlsException(setting + ": " + path + " cannot be read: " + e, e);
        }
    }
}
