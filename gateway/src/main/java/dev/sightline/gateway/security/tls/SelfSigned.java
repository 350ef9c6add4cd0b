package dev.sightline.gateway.security.tls;

import dev.sightline.gateway.config.TlsConfig;
import dev.sightline.gateway.files.ProcessUser;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A certificate that the gateway signs itself, ECDSA P-256, for trying things out: browsers warn of it.
 *
 * @param certificate PEM
 * @param key PEM, PKCS #8
 */
record SelfSigned(String certificate, String key) {
    private static final Duration VALID = Duration.ofDays(397);
    private static final String CERTIFICATE_FILE = "self-signed.crt";
    private static final String KEY_FILE = "self-signed.key";
    private static final int SERIAL_BITS = 127;

    /** The pair of {@code config}'s directory, made when it is not there yet; without a directory one for this process. */
    static TlsSource source(TlsConfig config, ProcessUser user) throws TlsException {
        PemPair pair = config.selfSignedDirectory().isPresent()
                ? kept(config.selfSignedDirectory().get(), user, config.allowInsecureKeyPermissions())
                : make().pair(Optional.empty());
        return new TlsSource() {
            @Override
            public Object state() {
                return pair;
            }

            @Override
            public PemPair read() {
                return pair;
            }
        };
    }

    private static PemPair kept(Path directory, ProcessUser user, boolean insecureAllowed) throws TlsException {
        Path certificate = directory.resolve(CERTIFICATE_FILE);
        Path key = directory.resolve(KEY_FILE);
        KeyFile file = new KeyFile("tls.selfSignedDirectory", user, insecureAllowed);
        try {
            if (!Files.exists(certificate) || !Files.exists(key) || isOutdated(Files.readString(certificate))) {
                Files.deleteIfExists(certificate);
                Files.deleteIfExists(key);
                Files.createDirectories(
                        directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
                SelfSigned made = make();
                KeyFile.write(key, made.key());
                Files.writeString(certificate, made.certificate());
            }
            KeyFile.Content content = file.read(key);
            return new SelfSigned(Files.readString(certificate), new String(content.bytes(), StandardCharsets.US_ASCII))
                    .pair(content.warning());
        } catch (IOException e) {
            throw new TlsException("tls.selfSignedDirectory: " + directory + " cannot hold the certificate: " + e, e);
        }
    }

    /** Nobody renews it but this. */
    private static boolean isOutdated(String certificate) throws TlsException {
        return ServerIdentity.expires(certificate.getBytes(StandardCharsets.US_ASCII))
                .isBefore(Instant.now());
    }

    private PemPair pair(Optional<String> warning) {
        return new PemPair(
                certificate.getBytes(StandardCharsets.US_ASCII),
                key.getBytes(StandardCharsets.US_ASCII),
                true,
                warning);
    }

    static SelfSigned make() throws TlsException {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            X500Name name = new X500Name("CN=Sightline (self-signed)");
            Instant now = Instant.now();
            X509CertificateHolder certificate = new JcaX509v3CertificateBuilder(
                            name,
                            new BigInteger(SERIAL_BITS, new SecureRandom()),
                            Date.from(now.minus(Duration.ofHours(1))),
                            Date.from(now.plus(VALID)),
                            name,
                            pair.getPublic())
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                    .addExtension(
                            Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
                    .addExtension(Extension.subjectAlternativeName, false, names())
                    .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()));
            return new SelfSigned(pem(certificate), pem(new JcaPKCS8Generator(pair.getPrivate(), null)));
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new TlsException("a self-signed certificate cannot be made on this Java: " + e, e);
        }
    }

    /** What browsers may call this host: they look at these names only. */
    private static GeneralNames names() throws IOException {
        List<GeneralName> names = new ArrayList<>();
        names.add(new GeneralName(GeneralName.dNSName, "localhost"));
        for (NetworkInterface network : NetworkInterface.networkInterfaces().toList()) {
            network.inetAddresses()
                    .filter(address -> !address.isLinkLocalAddress())
                    .map(NetUtil::toAddressString)
                    .map(address -> new GeneralName(GeneralName.iPAddress, address))
                    .forEach(names::add);
        }
        return new GeneralNames(names.toArray(GeneralName[]::new));
    }

    private static String pem(Object object) throws IOException {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(object);
        }
        return text.toString();
    }
}
