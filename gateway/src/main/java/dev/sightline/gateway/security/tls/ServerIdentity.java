package dev.sightline.gateway.security.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/**
 * A certificate chain and the private key of its first certificate: they belong together.
 *
 * @param chain the server's own first, each certified by the next
 * @param warning that the key is not safe where it lies
 */
record ServerIdentity(List<X509Certificate> chain, PrivateKey key, boolean selfSigned, Optional<String> warning) {
    private static final int MOST_CERTIFICATES = 16;
    private static final int CHALLENGE_BYTES = 32;

    ServerIdentity {
        chain = List.copyOf(chain);
    }

    /** @throws TlsException when one cannot be read, the key is another's, or the chain is in disorder */
    static ServerIdentity of(PemPair pair) throws TlsException {
        List<X509Certificate> chain = chain(pair.certificate());
        PrivateKey key = key(pair.key());
        refuseMismatch(chain.get(0), key);
        refuseDisorder(chain);
        return new ServerIdentity(chain, key, pair.selfSigned(), pair.warning());
    }

    /** The chain alone. Throws {@link TlsException} when it cannot be read or is in disorder. */
    static List<X509Certificate> orderedChain(byte[] pem) throws TlsException {
        List<X509Certificate> chain = chain(pem);
        refuseDisorder(chain);
        return chain;
    }

    /** What {@code source} has now and later. */
    static Renewable<ServerIdentity> watched(TlsSource source) throws TlsException {
        return new Renewable<>(new Renewable.Source<>() {
            @Override
            public Object state() {
                return source.state();
            }

            @Override
            public ServerIdentity read() throws TlsException {
                return of(source.read());
            }
        });
    }

    X509Certificate certificate() {
        return chain.get(0);
    }

    /** When the first certificate of the chain expires. */
    Instant expires() {
        return expires(chain);
    }

    /** The same, of a chain in PEM. */
    static Instant expires(byte[] pem) throws TlsException {
        return expires(chain(pem));
    }

    /** The same, of a chain. */
    static Instant expires(List<X509Certificate> chain) {
        return chain.stream()
                .map(certificate -> certificate.getNotAfter().toInstant())
                .min(Instant::compareTo)
                .orElseThrow();
    }

    /** Whether it may not be used now. */
    Optional<String> outdated(Instant now) {
        return outdated(chain, now);
    }

    /** The same, of a chain. */
    static Optional<String> outdated(List<X509Certificate> chain, Instant now) {
        if (now.isAfter(expires(chain))) {
            return Optional.of("the certificate expired at " + expires(chain));
        }
        Instant begins = chain.get(0).getNotBefore().toInstant();
        return now.plus(Duration.ofMinutes(5)).isBefore(begins)
                ? Optional.of("the certificate is not valid before " + begins)
                : Optional.empty();
    }

    private static List<X509Certificate> chain(byte[] pem) throws TlsException {
        List<X509Certificate> chain = new ArrayList<>();
        try (PEMParser parser = parser(pem)) {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (Object found = parser.readObject(); found != null; found = parser.readObject()) {
                if (found instanceof X509CertificateHolder certificate && chain.size() < MOST_CERTIFICATES) {
                    chain.add((X509Certificate)
                            factory.generateCertificate(new ByteArrayInputStream(certificate.getEncoded())));
                }
            }
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw new TlsException("tls.certificate: the file holds what is no certificate: " + e.getMessage(), e);
        }
        if (chain.isEmpty()) {
            throw new TlsException("tls.certificate: the file holds no certificate; expected a chain in PEM form, the"
                    + " server's own certificate first");
        }
        return chain;
    }

    private static PrivateKey key(byte[] pem) throws TlsException {
        try (PEMParser parser = parser(pem)) {
            JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
            for (Object found = parser.readObject(); found != null; found = parser.readObject()) {
                if (found instanceof PrivateKeyInfo key) {
                    return converter.getPrivateKey(key);
                }
                if (found instanceof PEMKeyPair pair) {
                    return converter.getPrivateKey(pair.getPrivateKeyInfo());
                }
            }
        } catch (IOException | RuntimeException e) {
            throw new TlsException("tls.key: the file holds no key that can be read: " + e.getMessage(), e);
        }
        throw new TlsException("tls.key: the file holds no private key that is not encrypted; expected one in PEM form"
                + " (PKCS #8: BEGIN PRIVATE KEY)");
    }

    private static PEMParser parser(byte[] pem) {
        return new PEMParser(new StringReader(new String(pem, StandardCharsets.ISO_8859_1)));
    }

    /** What the key signs, the certificate must verify. */
    private static void refuseMismatch(X509Certificate certificate, PrivateKey key) throws TlsException {
        try {
            PublicKey publicKey = certificate.getPublicKey();
            if (sameKind(publicKey, key) && proves(publicKey, key)) {
                return;
            }
        } catch (GeneralSecurityException e) {
            throw new TlsException(
                    "tls: whether key and certificate belong together cannot be seen: " + e.getMessage()
                            + ". Expected an RSA, ECDSA or Ed25519 key",
                    e);
        }
        throw new TlsException("tls: the key is not the certificate's (" + certificate.getSubjectX500Principal()
                + "). Give the key that the certificate was requested with");
    }

    private static boolean sameKind(PublicKey publicKey, PrivateKey key) {
        return kind(publicKey.getAlgorithm()).equals(kind(key.getAlgorithm()));
    }

    private static boolean proves(PublicKey publicKey, PrivateKey key) throws GeneralSecurityException {
        byte[] challenge = new byte[CHALLENGE_BYTES];
        new SecureRandom().nextBytes(challenge);
        String algorithm = kind(key.getAlgorithm());
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(key);
        signature.update(challenge);
        byte[] signed = signature.sign();
        Signature verification = Signature.getInstance(algorithm);
        verification.initVerify(publicKey);
        verification.update(challenge);
        try {
            return verification.verify(signed);
        } catch (GeneralSecurityException anotherKey) {
            return false;
        }
    }

    private static String kind(String algorithm) {
        return switch (algorithm) {
            case "RSA" -> "SHA256withRSA";
            case "EC", "ECDSA" -> "SHA256withECDSA";
            default -> algorithm;
        };
    }

    private static void refuseDisorder(List<X509Certificate> chain) throws TlsException {
        for (int i = 0; i + 1 < chain.size(); i++) {
            try {
                chain.get(i).verify(chain.get(i + 1).getPublicKey());
            } catch (GeneralSecurityException e) {
                throw new TlsException(
                        "tls.certificate: certificate " + (i + 1) + " of the chain ("
                                + chain.get(i).getSubjectX500Principal() + ") is not certified by the next ("
                                + chain.get(i + 1).getSubjectX500Principal()
                                + "). Expected the server's own first, then each one's issuer",
                        e);
            }
        }
    }
}
