package dev.sightline.probe.agent;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/** A token in a file: read only when nobody but its owner and its group may read it, and nobody but its owner change it. */
public final class TokenFile {
    private static final long MAX_BYTES = 4_096;

    private TokenFile() {}

    /**
     * Reads the token, without the white space around it.
     *
     * @throws IOException when it cannot be read or is no token, or others may read or change it
     */
    public static String read(Path file) throws IOException {
        Set<PosixFilePermission> allowed;
        try {
            allowed = Files.getPosixFilePermissions(file);
        } catch (NoSuchFileException e) {
            throw new IOException(file + ": no such file; expected the gateway's token in it", e);
        } catch (AccessDeniedException e) {
            throw new IOException(file + " may not be read by this user; see ls -l " + file, e);
        }
        if (allowed.contains(PosixFilePermission.OTHERS_READ)
                || allowed.contains(PosixFilePermission.OTHERS_WRITE)
                || allowed.contains(PosixFilePermission.GROUP_WRITE)) {
            throw new IOException("the token in " + file
                    + " can be read by everyone, or changed by others than its owner; mend it with: chmod 640 " + file);
        }
        if (Files.size(file) > MAX_BYTES) {
            throw new IOException("the file " + file + " is larger than " + MAX_BYTES + " bytes; expected a token");
        }
        try {
            String token = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
            if (!GatewayPlace.isToken(token)) {
                throw new IOException("the file " + file + (token.isEmpty() ? " is empty" : " holds something else")
                        + "; expected a token: " + GatewayPlace.TOKEN);
            }
            return token;
        } catch (AccessDeniedException e) {
            throw new IOException(file + " may not be read by this user; see ls -l " + file, e);
        }
    }
}
