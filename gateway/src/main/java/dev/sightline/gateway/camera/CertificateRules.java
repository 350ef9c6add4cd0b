package dev.sightline.gateway.camera;

import dev.sightline.gateway.config.CameraId;
import dev.sightline.gateway.config.CamerasConfig.CameraConfig;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;

/**
 * Which camera a certificate belongs to: the one whose configuration has its fingerprint, else the one whose id is its name
 * (common name, DNS name, or URI {@code urn:sightline:camera:ID}). That it was issued by somebody who is believed was seen
 * before. A camera with fingerprints is nobody else's, whatever name another certificate has.
 */
final class CertificateRules {
    private static final String URN = "urn:sightline:camera:";
    private static final int DNS_NAME = 2;
    private static final int URI = 6;
    private static final int MOST_SHOWN = 80;

    private final Map<String, CameraId> pinned = new HashMap<>();

    CertificateRules(Collection<CameraConfig> cameras) {
        for (CameraConfig camera : cameras) {
            camera.certificate().sha256().forEach(pin -> pinned.put(pin, camera.id()));
        }
    }

    /** @throws RequestRefused when the camera has to show a certificate and did not, or this is another's */
    void check(CameraConfig camera, Optional<X509Certificate> shown) {
        if (shown.isEmpty()) {
            if (camera.certificate().required()) {
                throw new RequestRefused(
                        403,
                        "certificate-required",
                        "The camera must show its certificate",
                        "come by https, on the same port, with the client certificate that was issued for "
                                + camera.id() + " by an authority of cameras.clientCertificates.authority");
            }
            return;
        }
        if (!isOf(camera, shown.get())) {
            throw new RequestRefused(
                    403,
                    "foreign-certificate",
                    "The certificate is another's",
                    "the certificate of " + printable(shown.get()) + " was shown; "
                            + (camera.certificate().sha256().isEmpty()
                                    ? "one was expected whose common name or DNS name is " + camera.id()
                                            + ", or whose fingerprint the operator lists under certificateSha256 of "
                                            + camera.id()
                                    : "one was expected whose fingerprint is under certificateSha256 of "
                                            + camera.id()));
        }
    }

    private boolean isOf(CameraConfig camera, X509Certificate certificate) {
        CameraId owner = pinned.get(sha256(certificate));
        if (owner != null) {
            return owner.equals(camera.id());
        }
        return camera.certificate().sha256().isEmpty()
                && names(certificate).contains(camera.id().value());
    }

    private static Set<String> names(X509Certificate certificate) {
        Set<String> names = new HashSet<>();
        for (RDN part : X500Name.getInstance(
                        certificate.getSubjectX500Principal().getEncoded())
                .getRDNs(BCStyle.CN)) {
            for (AttributeTypeAndValue value : part.getTypesAndValues()) {
                if (value.getType().equals(BCStyle.CN) && value.getValue() instanceof ASN1String text) {
                    names.add(text.getString());
                }
            }
        }
        for (List<?> name : alternatives(certificate)) {
            String text = String.valueOf(name.get(1));
            if (Objects.equals(name.get(0), DNS_NAME)) {
                names.add(text);
            } else if (Objects.equals(name.get(0), URI) && text.startsWith(URN)) {
                names.add(text.substring(URN.length()));
            }
        }
        return names;
    }

    private static Collection<List<?>> alternatives(X509Certificate certificate) {
        try {
            return Optional.ofNullable(certificate.getSubjectAlternativeNames()).orElse(List.of());
        } catch (CertificateParsingException malformed) {
            return List.of();
        }
    }

    private static String sha256(X509Certificate certificate) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
            throw new IllegalStateException("every Java has SHA-256, and this was decoded", e);
        }
    }

    private static String printable(X509Certificate certificate) {
        String text = certificate.getSubjectX500Principal().getName().replaceAll("[^ -~]", "?");
        return text.length() > MOST_SHOWN ? text.substring(0, MOST_SHOWN) + "…" : text;
    }
}
