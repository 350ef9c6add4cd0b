package dev.sightline.gateway.camera;

import dev.sightline.gateway.config.CameraId;
import dev.sightline.gateway.config.CamerasConfig;
import dev.sightline.gateway.config.CamerasConfig.CameraConfig;
import dev.sightline.gateway.config.CamerasConfig.CertificateRule;
import dev.sightline.gateway.config.CamerasConfig.ClientCertificates;
import dev.sightline.gateway.config.CamerasConfig.Registration;
import dev.sightline.gateway.security.limits.LogPace;
import dev.sightline.gateway.security.limits.Sources;
import dev.sightline.gateway.stream.Admission;
import dev.sightline.gateway.stream.Stream;
import dev.sightline.gateway.stream.StreamRegistry;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The cameras that are known, and how others become so. Safe for any thread. */
final class CameraRegistry {
    private static final Logger log = LoggerFactory.getLogger(CameraRegistry.class);
    private static final int MOST_NAMED = 10;

    private final CamerasConfig config;
    private final StreamRegistry streams;
    private final Sources sources;
    private final CertificateRules certificates;
    private final LogPace refusedClaims = new LogPace();
    private final ConcurrentHashMap<CameraId, Camera> cameras = new ConcurrentHashMap<>();

    CameraRegistry(CamerasConfig config, StreamRegistry streams, Sources sources) {
        this.config = config;
        this.streams = streams;
        this.sources = sources;
        this.certificates = new CertificateRules(config.list().values());
        streams.whenForgotten(this::forget);
        warnOfCamerasThatAreWhoeverComesFirst();
    }

    private void warnOfCamerasThatAreWhoeverComesFirst() {
        List<String> ids = config.list().values().stream()
                .filter(camera -> camera.secret().isEmpty()
                        && camera.profile().networks().isEmpty()
                        && !camera.certificate().required())
                .map(camera -> camera.id().value())
                .toList();
        if (!ids.isEmpty()) {
            log.warn(
                    "{} of {} cameras have neither secret, certificate nor networks of their own: each is whoever{} asks for it first ({}{})",
                    ids.size(),
                    config.list().size(),
                    config.networks().isEmpty() ? "" : " in cameras.networks",
                    String.join(", ", ids.subList(0, Math.min(MOST_NAMED, ids.size()))),
                    ids.size() > MOST_NAMED ? ", …" : "");
        }
    }

    /** @throws RequestRefused when there is no such camera */
    Camera known(String id) {
        CameraId camera = CameraId.parse(id).orElseThrow(() -> unknown("its id has a form that no camera's has"));
        Stream stream = streams.find(camera)
                .orElseThrow(() -> unknown(
                        config.registration() == Registration.OPEN
                                ? "it must ask for its configuration first: GET /cameras/" + camera + "/config"
                                : "list it under cameras.list, or set cameras.registration to open"));
        Camera known = Objects.requireNonNull(cameras.compute(
                camera,
                (same, before) -> before != null && before.stream() == stream
                        ? before
                        : new Camera(stream, certificates, refusedClaims)));
        if (streams.find(camera).filter(stream::equals).isEmpty()) {
            // It was forgotten meanwhile, and perhaps before it stood here.
            forget(stream);
        }
        return known;
    }

    private void forget(Stream stream) {
        cameras.computeIfPresent(stream.camera().id(), (id, known) -> known.stream() == stream ? null : known);
    }

    /**
     * The camera, which becomes known by this where registration is open.
     *
     * @param request who asks for it: where cameras have to show a certificate, only it makes itself known
     * @throws RequestRefused when it cannot
     */
    Camera knownOrRegistered(String id, CameraRequest request) {
        Optional<CameraId> camera = CameraId.parse(id);
        boolean isNew = camera.flatMap(streams::find).isEmpty();
        if (config.registration() == Registration.OPEN && camera.isPresent() && isNew) {
            CameraConfig found = new CameraConfig(
                    camera.get(),
                    camera.get().value(),
                    List.of(),
                    Optional.empty(),
                    config.pinAddress(),
                    new CertificateRule(
                            config.clientCertificates()
                                    .filter(ClientCertificates::required)
                                    .isPresent(),
                            Set.of()),
                    config.defaultProfile());
            certificates.check(found, request.certificate());
            if (streams.register(found, sources.of(request.source())) instanceof Admission.NoPlace none) {
                throw new RequestRefused(503, "too-many-cameras", "There is no room for another camera", none.why());
            }
        }
        return known(id);
    }

    private static RequestRefused unknown(String cure) {
        return new RequestRefused(404, "unknown-camera", "There is no such camera", "the camera is not known: " + cure);
    }
}
