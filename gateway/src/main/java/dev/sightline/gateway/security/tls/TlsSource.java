package dev.sightline.gateway.security.tls;

import dev.sightline.gateway.config.TlsConfig;
import dev.sightline.gateway.files.ProcessUser;
import java.io.IOException;
import java.util.Optional;

/** Where certificate and key come from. Its methods may read files: not for event loops. */
public interface TlsSource {
    /** Something that equals what was answered before for as long as there is nothing new to be read. */
    Object state();

    /** @throws TlsException when the pair cannot be had, or the key is not safe where it lies */
    PemPair read() throws TlsException;

    /** What the configuration says: files, or a pair that is made here. */
    static TlsSource of(TlsConfig config) throws TlsException {
        try {
            ProcessUser user = ProcessUser.current();
            return config.pem().isPresent()
                    ? new PemFiles(config.pem().get(), user, config.allowInsecureKeyPermissions())
                    : SelfSigned.source(config, user);
        } catch (IOException e) {
            throw new TlsException("as whom this process runs cannot be seen: " + e, e);
        }
    }

    /**
     * The files of the configuration, read by root for another user; empty where there are none. What root reads for others is
     * root's: neither the other user nor anyone else may change the files, nor the way to them, whatever the configuration
     * allows.
     */
    static Optional<TlsSource> onBehalfOfAnother(TlsConfig config) {
        return config.pem().map(files -> PemFiles.forAnother(files, ProcessUser.ROOT));
    }
}
