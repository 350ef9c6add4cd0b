package dev.sightline.gateway.security.tls;

import dev.sightline.gateway.config.CamerasConfig.ClientCertificates;
import dev.sightline.gateway.files.ProcessUser;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.CRL;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/** Whose certificates of cameras are believed, and which of them were revoked, as files say it. Not for event loops. */
final class AuthorityFiles implements Renewable.Source<ClientTrust> {
    private static final String AUTHORITY = "cameras.clientCertificates.authority";
    private static final String LISTS = "cameras.clientCertificates.crl";
    private static final int MOST_BYTES_OF_AUTHORITIES = 1 << 18;
    private static final int MOST_BYTES_OF_LISTS = 1 << 23;
    private static final int MOST_AUTHORITIES = 64;

    private final PublicFile authority;
    private final Optional<PublicFile> crl;

    private final Consumer<String> refused;

    private AuthorityFiles(ClientCertificates config, ProcessUser user, Consumer<String> refused) {
        this.refused = refused;
        this.authority = new PublicFile(AUTHORITY, config.authority(), user, MOST_BYTES_OF_AUTHORITIES);
        this.crl = config.crl().map(path -> new PublicFile(LISTS, path, user, MOST_BYTES_OF_LISTS));
    }

    /** @param refused as for {@link ClientTrust} */
    static Renewable<ClientTrust> watched(ClientCertificates config, Consumer<String> refused) throws TlsException {
        try {
            return new Renewable<>(new AuthorityFiles(config, ProcessUser.current(), refused));
        } catch (IOException e) {
            throw new TlsException("as whom this process runs cannot be seen: " + e, e);
        }
    }

    /**
     * What was read.
     *
     * @param revocationListed whether there are lists, one of each authority
     */
    record Content(List<X509Certificate> authorities, List<X509CRL> lists, boolean revocationListed) {
        Content {
            authorities = List.copyOf(authorities);
            lists = List.copyOf(lists);
        }

        /** When the first of the lists is over. */
        Optional<Instant> listsEnd() {
            return lists.stream()
                    .map(X509CRL::getNextUpdate)
                    .filter(Objects::nonNull)
                    .map(Date::toInstant)
                    .min(Instant::compareTo);
        }
    }

    @Override
    public Object state() {
        return List.of(authority.state(), crl.map(PublicFile::state).orElse(""));
    }

    @Override
    public ClientTrust read() throws TlsException {
        return ClientTrust.of(content(), refused);
    }

    private Content content() throws TlsException {
        List<X509Certificate> authorities = authorities(authority.read());
        if (crl.isEmpty()) {
            return new Content(authorities, List.of(), false);
        }
        List<X509CRL> lists = lists(crl.get().read());
        for (X509Certificate each : authorities) {
            refuseUnlisted(each, lists);
        }
        return new Content(authorities, lists, true);
    }

    private List<X509Certificate> authorities(byte[] bytes) throws TlsException {
        List<X509Certificate> found = new ArrayList<>();
        try {
            Collection<? extends Certificate> all =
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(bytes));
            all.forEach(each -> found.add((X509Certificate) each));
        } catch (CertificateException e) {
            throw new TlsException(
                    AUTHORITY + ": " + authority.path() + " holds what is no certificate: " + e.getMessage(), e);
        }
        if (found.isEmpty() || found.size() > MOST_AUTHORITIES) {
            throw new TlsException(AUTHORITY + ": " + authority.path() + " holds " + found.size()
                    + " certificates; expected 1 to " + MOST_AUTHORITIES + " in PEM form, of those who issue the"
                    + " cameras'");
        }
        for (X509Certificate each : found) {
            if (each.getBasicConstraints() < 0) {
                throw new TlsException(AUTHORITY + ": " + authority.path() + " holds " + each.getSubjectX500Principal()
                        + ", which may issue no certificates (basicConstraints is not CA:TRUE). Give its"
                        + " issuer's; a camera is held to one certificate by its certificateSha256");
            }
        }
        return found;
    }

    private List<X509CRL> lists(byte[] bytes) throws TlsException {
        List<X509CRL> found = new ArrayList<>();
        try {
            Collection<? extends CRL> all =
                    CertificateFactory.getInstance("X.509").generateCRLs(new ByteArrayInputStream(bytes));
            all.forEach(each -> found.add((X509CRL) each));
        } catch (GeneralSecurityException e) {
            throw new TlsException(
                    LISTS + ": " + crl.orElseThrow().path() + " holds what is no revocation list: " + e.getMessage(),
                    e);
        }
        return found;
    }

    /** Without a list of its own all that an authority issued would be refused. */
    private void refuseUnlisted(X509Certificate issuer, List<X509CRL> lists) throws TlsException {
        boolean listed = lists.stream()
                .filter(list -> list.getIssuerX500Principal().equals(issuer.getSubjectX500Principal()))
                .anyMatch(list -> isOf(issuer, list));
        if (!listed) {
            throw new TlsException(LISTS + ": " + crl.orElseThrow().path() + " holds no revocation list that "
                    + issuer.getSubjectX500Principal() + " signed; expected one of each authority in "
                    + authority.path() + ", in PEM form one after the other");
        }
    }

    private static boolean isOf(X509Certificate issuer, X509CRL list) {
        try {
            list.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException another) {
            return false;
        }
    }
}
