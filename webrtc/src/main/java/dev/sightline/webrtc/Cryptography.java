package dev.sightline.webrtc;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import javax.crypto.Cipher;
import org.bouncycastle.tls.NamedGroup;
import org.bouncycastle.tls.crypto.TlsCipher;
import org.bouncycastle.tls.crypto.TlsCrypto;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.TlsECConfig;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who computes. Amazon's Corretto Crypto Provider where its native library loads (Linux on x86-64 and aarch64): a DTLS
 * handshake costs a third of Bouncy Castle's own, and a tenth of the platform's elliptic curves. Otherwise Bouncy Castle
 * for DTLS and the platform for SRTP.
 */
final class Cryptography {
    private static final Logger LOG = LoggerFactory.getLogger(Cryptography.class);
    private static final String CORRETTO = "AmazonCorrettoCryptoProvider";

    private static final Optional<Provider> FAST = corretto();
    private static final TlsCrypto TLS = tlsCrypto();

    private Cryptography() {}

    /** For DTLS; shared by all handshakes. */
    static TlsCrypto tls() {
        return TLS;
    }

    /** Loads what the first handshake needs, so that the first viewer does not wait for it. */
    static void warmUp(DtlsIdentity identity) {
        try {
            TLS.createCertificate(identity.certificate());
            TLS.createECDomain(new TlsECConfig(groups()[0])).createECDH().generateEphemeral();
            cipher("AES/GCM/NoPadding");
        } catch (IOException | GeneralSecurityException e) {
            LOG.warn("DTLS cannot be computed, viewers will not connect: {}", e.toString());
        }
    }

    /** Key exchange groups, cheapest first: which one that is depends on who computes. */
    static int[] groups() {
        return FAST.isPresent()
                ? new int[] {NamedGroup.secp256r1, NamedGroup.x25519}
                : new int[] {NamedGroup.x25519, NamedGroup.secp256r1};
    }

    /** A cipher for SRTP. */
    static Cipher cipher(String transformation) throws GeneralSecurityException {
        Provider provider = FAST.orElse(null);
        if (provider != null && provider.getService("Cipher", transformation) != null) {
            return Cipher.getInstance(transformation, provider);
        }
        return Cipher.getInstance(transformation);
    }

    private static TlsCrypto tlsCrypto() {
        SecureRandom random = new SecureRandom();
        if (FAST.isPresent()) {
            return new JcaTlsCrypto(new PreferredProvider(FAST.get()), random, random) {
                @Override
                public TlsCipher createCipher(TlsCryptoParameters parameters, int encryption, int mac)
                        throws IOException {
                    return new BoundedCipher(super.createCipher(parameters, encryption, mac));
                }
            };
        }
        return new BcTlsCrypto(random) {
            @Override
            public TlsCipher createCipher(TlsCryptoParameters parameters, int encryption, int mac) throws IOException {
                return new BoundedCipher(super.createCipher(parameters, encryption, mac));
            }
        };
    }

    private static Optional<Provider> corretto() {
        try {
            Optional<Provider> provider = ServiceLoader.load(Provider.class).stream()
                    .filter(candidate -> candidate.type().getSimpleName().equals(CORRETTO))
                    .map(ServiceLoader.Provider::get)
                    .filter(found -> found.getService("Cipher", "AES/GCM/NoPadding") != null)
                    .findFirst();
            LOG.info("DTLS is computed by {}", provider.map(Provider::toString).orElse("Bouncy Castle"));
            return provider;
        } catch (ServiceConfigurationError | LinkageError e) {
            LOG.info(
                    "DTLS is computed by Bouncy Castle: Amazon Corretto Crypto Provider does not load ({})",
                    e.toString());
            return Optional.empty();
        }
    }
}
