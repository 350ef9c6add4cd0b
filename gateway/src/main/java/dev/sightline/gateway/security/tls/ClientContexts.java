package dev.sightline.gateway.security.tls;

import dev.sightline.gateway.config.TlsConfig;
import dev.sightline.gateway.files.ProcessUser;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.SSLException;

/**
 * TLS of a client: the server must show a certificate that is trusted, and that names the host or address by which it is
 * called (RFC 9525, as Java checks it for HTTPS). Reads files: not for event loops.
 */
public final class ClientContexts {
    private static final int MOST_BYTES = 1 << 20;

    private ClientContexts() {}

    /** Trusts whom this host's Java trusts. */
    public static SslContext trustingJava(TlsConfig config) throws TlsException {
        return context("tls", SslContextBuilder.forClient(), config);
    }

    /**
     * Trusts the certificates of a file and no others: those of authorities, or a server's own. Those that are out of date
     * are left out, as Java does not ask that of what it is told to trust.
     *
     * @param setting what the operator calls the file
     * @throws TlsException when it cannot be read, others could change it, or it holds no certificate that is valid now; the message has the cure
     */
    public static SslContext trustingOnly(String setting, Path pem, TlsConfig config) throws TlsException {
        List<X509Certificate> all = certificates(setting, pem);
        Instant now = Instant.now();
        List<X509Certificate> valid = all.stream()
                .filter(certificate -> now.isBefore(certificate.getNotAfter().toInstant()))
                .toList();
        if (valid.isEmpty()) {
            throw new TlsException(setting + ": " + pem + " holds no certificate that is still valid; the last one, "
                    + all.get(all.size() - 1).getSubjectX500Principal() + ", expired on "
                    + all.get(all.size() - 1).getNotAfter().toInstant() + ". Put the renewed one there");
        }
        return context(
                setting, SslContextBuilder.forClient().trustManager(valid.toArray(X509Certificate[]::new)), config);
    }

    private static SslContext context(String setting, SslContextBuilder builder, TlsConfig config) throws TlsException {
        try {
            return builder.sslProvider(ServerContexts.provider(config))
                    .protocols(CipherSuites.PROTOCOLS)
                    .ciphers(CipherSuites.MODERN, SupportedCipherSuiteFilter.INSTANCE)
                    .endpointIdentificationAlgorithm("HTTPS")
                    .build();
        } catch (SSLException | IllegalArgumentException e) {
            throw new TlsException(setting + ": TLS cannot be set up: " + e.getMessage(), e);
        }
    }

    private static List<X509Certificate> certificates(String setting, Path pem) throws TlsException {
        try {
            Collection<? extends java.security.cert.Certificate> found = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(bytes(setting, pem)));
            List<X509Certificate> certificates =
                    found.stream().map(X509Certificate.class::cast).toList();
            if (certificates.isEmpty()) {
                throw new CertificateException("it holds none");
            }
            return certificates;
        } catch (CertificateException e) {
            throw new TlsException(
                    setting + ": " + pem + " is no file of certificates in PEM form (" + e.getMessage()
                            + "); expected that of the authority, or the server's own where it is self-signed",
                    e);
        }
    }

    private static byte[] bytes(String setting, Path pem) throws TlsException {
        try {
            return new PublicFile(setting, pem, ProcessUser.current(), MOST_BYTES).read();
        } catch (IOException e) {
            throw new TlsException("as whom this process runs cannot be seen: " + e, e);
        }
    }
}
