package dev.sightline.gateway.security.tls;

import io.netty.handler.ssl.OpenSslCertificateException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Whose certificates are believed: Java's own path validation (RFC 5280, section 6), with revocation lists where there are
 * some. Nothing is fetched. What is refused is told by its reason.
 */
final class ClientTrust extends X509ExtendedTrustManager {
    private static final Duration WARNING = Duration.ofDays(1);
    private static final int CAUSES = 10;
    /** OpenSSL's X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY and X509_V_ERR_CERT_REJECTED. */
    private static final int UNKNOWN_ISSUER = 20;

    private static final int REJECTED = 28;

    private final AuthorityFiles.Content content;
    private final X509ExtendedTrustManager rules;
    private final Consumer<String> refused;

    private ClientTrust(AuthorityFiles.Content content, X509ExtendedTrustManager rules, Consumer<String> refused) {
        this.content = content;
        this.rules = rules;
        this.refused = refused;
    }

    /**
     * @param refused is told why each certificate was not believed: one of a few constant texts
     * @throws TlsException when Java cannot use it
     */
    static ClientTrust of(AuthorityFiles.Content content, Consumer<String> refused) throws TlsException {
        try {
            PKIXBuilderParameters parameters = new PKIXBuilderParameters(
                    content.authorities().stream()
                            .map(authority -> new TrustAnchor(authority, null))
                            .collect(Collectors.toSet()),
                    new X509CertSelector());
            // By this, and not by a checker of one's own, lists are looked for nowhere but in the store.
            parameters.setRevocationEnabled(content.revocationListed());
            parameters.addCertStore(
                    CertStore.getInstance("Collection", new CollectionCertStoreParameters(content.lists())));
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(new CertPathTrustManagerParameters(parameters));
            return Arrays.stream(factory.getTrustManagers())
                    .filter(X509ExtendedTrustManager.class::isInstance)
                    .map(manager -> new ClientTrust(content, (X509ExtendedTrustManager) manager, refused))
                    .findFirst()
                    .orElseThrow(() -> new TlsException("cameras.clientCertificates: Java has no PKIX trust manager"));
        } catch (GeneralSecurityException e) {
            throw new TlsException("cameras.clientCertificates: " + e.getMessage(), e);
        }
    }

    /** When the first of the revocation lists is over; from then on nobody's certificate is believed. */
    Optional<Instant> listsEnd() {
        return content.listsEnd();
    }

    /** What whoever runs the gateway has to see when the lists are over, or will be before long. */
    static Optional<String> notice(Instant end, Instant now) {
        if (now.isAfter(end)) {
            return Optional.of("Cameras' certificates: the revocation list was over at " + end
                    + "; none is believed until there is a newer one in cameras.clientCertificates.crl.");
        }
        return now.plus(WARNING).isAfter(end)
                ? Optional.of("Cameras' certificates: the revocation list is over at " + end
                        + ", and none is believed from then on.")
                : Optional.empty();
    }

    /** For people. */
    @Override
    public String toString() {
        return content.authorities().stream()
                        .map(authority -> authority.getSubjectX500Principal().getName())
                        .collect(Collectors.joining("; "))
                + (content.revocationListed()
                        ? ", with revocation lists until "
                                + listsEnd().map(Instant::toString).orElse("further notice")
                        : ", without a revocation list");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return rules.getAcceptedIssuers();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String kind) throws CertificateException {
        told(() -> rules.checkClientTrusted(chain, kind));
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String kind, Socket socket) throws CertificateException {
        told(() -> rules.checkClientTrusted(chain, kind, socket));
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String kind, SSLEngine engine) throws CertificateException {
        told(() -> rules.checkClientTrusted(chain, kind, engine));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String kind) throws CertificateException {
        throw notAServers();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String kind, Socket socket) throws CertificateException {
        throw notAServers();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String kind, SSLEngine engine) throws CertificateException {
        throw notAServers();
    }

    private interface Check {
        void run() throws CertificateException;
    }

    private void told(Check check) throws CertificateException {
        try {
            check.run();
        } catch (CertificateException e) {
            refused.accept(reason(e));
            throw withAlert(e);
        }
    }

    /** BoringSSL would else tell the camera of an internal error where Java has no reason of its own. */
    private static CertificateException withAlert(CertificateException e) {
        if (isCausedBy(e, CertPathBuilderException.class)) {
            return new OpenSslCertificateException(e.getMessage(), e, UNKNOWN_ISSUER);
        }
        return isCausedBy(e, CertPathValidatorException.class)
                ? e
                : new OpenSslCertificateException(e.getMessage(), e, REJECTED);
    }

    private static boolean isCausedBy(Throwable failure, Class<? extends Throwable> kind) {
        Throwable cause = failure;
        for (int i = 0; i < CAUSES && cause != null; i++, cause = cause.getCause()) {
            if (kind.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }

    /** A constant text for each kind of failure. */
    private static String reason(Throwable failure) {
        Throwable cause = failure;
        for (int i = 0; i < CAUSES && cause != null; i++, cause = cause.getCause()) {
            if (cause instanceof CertificateExpiredException) {
                return "certificate expired";
            }
            if (cause instanceof CertificateNotYetValidException) {
                return "certificate not yet valid";
            }
            if (cause instanceof CertPathValidatorException path) {
                if (path.getReason() == BasicReason.REVOKED) {
                    return "certificate revoked";
                }
                if (path.getReason() == BasicReason.UNDETERMINED_REVOCATION_STATUS) {
                    return "certificate without a valid revocation list";
                }
            }
        }
        return "certificate not trusted";
    }

    private static CertificateException notAServers() {
        return new CertificateException("only cameras' certificates are looked at here");
    }
}
