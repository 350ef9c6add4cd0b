package dev.sightline.webrtc;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Hashtable;
import java.util.Optional;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.DefaultTlsClient;
import org.bouncycastle.tls.HashAlgorithm;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SignatureAlgorithm;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsSRTPUtils;
import org.bouncycastle.tls.TlsServerCertificate;
import org.bouncycastle.tls.UseSRTPData;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.bc.BcDefaultTlsCredentialedSigner;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;

/** The active side of DTLS-SRTP by Bouncy Castle's own cryptography. */
final class ScriptedTlsClient extends DefaultTlsClient {
    private final DtlsIdentity identity;
    private final boolean sendsCertificate;
    private final SrtpProfile[] profiles;
    private volatile Optional<CertificateFingerprint> server = Optional.empty();
    private volatile Optional<SrtpKeys> keys = Optional.empty();
    private volatile Optional<SrtpProfile> profile = Optional.empty();

    ScriptedTlsClient(DtlsIdentity identity, boolean sendsCertificate, SrtpProfile... profiles) {
        this(new BcTlsCrypto(new SecureRandom()), identity, sendsCertificate, profiles);
    }

    ScriptedTlsClient(BcTlsCrypto crypto, DtlsIdentity identity, boolean sendsCertificate, SrtpProfile... profiles) {
        super(crypto);
        this.identity = identity;
        this.sendsCertificate = sendsCertificate;
        this.profiles = profiles.clone();
    }

    SrtpKeys keys() {
        return keys.orElseThrow();
    }

    CertificateFingerprint server() {
        return server.orElseThrow();
    }

    @Override
    protected ProtocolVersion[] getSupportedVersions() {
        return ProtocolVersion.DTLSv12.only();
    }

    @Override
    protected int[] getSupportedCipherSuites() {
        return new int[] {CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256};
    }

    @Override
    public int getHandshakeResendTimeMillis() {
        return 50;
    }

    @Override
    public int getHandshakeTimeoutMillis() {
        return 14_000;
    }

    @Override
    @SuppressWarnings({"rawtypes", "JdkObsolete"}) // Bouncy Castle's signature
    public Hashtable getClientExtensions() throws IOException {
        Hashtable extensions = super.getClientExtensions();
        if (profiles.length > 0) {
            int[] numbers =
                    Arrays.stream(profiles).mapToInt(SrtpProfile::number).toArray();
            TlsSRTPUtils.addUseSRTPExtension(extensions, new UseSRTPData(numbers, new byte[0]));
        }
        return extensions;
    }

    @Override
    @SuppressWarnings({"rawtypes", "JdkObsolete"}) // Bouncy Castle's signature
    public void processServerExtensions(Hashtable extensions) throws IOException {
        super.processServerExtensions(extensions);
        profile =
                SrtpProfile.choose(TlsSRTPUtils.getUseSRTPExtension(extensions).getProtectionProfiles());
    }

    @Override
    public void notifyHandshakeComplete() throws IOException {
        super.notifyHandshakeComplete();
        keys = profile.map(chosen -> SrtpKeys.cut(
                chosen, context.exportKeyingMaterial(SrtpKeys.EXPORTER_LABEL, null, SrtpKeys.materialLength(chosen))));
    }

    @Override
    public TlsAuthentication getAuthentication() {
        return new TlsAuthentication() {
            @Override
            public void notifyServerCertificate(TlsServerCertificate certificate) throws IOException {
                server = Optional.of(CertificateFingerprint.of(
                        "sha-256",
                        certificate.getCertificate().getCertificateAt(0).getEncoded()));
            }

            @Override
            @SuppressWarnings("NullAway") // Bouncy Castle's way to say: none
            public TlsCredentials getClientCredentials(CertificateRequest request) throws IOException {
                if (!sendsCertificate) {
                    return null;
                }
                BcTlsCrypto crypto = (BcTlsCrypto) getCrypto();
                return new BcDefaultTlsCredentialedSigner(
                        new TlsCryptoParameters(context),
                        crypto,
                        PrivateKeyFactory.createKey(identity.key().getEncoded()),
                        new Certificate(new TlsCertificate[] {crypto.createCertificate(identity.certificate())}),
                        new SignatureAndHashAlgorithm(HashAlgorithm.sha256, SignatureAlgorithm.ecdsa));
            }
        };
    }
}
