package dev.sightline.gateway.camera;

import io.netty.channel.Channel;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Optional;

/** The certificates that connections show. */
@FunctionalInterface
public interface PeerCertificates {
    /**
     * That of the connection's other end; empty when it showed none. On the connection's loop.
     *
     * @throws CertificateException when it is not believed any more
     */
    Optional<X509Certificate> of(Channel connection) throws CertificateException;
}
