package dev.sightline.gateway.security.tls;

import dev.sightline.gateway.files.ProcessUser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** A secret that lies in a file by itself, held to the rules of a private key. Not for event loops. */
public final class SecretFile {
    private static final Pattern SECRET = Pattern.compile("[A-Za-z0-9._~-]{32,200}");

    private SecretFile() {}

    /**
     * The one line of the file: 32 to 200 letters of English, digits, and {@code - . _ ~}, which a URI holds as they are.
     *
     * @param setting what the operator calls it
     * @throws TlsException when it cannot be read, is another line, or others may read or replace it; the message has the
     *     cure, and never what the file holds
     */
    public static String read(String setting, Path path) throws TlsException {
        try {
            byte[] bytes = new KeyFile(setting, ProcessUser.current(), false)
                    .read(path)
                    .bytes();
            String line = new String(bytes, StandardCharsets.ISO_8859_1).strip();
            if (!SECRET.matcher(line).matches()) {
                throw new TlsException(
                        setting + ": " + path + " holds no token; expected one line of 32 to 200 letters,"
                                + " digits, and - . _ ~, as of: openssl rand -hex 32");
            }
            return line;
        } catch (IOException e) {
            throw new TlsException("as whom this process runs cannot be seen: " + e, e);
        }
    }
}
