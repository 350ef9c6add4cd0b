package dev.sightline.webrtc;

import java.io.IOException;
import java.security.PrivateKey;
import java.time.Duration;
import java.util.Hashtable;
import java.util.Optional;
import java.util.Vector;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.AlertLevel;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.ClientCertificateType;
import org.bouncycastle.tls.DefaultTlsServer;
import org.bouncycastle.tls.HashAlgorithm;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SignatureAlgorithm;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsSRTPUtils;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.UseSRTPData;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCrypto;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.bc.BcDefaultTlsCredentialedSigner;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaDefaultTlsCredentialedSigner;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;

/**
 * The passive side of DTLS-SRTP (RFC 5764): DTLS 1.2, a client certificate that must be the announced one (RFC 8122),
 * {@code use_srtp} that must be there. One handshake each.
 */
final class DtlsServer extends DefaultTlsServer {
    private static final int RESEND_MILLIS = 250; // first one; Bouncy Castle doubles it
    private static final int[] SUITES = {
        CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
    };
    private static final SignatureAndHashAlgorithm ECDSA_SHA256 =
            new SignatureAndHashAlgorithm(HashAlgorithm.sha256, SignatureAlgorithm.ecdsa);

    private final DtlsIdentity identity;
    private final CertificateFingerprint expected;
    private final Duration timeout;
    private final Runnable closedByPeer;

    private Optional<SrtpProfile> profile = Optional.empty();
    private Optional<SrtpKeys> keys = Optional.empty();

    DtlsServer(DtlsIdentity identity, CertificateFingerprint expected, Duration timeout, Runnable closedByPeer) {
        super(Cryptography.tls());
        this.identity = identity;
        this.expected = expected;
        this.timeout = timeout;
        this.closedByPeer = closedByPeer;
    }

    /** There once the handshake is complete. */
    Optional<SrtpKeys> keys() {
        return keys;
    }

    @Override
    protected ProtocolVersion[] getSupportedVersions() {
        return ProtocolVersion.DTLSv12.only();
    }

    @Override
    protected int[] getSupportedCipherSuites() {
        return TlsUtils.getSupportedCipherSuites(getCrypto(), SUITES);
    }

    @Override
    public int[] getSupportedGroups() {
        return Cryptography.groups();
    }

    @Override
    public boolean preferLocalSupportedGroups() {
        return true;
    }

    @Override
    public boolean requiresExtendedMasterSecret() {
        return true; // without it exported keys are not bound to this handshake (RFC 7627)
    }

    @Override
    public boolean allowLegacyResumption() {
        return false;
    }

    @Override
    public int getHandshakeTimeoutMillis() {
        return Math.toIntExact(timeout.toMillis());
    }

    @Override
    public int getHandshakeResendTimeMillis() {
        return RESEND_MILLIS;
    }

    @Override
    protected TlsCredentialedSigner getECDSASignerCredentials() throws IOException {
        TlsCrypto crypto = getCrypto();
        TlsCryptoParameters parameters = new TlsCryptoParameters(context);
        Certificate chain = new Certificate(new TlsCertificate[] {crypto.createCertificate(identity.certificate())});
        PrivateKey key = identity.key();
        if (crypto instanceof JcaTlsCrypto jca) {
            return new JcaDefaultTlsCredentialedSigner(parameters, jca, key, chain, ECDSA_SHA256);
        }
        return new BcDefaultTlsCredentialedSigner(
                parameters, (BcTlsCrypto) crypto, PrivateKeyFactory.createKey(key.getEncoded()), chain, ECDSA_SHA256);
    }

    @Override
    @SuppressWarnings("JdkObsolete") // Bouncy Castle takes a Vector
    public CertificateRequest getCertificateRequest() {
        Vector<SignatureAndHashAlgorithm> algorithms = new Vector<>();
        for (short hash : new short[] {HashAlgorithm.sha256, HashAlgorithm.sha384, HashAlgorithm.sha512}) {
            algorithms.add(new SignatureAndHashAlgorithm(hash, SignatureAlgorithm.ecdsa));
            algorithms.add(new SignatureAndHashAlgorithm(hash, SignatureAlgorithm.rsa));
        }
        return new CertificateRequest(
                new short[] {ClientCertificateType.ecdsa_sign, ClientCertificateType.rsa_sign}, algorithms, null);
    }

    /** That the peer holds the certificate's key is proved by CertificateVerify, which Bouncy Castle checks next. */
    @Override
    public void notifyClientCertificate(Certificate chain) throws IOException {
        if (chain == null || chain.isEmpty()) {
            throw new TlsFatalAlert(AlertDescription.handshake_failure, "the peer sent no certificate");
        }
        if (!expected.matches(chain.getCertificateAt(0).getEncoded())) {
            throw new TlsFatalAlert(
                    AlertDescription.bad_certificate,
                    "the peer's certificate is not the one that its session description announced");
        }
    }

    @Override
    @SuppressWarnings({"rawtypes", "JdkObsolete"}) // Bouncy Castle's signature
    public void processClientExtensions(Hashtable extensions) throws IOException {
        super.processClientExtensions(extensions);
        UseSRTPData offered = extensions == null ? null : TlsSRTPUtils.getUseSRTPExtension(extensions);
        profile = offered == null ? Optional.empty() : SrtpProfile.choose(offered.getProtectionProfiles());
        if (profile.isEmpty()) {
            throw new TlsFatalAlert(
                    AlertDescription.handshake_failure,
                    "the peer offers no SRTP profile of ours; expected SRTP_AEAD_AES_128_GCM"
                            + " or SRTP_AES128_CM_HMAC_SHA1_80 in use_srtp");
        }
    }

    @Override
    @SuppressWarnings({"rawtypes", "JdkObsolete"}) // Bouncy Castle's signature
    public Hashtable getServerExtensions() throws IOException {
        Hashtable extensions = super.getServerExtensions();
        TlsSRTPUtils.addUseSRTPExtension(
                extensions, new UseSRTPData(new int[] {profile.orElseThrow().number()}, new byte[0]));
        return extensions;
    }

    @Override
    public void notifyHandshakeComplete() throws IOException {
        super.notifyHandshakeComplete();
        SrtpProfile chosen = profile.orElseThrow();
        keys = Optional.of(SrtpKeys.cut(
                chosen, context.exportKeyingMaterial(SrtpKeys.EXPORTER_LABEL, null, SrtpKeys.materialLength(chosen))));
    }

    @Override
    public void notifyAlertReceived(short level, short description) {
        if (level == AlertLevel.fatal || description == AlertDescription.close_notify) {
            closedByPeer.run();
        }
    }
}
