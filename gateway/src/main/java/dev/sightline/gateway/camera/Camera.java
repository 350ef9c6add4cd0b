package dev.sightline.gateway.camera;

import dev.sightline.gateway.config.CamerasConfig.CameraConfig;
import dev.sightline.gateway.stream.Stream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A camera as its requests see it: who it must prove to be, and the stream that it feeds. */
final class Camera {
    private final Stream stream;
    private final AtomicReference<@Nullable InetAddress> pinned = new AtomicReference<>();

    Camera(Stream stream) {
        this.stream = stream;
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
     * @throws RequestRefused when the request is not the camera's
     */
    void admit(InetAddress source, Optional<String> authorization) {
        Optional<String> secret = config().secret();
        if (secret.isPresent() && !matches(secret.get(), authorization)) {
            throw new RequestRefused(
                    401,
                    "unauthorized",
                    "The camera must show its secret",
                    "send 'Authorization: Bearer …' with the secret that the configuration holds for this camera",
                    Map.of("WWW-Authenticate", "Bearer realm=\"sightline\""));
        }
        if (config().pinAddress()) {
            pinned.compareAndSet(null, source);
            if (!source.equals(pinned.get())) {
                throw new RequestRefused(
                        403,
                        "pinned-address",
                        "The camera is known at another address",
                        "cameras.pinAddress holds this camera to the first address that it came from");
            }
        }
        stream.seenAt(source);
    }

    private static boolean matches(String secret, Optional<String> authorization) {
        byte[] expected = ("Bearer " + secret).getBytes(StandardCharsets.ISO_8859_1);
        byte[] found = authorization.orElse("").getBytes(StandardCharsets.ISO_8859_1);
        return MessageDigest.isEqual(expected, found);
    }
}
