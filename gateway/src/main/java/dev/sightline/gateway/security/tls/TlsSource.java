package dev.sightline.gateway.security.tls;

import dev.sightline.gateway.config.TlsConfig;
import java.io.IOException;

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

    /** The files of the configuration, read by root for another user, who would be trusted with them too. */
    static TlsSource onBehalfOf(ProcessUser user, TlsConfig config) throws TlsException {
        return new PemFiles(
                config.pem()
                        .orElseThrow(() -> new TlsException("tls: there is no key to hand over; set tls.certificate"
                                + " and tls.key, or start the gateway as " + user.name())),
                user,
                config.allowInsecureKeyPermissions());
    }
}
