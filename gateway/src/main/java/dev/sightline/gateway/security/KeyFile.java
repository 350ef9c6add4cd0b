package dev.sightline.gateway.security;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/** Private keys in files: read only when nobody else may, written so that nobody else can. */
final class KeyFile {
    private static final Set<PosixFilePermission> TOO_MUCH = EnumSet.of(
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE,
            PosixFilePermission.OTHERS_EXECUTE,
            PosixFilePermission.GROUP_WRITE);

    private KeyFile() {}

    /**
     * @param key what the operator calls it, such as {@code tls.key}
     * @throws TlsException when it cannot be read, or others may
     */
    static byte[] read(String key, Path file) throws TlsException {
        try {
            Path real = file.toRealPath();
            refuseOpen(key, real);
            return Files.readAllBytes(real);
        } catch (IOException e) {
            throw new TlsException(
                    key + ": " + file + " cannot be read: " + e.getClass().getSimpleName()
                            + ". The gateway's user must be able to read it",
                    e);
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

    private static void refuseOpen(String key, Path real) throws IOException, TlsException {
        PosixFileAttributes attributes = Files.readAttributes(real, PosixFileAttributes.class);
        Set<PosixFilePermission> found = EnumSet.noneOf(PosixFilePermission.class);
        found.addAll(attributes.permissions());
        found.retainAll(TOO_MUCH);
        if (!found.isEmpty()) {
            throw new TlsException(key + ": " + real + " can be read or changed by others (mode "
                    + PosixFilePermissions.toString(attributes.permissions()) + ", "
                    + attributes.owner().getName() + ":" + attributes.group().getName() + ")."
                    + System.lineSeparator() + "  Any user of this host could impersonate the gateway. Mend it with:"
                    + System.lineSeparator() + "    chmod 600 " + real);
        }
    }
}
