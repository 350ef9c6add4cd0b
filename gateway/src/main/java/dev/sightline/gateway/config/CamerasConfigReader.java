package dev.sightline.gateway.config;

import dev.sightline.gateway.config.CamerasConfig.CameraConfig;
import dev.sightline.gateway.config.CamerasConfig.CertificateRule;
import dev.sightline.gateway.config.CamerasConfig.ClientCertificates;
import dev.sightline.gateway.config.CamerasConfig.Registration;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the section {@code cameras}; used once. */
final class CamerasConfigReader {
    private static final String REQUIRES_CERTIFICATE = "requiresCertificate";
    private static final String PINNED = "certificateSha256";
    private static final int MOST_ADDRESSES = 64;
    private static final String CLIENT_CERTIFICATES = "clientCertificates";

    private final List<Network> networks;
    private final CameraProfileReader profiles;
    private final Optional<ClientCertificates> certificates;
    private final boolean pinAddress;
    private final Map<CameraId, CameraConfig> list = new LinkedHashMap<>();
    private final Map<String, CameraId> pinned = new LinkedHashMap<>();

    private CamerasConfigReader(Section section, ReturnPathConfig returnPath) {
        this.networks = section.networks("networks");
        this.profiles = new CameraProfileReader(section.namedSections("profiles"), returnPath, networks);
        this.certificates = certificates(section.section(CLIENT_CERTIFICATES));
        this.pinAddress = section.flag("pinAddress", false);
    }

    static CamerasConfig read(Section section, ReturnPathConfig returnPath) {
        return new CamerasConfigReader(section, returnPath).cameras(section);
    }

    private CamerasConfig cameras(Section section) {
        int maxCameras = section.integer("maxCameras", 1000, 1, 100_000);
        for (Section camera : section.sections("list")) {
            camera(camera).ifPresent(found -> {
                if (list.putIfAbsent(found.id(), found) != null) {
                    camera.problem("id", "'" + found.id() + "' stands in the list twice");
                }
            });
        }
        if (list.size() > maxCameras) {
            section.problem("list", list.size() + " cameras are more than maxCameras, " + maxCameras);
        }
        return new CamerasConfig(
                section.word("registration", Registration.class).orElse(Registration.CLOSED),
                maxCameras,
                section.seconds("forgetSeconds", seconds(600), seconds(1), seconds(7 * 86_400)),
                section.seconds("keepaliveSeconds", seconds(2), Duration.ofMillis(200), seconds(60)),
                section.seconds("feedbackTimeoutSeconds", seconds(10), seconds(1), seconds(300)),
                section.text("timeServer").orElse(""),
                pinAddress,
                certificates,
                networks,
                section.addresses("trustedProxies"),
                profiles.named(section, "defaultProfile"),
                list);
    }

    private static Optional<ClientCertificates> certificates(Section section) {
        Optional<Path> authority = section.file("authority");
        Optional<Path> crl = section.file("crl");
        boolean required = section.flag("required", false);
        if (authority.isEmpty() && (crl.isPresent() || required)) {
            section.problem(
                    crl.isPresent() ? "crl" : "required",
                    "needs 'authority' beside it: the file with the certificate of whoever issues the cameras'");
        }
        return authority.map(file -> new ClientCertificates(file, crl, required));
    }

    private Optional<CameraConfig> camera(Section section) {
        Optional<CameraId> id = section.value(
                "id", "1 to 64 letters, digits, dots, underscores, hyphens, a letter or digit first", CameraId::parse);
        if (!section.has("id")) {
            section.problem("id", "is missing; every camera in the list needs one");
        }
        CameraProfile profile = profiles.overlaid(section, profiles.named(section, "profile"));
        Optional<String> secret = section.secret(
                "secret",
                "16 to 200 visible ASCII characters",
                text -> text.matches("[!-~]{16,200}") ? Optional.of(text) : Optional.empty());
        List<InetAddress> addresses = section.addresses("addresses");
        if (addresses.size() > MOST_ADDRESSES) {
            section.problem("addresses", addresses.size() + " are more than " + MOST_ADDRESSES + ", one camera's most");
        }
        CertificateRule certificate = certificate(section);
        id.ifPresent(known -> refuseSharedPins(section, known, certificate));
        return id.map(known -> new CameraConfig(
                known,
                section.text("name").orElse(known.value()),
                addresses,
                secret,
                section.flag("pinAddress", pinAddress),
                certificate,
                profile));
    }

    private CertificateRule certificate(Section section) {
        Set<String> pins = new LinkedHashSet<>();
        for (String text : section.texts(PINNED)) {
            fingerprint(text)
                    .ifPresentOrElse(
                            pins::add,
                            () -> section.problem(
                                    PINNED,
                                    "'" + text + "' was found, expected 64 hexadecimal digits, as of: openssl x509"
                                            + " -noout -fingerprint -sha256 -in FILE"));
        }
        boolean required = section.flag(
                REQUIRES_CERTIFICATE,
                !pins.isEmpty()
                        || certificates.filter(ClientCertificates::required).isPresent());
        if (!required && !pins.isEmpty()) {
            section.problem(
                    REQUIRES_CERTIFICATE, "is false, and certificateSha256 beside it says which it has to show");
        }
        if (certificates.isEmpty() && (required || !pins.isEmpty())) {
            section.problem(
                    pins.isEmpty() ? REQUIRES_CERTIFICATE : PINNED,
                    "needs cameras.clientCertificates.authority: without one no camera is asked for a certificate");
        }
        return new CertificateRule(required, pins);
    }

    private void refuseSharedPins(Section section, CameraId id, CertificateRule certificate) {
        for (String pin : certificate.sha256()) {
            CameraId other = pinned.putIfAbsent(pin, id);
            if (other != null && !other.equals(id)) {
                section.problem(PINNED, "is the certificate of '" + other + "' too; each camera needs its own");
            }
        }
    }

    /** With or without the colons that OpenSSL writes. */
    private static Optional<String> fingerprint(String text) {
        String digits = text.replace(":", "").toLowerCase(Locale.ROOT);
        return digits.matches("[0-9a-f]{64}") ? Optional.of(digits) : Optional.empty();
    }

    private static Duration seconds(long seconds) {
        return Duration.ofSeconds(seconds);
    }
}
