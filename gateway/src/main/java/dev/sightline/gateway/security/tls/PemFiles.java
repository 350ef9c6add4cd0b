package dev.sightline.gateway.security.tls;

import dev.sightline.gateway.config.TlsConfig.Pem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** A certificate chain and a key in files, such as those of Let's Encrypt's client: links that each renewal turns elsewhere. */
final class PemFiles implements TlsSource {
    private static final int MOST_BYTES = 1 << 20;

    private final Pem files;
    private final KeyFile key;

    PemFiles(Pem files, ProcessUser user, boolean insecureAllowed) {
        this.files = files;
        this.key = new KeyFile("tls.key", user, insecureAllowed);
    }

    @Override
    public Object state() {
        return List.of(state(files.certificate()), state(files.key()));
    }

    @Override
    public PemPair read() throws TlsException {
        KeyFile.Content content = key.read(files.key());
        return new PemPair(certificate(files.certificate()), content.bytes(), false, content.warning());
    }

    /** Where the links lead, and which file lies there with which rights. */
    private static Object state(Path path) {
        try {
            return FileWay.to(path);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static byte[] certificate(Path path) throws TlsException {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new TlsException(
                        "tls.certificate: " + path + " is larger than any chain: more than " + MOST_BYTES + " bytes");
            }
            return bytes;
        } catch (NoSuchFileException e) {
            throw new TlsException("tls.certificate: " + path + " does not exist", e);
        } catch (AccessDeniedException e) {
            throw new TlsException(
                    "tls.certificate: " + path
                            + " may not be read by this process; its directories must be entered too",
                    e);
        } catch (IOException e) {
            throw new TlsException("tls.certificate: " + path + " cannot be read: " + e, e);
        }
    }
}
