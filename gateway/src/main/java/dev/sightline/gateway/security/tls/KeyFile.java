package dev.sightline.gateway.security.tls;

import dev.sightline.gateway.files.Fault;
import dev.sightline.gateway.files.Faults;
import dev.sightline.gateway.files.FileFacts;
import dev.sightline.gateway.files.FileWay;
import dev.sightline.gateway.files.ProcessUser;
import dev.sightline.gateway.files.SteadyFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Private keys in files: read only when nobody else may read them or put others in their place, written so that nobody else
 * can. Not for event loops.
 */
final class KeyFile {
    private static final int MOST_BYTES = 1 << 18;

    private final String setting;
    private final ProcessUser user;
    private final boolean insecureAllowed;

    /**
     * @param setting what the operator calls it, such as {@code tls.key}
     * @param user who reads it, besides root
     * @param insecureAllowed whether a key that is not safe where it lies is read all the same
     */
    KeyFile(String setting, ProcessUser user, boolean insecureAllowed) {
        this.setting = setting;
        this.user = user;
        this.insecureAllowed = insecureAllowed;
    }

    /** @param warning what would have refused it, were that not allowed */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Content(byte[] bytes, Optional<String> warning) {}

    /** @throws TlsException when it cannot be read, or others may, or it could be another's; the message has the cure */
    Content read(Path path) throws TlsException {
        try {
            SteadyFile.Content<Optional<String>> read = SteadyFile.read(path, MOST_BYTES, way -> checked(path, way));
            if (read.bytes().length > MOST_BYTES) {
                throw new TlsException(
                        setting + ": " + path + " is larger than any key: more than " + MOST_BYTES + " bytes");
            }
            return new Content(read.bytes(), read.found());
        } catch (NoSuchFileException e) {
            throw new TlsException(setting + ": " + path + " cannot be read: " + e.getFile() + " does not exist", e);
        } catch (AccessDeniedException e) {
            throw unreadable(path, e);
        } catch (IOException e) {
            throw new TlsException(setting + ": " + path + " cannot be read: " + e, e);
        }
    }

    /** Writes a file that its owner alone may read, from its first byte on. */
    static void write(Path file, String text) throws IOException {
        try (var channel = Files.newByteChannel(
                file,
                EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (FileAlreadyExistsException e) {
            throw new IOException(file + " exists already; it is not overwritten", e);
        }
    }

    private Optional<String> checked(Path path, FileWay way) throws TlsException {
        List<Fault> faults = new ArrayList<>(new KeyRules(user).faults(way));
        if (way.closed().isPresent()) {
            faults.add(new KeyRules(user).unreadable(way));
            throw new TlsException(Faults.message(setting, path, faults));
        }
        FileFacts file = way.file().orElseThrow();
        if (!file.isRegular()) {
            throw new TlsException(setting + ": " + file.path() + " is no file; expected a private key in PEM form");
        }
        if (faults.isEmpty()) {
            return Optional.empty();
        }
        if (!insecureAllowed) {
            throw new TlsException(Faults.message(setting, path, faults));
        }
        return Optional.of(faults.stream()
                .map(fault -> setting + ": " + fault.where().path() + " " + fault.what() + ": " + fault.why())
                .collect(Collectors.joining("; ")));
    }

    private TlsException unreadable(Path path, IOException cause) {
        try {
            List<Fault> faults = List.of(new KeyRules(user).unreadable(FileWay.to(path)));
            return new TlsException(Faults.message(setting, path, faults), cause);
        } catch (IOException gone) {
            return new TlsException(setting + ": " + path + " cannot be read: " + cause, cause);
        }
    }
}
