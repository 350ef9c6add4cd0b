package dev.sightline.gateway.config;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The cameras that are known, and how others may become so.
 *
 * @param registration whether an unknown camera that asks for its configuration is taken
 * @param maxCameras how many there may be, listed and registered together
 * @param forget after how long without a session or a sign of life one that is not listed is forgotten
 * @param keepalive how often a camera says that it lives; three missed ones end its session
 * @param feedbackTimeout how long cameras are told to wait for RTCP
 * @param timeServer what cameras are told to ask for the time; empty when there is none
 * @param pinAddress whether the first address that a camera comes from is the only one from then on, where its own
 *     configuration does not say otherwise
 * @param clientCertificates whose certificates cameras may show over TLS; when absent they are not asked
 * @param networks where cameras may come from; from anywhere when empty
 * @param trustedProxies whose {@code X-Forwarded-For} counts
 * @param defaultProfile for cameras that name none
 * @param list the known cameras by their id
 */
public record CamerasConfig(
        Registration registration,
        int maxCameras,
        Duration forget,
        Duration keepalive,
        Duration feedbackTimeout,
        String timeServer,
        boolean pinAddress,
        Optional<ClientCertificates> clientCertificates,
        List<Network> networks,
        List<InetAddress> trustedProxies,
        CameraProfile defaultProfile,
        Map<CameraId, CameraConfig> list) {

    /** Where a camera's requests may come from; from anywhere when empty. */
    public List<Network> networksOf(CameraConfig camera) {
        return camera.profile().networks().isEmpty()
                ? networks
                : camera.profile().networks();
    }

    /** Where a camera's media may come from: its networks, and the addresses that are listed for it; from anywhere when empty. */
    public List<Network> mediaNetworksOf(CameraConfig camera) {
        List<Network> own = networksOf(camera);
        return own.isEmpty()
                ? own
                : Stream.concat(own.stream(), camera.addresses().stream().map(Network::of))
                        .toList();
    }

    /** Whether unknown cameras are taken. */
    public enum Registration {
        OPEN,
        CLOSED
    }

    /**
     * Certificates by which cameras show who they are.
     *
     * @param authority PEM, the certificates of those who issue them
     * @param crl PEM or DER, the lists of those that were revoked, one of each authority
     * @param required whether every camera has to show its own, where its own configuration does not say otherwise
     */
    public record ClientCertificates(Path authority, Optional<Path> crl, boolean required) {}

    /**
     * What a camera has to show over TLS.
     *
     * @param required whether it is not served without
     * @param sha256 fingerprints in lower-case hexadecimal, one of which its certificate has; when empty, the camera's id is
     *     the certificate's name
     */
    public record CertificateRule(boolean required, Set<String> sha256) {
        public CertificateRule {
            sha256 = Set.copyOf(sha256);
        }
    }

    /**
     * One listed camera.
     *
     * @param name shown to people
     * @param addresses addresses that it may name besides the one that its request comes from
     * @param secret what it must show as {@code Authorization: Bearer}
     * @param pinAddress as that of all cameras, for this one
     * @param certificate what it must show over TLS
     * @param profile how this camera behaves, its own keys already laid over its profile
     */
    public record CameraConfig(
            CameraId id,
            String name,
            List<InetAddress> addresses,
            Optional<String> secret,
            boolean pinAddress,
            CertificateRule certificate,
            CameraProfile profile) {
        @Override
        public String toString() {
            return "CameraConfig[" + id + ", " + name + "]";
        }
    }
}
