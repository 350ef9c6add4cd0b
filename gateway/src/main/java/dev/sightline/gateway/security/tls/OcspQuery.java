package dev.sightline.gateway.security.tls;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URL;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.CertException;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPReqBuilder;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.SingleResp;
import org.bouncycastle.operator.ContentVerifierProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/** Asks the responder that a certificate names whether it still holds (RFC 6960). It waits: not for event loops. */
final class OcspQuery {
    private static final int MOST_BYTES = 1 << 16;
    private static final int WAIT_MILLIS = 5_000;
    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(5);
    /** For a response that does not say until when it is good. */
    private static final Duration UNSAID = Duration.ofHours(12);

    private final URL responder;
    private final X509Certificate certificate;
    private final X509Certificate issuer;

    private OcspQuery(URL responder, X509Certificate certificate, X509Certificate issuer) {
        this.responder = responder;
        this.certificate = certificate;
        this.issuer = issuer;
    }

    /** Empty when the certificate names no responder, or the chain does not hold the issuer. */
    static Optional<OcspQuery> of(ServerIdentity identity) {
        return of(identity.chain());
    }

    /** The same, of a chain. */
    static Optional<OcspQuery> of(List<X509Certificate> chain) {
        return chain.size() < 2
                ? Optional.empty()
                : responder(chain.get(0)).map(url -> new OcspQuery(url, chain.get(0), chain.get(1)));
    }

    /** @throws IOException when it does not answer, or not with what may be shown */
    OcspStatus ask() throws IOException {
        try {
            CertificateID id = new CertificateID(
                    new JcaDigestCalculatorProviderBuilder().build().get(CertificateID.HASH_SHA1),
                    new JcaX509CertificateHolder(issuer),
                    certificate.getSerialNumber());
            byte[] answer = exchange(new OCSPReqBuilder().addRequest(id).build().getEncoded());
            return checked(answer, id);
        } catch (OCSPException | OperatorCreationException | CertException | CertificateEncodingException e) {
            throw new IOException("its response cannot be read: " + e.getMessage(), e);
        }
    }

    private OcspStatus checked(byte[] answer, CertificateID id)
            throws IOException, OCSPException, OperatorCreationException, CertException {
        OCSPResp response = new OCSPResp(answer);
        if (response.getStatus() != OCSPResp.SUCCESSFUL
                || !(response.getResponseObject() instanceof BasicOCSPResp basic)) {
            throw new IOException("it answers with status " + response.getStatus() + ", expected 0 (successful)");
        }
        if (!isSigned(basic)) {
            throw new IOException("its response is not signed by the certificate's issuer, nor for it");
        }
        Instant now = Instant.now();
        for (SingleResp single : basic.getResponses()) {
            if (!single.getCertID().equals(id)) {
                continue;
            }
            if (single.getCertStatus() != CertificateStatus.GOOD) {
                throw new IOException("the certificate does not hold any more: it was revoked, or is unknown there");
            }
            Instant until = Optional.ofNullable(single.getNextUpdate())
                    .map(Date::toInstant)
                    .orElseGet(() -> now.plus(UNSAID));
            if (single.getThisUpdate().toInstant().isAfter(now.plus(CLOCKS_DIFFER)) || until.isBefore(now)) {
                throw new IOException("its response is for another time: until " + until);
            }
            return new OcspStatus(answer, until);
        }
        throw new IOException("its response is for another certificate");
    }

    /** By the issuer itself, or by whom the issuer made a responder (RFC 6960, section 4.2.2.2). */
    private boolean isSigned(BasicOCSPResp basic) throws OCSPException, OperatorCreationException, CertException {
        JcaContentVerifierProviderBuilder verifiers = new JcaContentVerifierProviderBuilder();
        ContentVerifierProvider byIssuer = verifiers.build(issuer.getPublicKey());
        for (X509CertificateHolder delegate : basic.getCerts()) {
            if (isResponder(delegate)
                    && delegate.isValidOn(Date.from(Instant.now()))
                    && delegate.isSignatureValid(byIssuer)
                    && verifies(basic, delegate)) {
                return true;
            }
        }
        try {
            return basic.isSignatureValid(byIssuer);
        } catch (OCSPException anotherKind) {
            return false;
        }
    }

    private static boolean verifies(BasicOCSPResp basic, X509CertificateHolder delegate)
            throws OperatorCreationException {
        try {
            return basic.isSignatureValid(new JcaContentVerifierProviderBuilder().build(delegate));
        } catch (OCSPException | java.security.cert.CertificateException anotherKind) {
            return false;
        }
    }

    private static boolean isResponder(X509CertificateHolder certificate) {
        ExtendedKeyUsage usage = ExtendedKeyUsage.fromExtensions(certificate.getExtensions());
        return usage != null && usage.hasKeyPurposeId(KeyPurposeId.id_kp_OCSPSigning);
    }

    private byte[] exchange(byte[] request) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) responder.openConnection();
        try {
            connection.setConnectTimeout(WAIT_MILLIS);
            connection.setReadTimeout(WAIT_MILLIS);
            connection.setInstanceFollowRedirects(false);
            connection.setDoOutput(true);
            connection.setRequestProperty("Content-Type", "application/ocsp-request");
            connection.setRequestProperty("Accept", "application/ocsp-response");
            try (OutputStream out = connection.getOutputStream()) {
                out.write(request);
            }
            try (InputStream in = connection.getInputStream()) {
                byte[] answer = in.readNBytes(MOST_BYTES + 1);
                if (answer.length > MOST_BYTES) {
                    throw new IOException("its response is larger than " + MOST_BYTES + " bytes");
                }
                return answer;
            }
        } finally {
            connection.disconnect();
        }
    }

    private static Optional<URL> responder(X509Certificate certificate) {
        byte[] extension = certificate.getExtensionValue(Extension.authorityInfoAccess.getId());
        if (extension == null) {
            return Optional.empty();
        }
        try {
            AuthorityInformationAccess access = AuthorityInformationAccess.getInstance(
                    ASN1OctetString.getInstance(extension).getOctets());
            for (AccessDescription description : access.getAccessDescriptions()) {
                GeneralName name = description.getAccessLocation();
                if (description.getAccessMethod().equals(AccessDescription.id_ad_ocsp)
                        && name.getTagNo() == GeneralName.uniformResourceIdentifier) {
                    URI uri = URI.create(name.getName().toString());
                    if ("http".equalsIgnoreCase(uri.getScheme())) {
                        return Optional.of(uri.toURL());
                    }
                }
            }
            return Optional.empty();
        } catch (IOException | IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return responder.toString();
    }
}
