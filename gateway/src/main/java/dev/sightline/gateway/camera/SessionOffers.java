package dev.sightline.gateway.camera;

import dev.sightline.gateway.security.limits.Unfinished;
import dev.sightline.gateway.stream.Exchange.Given;
import dev.sightline.gateway.stream.SessionAnswer;
import java.net.InetAddress;
import java.util.Map;
import java.util.Optional;
import reactor.core.publisher.Mono;

/**
 * Takes cameras' offers to their streams. What is refused on the way is told to the stream, so that people see it, unless
 * it comes from where the camera is not: a stranger could push out what is worth keeping.
 */
final class SessionOffers {
    private static final String SDP = "application/sdp";
    private static final String JSON = "application/json";

    private final Map<String, OfferReader> readers = Map.of(SDP, new SdpOfferReader(), JSON, new JsonOfferReader());
    private final MediaAddress mediaAddress;
    private final int maxBodyBytes;
    private final Unfinished unfinished;

    SessionOffers(MediaAddress mediaAddress, int maxBodyBytes, Unfinished unfinished) {
        this.mediaAddress = mediaAddress;
        this.maxBodyBytes = maxBodyBytes;
        this.unfinished = unfinished;
    }

    /** Fails with {@link RequestRefused} or {@link dev.sightline.gateway.stream.StreamException}. */
    Mono<SessionAnswer> take(Camera camera, CameraRequest request) {
        InetAddress source = request.source();
        return Mono.fromSupplier(() -> reader(request.contentType()))
                .zipWhen(reader -> request.body(maxBodyBytes, unfinished, hasProven(camera, request)))
                .doOnError(RequestRefused.class, refused -> tell(camera, source, Optional.empty(), refused))
                .flatMap(read -> offered(camera, source, read.getT1(), read.getT2()));
    }

    private Mono<SessionAnswer> offered(Camera camera, InetAddress source, OfferReader reader, byte[] body) {
        Given given = reader.given(body);
        try {
            OfferReader.Offer offer = reader.read(body);
            InetAddress address = mediaAddress.of(offer.addresses(), source, camera.config());
            camera.claim(source);
            return camera.stream().cameraSide().offer(offer.media(), address, Optional.of(given));
        } catch (RequestRefused refused) {
            tell(camera, source, Optional.of(given), refused);
            throw refused;
        }
    }

    /** Its address alone proves nothing where it lacks a secret and a certificate. */
    private static boolean hasProven(Camera camera, CameraRequest request) {
        return camera.config().secret().isPresent() || request.certificate().isPresent();
    }

    private static void tell(Camera camera, InetAddress source, Optional<Given> given, RequestRefused refused) {
        if (!camera.isStranger(source)) {
            camera.stream()
                    .cameraSide()
                    .refused(
                            source,
                            given,
                            refused.problem().type(),
                            refused.problem().detail());
        }
    }

    private OfferReader reader(String type) {
        return Optional.ofNullable(readers.get(type))
                .orElseThrow(() -> new RequestRefused(
                        415,
                        "unsupported-media-type",
                        "The offer has another form than expected",
                        "Content-Type was '" + type + "'; " + SDP + " or " + JSON + " was expected",
                        Map.of("Accept-Post", SDP + ", " + JSON)));
    }
}
