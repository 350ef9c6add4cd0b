package dev.sightline.gateway.security.tls;

import dev.sightline.gateway.config.TlsConfig.Pem;
import dev.sightline.gateway.files.FileWay;
import dev.sightline.gateway.files.ProcessUser;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A certificate chain and a key in files, such as those of Let's Encrypt's client: links that each renewal turns elsewhere. */
final class PemFiles implements TlsSource {
    private static final int MOST_BYTES = 1 << 20;

    private final Pem files;
    private final KeyFile key;
    private final PublicFile certificate;
    private final boolean certificateChecked;

    private PemFiles(Pem files, ProcessUser user, boolean insecureAllowed, boolean certificateChecked) {
        this.files = files;
        this.key = new KeyFile("tls.key", user, insecureAllowed);
        this.certificate = certificate(files, user);
        this.certificateChecked = certificateChecked;
    }

    /** As the process itself may read them: the kernel says what that is, and the key's rules. */
    PemFiles(Pem files, ProcessUser user, boolean insecureAllowed) {
        this(files, user, insecureAllowed, false);
    }

    /** The certificate's file alone. */
    static PublicFile certificate(Pem files, ProcessUser user) {
        return new PublicFile("tls.certificate", files.certificate(), user, MOST_BYTES);
    }

    /** For another process: {@code user} and root alone decide what is read, of the certificate too. */
    static PemFiles forAnother(Pem files, ProcessUser user) {
        return new PemFiles(files, user, false, true);
    }

    @Override
    public Object state() {
        return List.of(state(files.certificate()), state(files.key()));
    }

    @Override
    public PemPair read() throws TlsException {
        KeyFile.Content content = key.read(files.key());
        byte[] chain = certificateChecked ? certificate.read() : certificate.readUnchecked();
        return new PemPair(chain, content.bytes(), false, content.warning());
    }

    /** Where the links lead, and which file lies there with which rights. */
    private static Object state(Path path) {
        try {
            return FileWay.to(path);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
