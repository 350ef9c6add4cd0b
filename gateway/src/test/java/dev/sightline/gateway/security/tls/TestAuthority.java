package dev.sightline.gateway.security.tls;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority of a test. */
public final class TestAuthority {
    private static final String NAME = "CN=Sightline test authority";

    private final String name;
    private final KeyPair pair = keys();
    private final X509Certificate certificate;

    public TestAuthority() {
        this.name = NAME;
        this.certificate = certificate(
                NAME,
                pair,
                Instant.now().minus(Duration.ofDays(1)),
                Instant.now().plus(Duration.ofDays(400)),
                true,
                Optional.empty());
    }

    /** A server that is its own authority. */
    private TestAuthority(String host, Instant expires) {
        this.name = "CN=" + host;
        this.certificate =
                certificate(name, pair, Instant.now().minus(Duration.ofDays(2)), expires, false, Optional.empty());
    }

    /** What it made, in PEM: the chain with the authority's own certificate at its end. */
    public record Issued(String chain, String key, X509Certificate certificate) {}

    public X509Certificate certificate() {
        return certificate;
    }

    KeyPair pair() {
        return pair;
    }

    public Issued issue(String host) {
        return issue(host, Instant.now().plus(Duration.ofDays(20)), Optional.empty());
    }

    /** @param responder where it says that the certificate still holds */
    public Issued issue(String host, Instant expires, Optional<String> responder) {
        KeyPair own = keys();
        X509Certificate made =
                certificate("CN=" + host, own, Instant.now().minus(Duration.ofDays(2)), expires, false, responder);
        return new Issued(pem(made) + pem(certificate), pem(pkcs8(own)), made);
    }

    /** A server's own, of no authority. */
    public static Issued selfSigned(String host, Instant expires) {
        TestAuthority itself = new TestAuthority(host, expires);
        return new Issued(pem(itself.certificate), pem(pkcs8(itself.pair)), itself.certificate);
    }

    /** A camera's: for clients only. */
    public Issued issueCamera(String name, Instant expires, GeneralName... alternatives) {
        KeyPair own = keys();
        try {
            JcaX509v3CertificateBuilder builder =
                    builder("CN=" + name, own, Instant.now().minus(Duration.ofDays(2)), expires, false);
            builder.addExtension(
                    Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            if (alternatives.length > 0) {
                builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(alternatives));
            }
            X509Certificate made = signed(builder);
            return new Issued(pem(made), pem(pkcs8(own)), made);
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    public Issued issueCamera(String name) {
        return issueCamera(name, Instant.now().plus(Duration.ofDays(20)));
    }

    /** What it has revoked, in PEM. */
    public String revoked(Instant until, X509Certificate... certificates) {
        try {
            Instant begin = until.minus(Duration.ofDays(30));
            X509v2CRLBuilder builder = new X509v2CRLBuilder(new X500Name(NAME), Date.from(begin));
            builder.setNextUpdate(Date.from(until));
            for (X509Certificate each : certificates) {
                builder.addCRLEntry(each.getSerialNumber(), Date.from(begin), CRLReason.keyCompromise);
            }
            return pem(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())));
        } catch (OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    public String pem() {
        return pem(certificate);
    }

    private static Object pkcs8(KeyPair pair) {
        try {
            return new JcaPKCS8Generator(pair.getPrivate(), null);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private X509Certificate certificate(
            String subject,
            KeyPair own,
            Instant begins,
            Instant expires,
            boolean authority,
            Optional<String> responder) {
        try {
            JcaX509v3CertificateBuilder builder = builder(subject, own, begins, expires, authority);
            if (authority) {
                builder.addExtension(
                        Extension.keyUsage,
                        true,
                        new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign | KeyUsage.digitalSignature));
            } else {
                server(builder, subject.substring("CN=".length()), responder);
            }
            return signed(builder);
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private JcaX509v3CertificateBuilder builder(
            String subject, KeyPair own, Instant begins, Instant expires, boolean authority) throws CertIOException {
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                new X500Name(name),
                new BigInteger(100, new SecureRandom()),
                Date.from(begins),
                Date.from(expires),
                new X500Name(subject),
                own.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
        return builder;
    }

    private X509Certificate signed(JcaX509v3CertificateBuilder builder)
            throws OperatorCreationException, GeneralSecurityException {
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())));
    }

    private static void server(JcaX509v3CertificateBuilder builder, String host, Optional<String> responder)
            throws CertIOException {
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(new GeneralName[] {
            new GeneralName(GeneralName.dNSName, host), new GeneralName(GeneralName.iPAddress, "127.0.0.1")
        }));
        if (responder.isPresent()) {
            builder.addExtension(
                    Extension.authorityInfoAccess,
                    false,
                    new AuthorityInformationAccess(new AccessDescription(
                            AccessDescription.id_ad_ocsp,
                            new GeneralName(GeneralName.uniformResourceIdentifier, responder.get()))));
        }
    }

    private static KeyPair keys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String pem(Object object) {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(object);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return text.toString();
    }
}
