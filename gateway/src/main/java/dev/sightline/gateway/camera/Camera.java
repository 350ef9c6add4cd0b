package dev.sightline.gateway.camera;

import dev.sightline.gateway.config.CamerasConfig.CameraConfig;
import dev.sightline.gateway.config.Network;
import dev.sightline.gateway.security.limits.LogPace;
import dev.sightline.gateway.stream.Stream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A camera as its requests see it: who it must prove to be, and the stream that it feeds. */
final class Camera {
    static final String HELD_ELSEWHERE = "held-elsewhere";

    private static final Logger log = LoggerFactory.getLogger(Camera.class);

    private final Stream stream;
    private final CertificateRules certificates;
    private final LogPace refusedClaims;
    private final LogPace takenOver = new LogPace();
    private final LogPace moves = new LogPace();
    private final AtomicReference<@Nullable InetAddress> pinned = new AtomicReference<>();
    private final AtomicReference<@Nullable InetAddress> holder = new AtomicReference<>();

    /** @param refusedClaims of all cameras: strangers need no secret to make one */
    Camera(Stream stream, CertificateRules certificates, LogPace refusedClaims) {
        this.stream = stream;
        this.certificates = certificates;
        this.refusedClaims = refusedClaims;
    }

    CameraConfig config() {
        return stream.camera();
    }

    Stream stream() {
        return stream;
    }

    /**
     * Lets a request through, or not.
     *
     * @param authorization the header of that name
     * @param certificate what its connection showed
     * @throws RequestRefused when the request is not the camera's
     */
    void admit(InetAddress source, Optional<String> authorization, Optional<X509Certificate> certificate) {
        List<Network> networks = config().profile().networks();
        if (!networks.isEmpty() && networks.stream().noneMatch(network -> network.contains(source))) {
            throw new RequestRefused(
                    403,
                    "foreign-network",
                    "The camera does not come from there",
                    source.getHostAddress() + " is in none of the networks of " + config().id());
        }
        certificates.check(config(), certificate);
        Optional<String> secret = config().secret();
        if (secret.isPresent() && !matches(secret.get(), authorization)) {
            throw new RequestRefused(
                    401,
                    "unauthorized",
                    "The camera must show its secret",
                    "send 'Authorization: Bearer …' with the secret that the configuration holds for this camera",
                    Map.of("WWW-Authenticate", "Bearer realm=\"sightline\""));
        }
        InetAddress first = pinned.get();
        if (first != null && !source.equals(first)) {
            throw elsewhere();
        }
    }

    private static RequestRefused elsewhere() {
        return new RequestRefused(
                403,
                "pinned-address",
                "The camera is known at another address",
                "cameras.pinAddress holds this camera to the first address from which it waited for commands or offered"
                        + " a session");
    }

    /**
     * Lets a request through that would make its sender the camera from now on. While a session lives, only who holds
     * it (the last address that began it or showed its id), or who comes from an address that is listed for this camera,
     * may take it.
     *
     * @throws RequestRefused when another address holds the session
     */
    void claim(InetAddress source) {
        InetAddress known = holder.get();
        boolean held = stream.state().session().isPresent();
        if (held && known != null && !known.equals(source)) {
            boolean listed = config().addresses().contains(source);
            (listed ? takenOver : refusedClaims)
                    .say(others -> log.warn(
                            "camera {}: {} asks to be it while {} holds its session: {}{}",
                            config().id(),
                            source.getHostAddress(),
                            known.getHostAddress(),
                            listed ? "it is listed and takes the session" : "refused",
                            others));
            if (!listed) {
                throw new RequestRefused(
                        409,
                        HELD_ELSEWHERE,
                        "The camera's session is held from another address",
                        "wait until that session has ended (three missed keepalives), or have the operator list "
                                + source.getHostAddress() + " under cameras.list.addresses of " + config().id());
            }
        }
        if (config().pinAddress() && !pinned.compareAndSet(null, source) && !source.equals(pinned.get())) {
            throw elsewhere();
        }
        holder.set(source);
    }

    /** Hears the session's own id from {@code source}, which only who was answered with it knows: that is who holds it. */
    void shownBy(InetAddress source) {
        InetAddress before = holder.getAndSet(source);
        if (before != null && !before.equals(source)) {
            moves.say(others -> log.info(
                    "camera {}: {} keeps the session alive that {} began: the camera's address has changed{}",
                    config().id(),
                    source.getHostAddress(),
                    before.getHostAddress(),
                    others));
        }
    }

    /** Whether another address holds the session, which {@code source} may not take. */
    boolean isStranger(InetAddress source) {
        InetAddress known = holder.get();
        boolean held = stream.state().session().isPresent();
        return held
                && known != null
                && !known.equals(source)
                && !config().addresses().contains(source);
    }

    private static boolean matches(String secret, Optional<String> authorization) {
        byte[] expected = ("Bearer " + secret).getBytes(StandardCharsets.ISO_8859_1);
        byte[] found = authorization.orElse("").getBytes(StandardCharsets.ISO_8859_1);
        return MessageDigest.isEqual(expected, found);
    }
}
