package dev.sightline.probe.agent;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Whom to trust. */
public final class Trust {
    private static final long MAX_BYTES = 1 << 20;

    private Trust() {}

    /**
     * Trusts the certificates of a file and no other: a certificate authority's, or a server's own self-signed one.
     *
     * @param pem certificates, X.509
     * @throws IOException when it cannot be read, or holds none
     */
    public static SSLContext only(Path pem) throws IOException {
        try {
            if (Files.size(pem) > MAX_BYTES) {
                throw new IOException("it is larger than " + MAX_BYTES + " bytes");
            }
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            try (InputStream in = Files.newInputStream(pem)) {
                Collection<? extends Certificate> certificates =
                        CertificateFactory.getInstance("X.509").generateCertificates(in);
                for (Certificate certificate : certificates) {
                    trusted.setCertificateEntry("certificate-" + trusted.size(), certificate);
                }
            }
            if (trusted.size() == 0) {
                throw new IOException("it holds no certificate");
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, factory.getTrustManagers(), null);
            return context;
        } catch (NoSuchFileException e) {
            throw new IOException("certificate " + pem + ": no such file; expected one of certificates in PEM", e);
        } catch (AccessDeniedException e) {
            throw new IOException("certificate " + pem + " may not be read by this user; see ls -l " + pem, e);
        } catch (IOException | GeneralSecurityException e) {
            throw new IOException(
                    "certificate " + pem + ": " + e.getMessage() + "; expected a file of certificates in PEM", e);
        }
    }
}
