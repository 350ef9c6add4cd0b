package dev.sightline.gateway.media;

import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.kurento.client.KurentoClient;
import org.kurento.client.KurentoObject;
import org.kurento.client.MediaPipeline;
import org.kurento.client.RtpEndpoint;
import org.kurento.client.TFuture;
import org.kurento.client.Transaction;
import org.kurento.client.WebRtcEndpoint;
import reactor.core.publisher.Mono;

/** A pipeline on a server that speaks Kurento's protocol. */
final class KurentoPipeline implements dev.sightline.gateway.media.MediaPipeline {
    private final KurentoClient client;
    private final MediaPipeline pipeline;
    private final KurentoCalls calls;
    private final Consumer<String> released;

    KurentoPipeline(KurentoClient client, MediaPipeline pipeline, KurentoCalls calls, Consumer<String> released) {
        this.client = client;
        this.pipeline = pipeline;
        this.calls = calls;
        this.released = released;
    }

    @Override
    public String id() {
        return pipeline.getId();
    }

    @Override
    public Mono<CameraEndpoint> receive(String offer, int minKbps, int maxKbps, Consumer<MediaEvent> events) {
        return calls.call("receive a camera", () -> {
            Transaction creation = client.beginTransaction();
            RtpEndpoint created = new RtpEndpoint.Builder(pipeline).build(creation);
            creation.commit();
            RtpEndpoint endpoint = known(created.getId(), RtpEndpoint.class);
            return orRelease(endpoint, () -> {
                KurentoCalls.Batch batch = calls.batch()
                        .<Void>add(answer -> endpoint.setMinVideoRecvBandwidth(minKbps, answer))
                        .<Void>add(answer -> endpoint.setMaxVideoRecvBandwidth(maxKbps, answer));
                KurentoEvents.ofCamera(endpoint, batch, hopping(events));
                batch.await();
                return new KurentoCamera(endpoint, endpoint.processOffer(offer), minKbps, maxKbps, calls);
            });
        });
    }

    @Override
    public Mono<ViewerEndpoint> send(CameraEndpoint source, String offer, Consumer<MediaEvent> events) {
        KurentoCamera camera = (KurentoCamera) source;
        return calls.call("send to a viewer", () -> {
            Transaction creation = client.beginTransaction();
            WebRtcEndpoint created = new WebRtcEndpoint.Builder(pipeline).build(creation);
            camera.endpoint().connect(creation, created);
            creation.commit();
            WebRtcEndpoint endpoint = known(created.getId(), WebRtcEndpoint.class);
            return orRelease(endpoint, () -> {
                KurentoCalls.Batch batch = calls.batch()
                        .<Void>add(answer -> endpoint.setMinVideoSendBandwidth(camera.minKbps(), answer))
                        .<Void>add(answer -> endpoint.setMaxVideoSendBandwidth(camera.maxKbps(), answer));
                KurentoEvents.ofViewer(endpoint, batch, hopping(events));
                batch.await();
                Transaction negotiation = client.beginTransaction();
                TFuture<String> answer = endpoint.processOffer(negotiation, offer);
                endpoint.gatherCandidates(negotiation);
                negotiation.commit();
                return new KurentoViewer(endpoint, answer.get(), calls);
            });
        });
    }

    @Override
    public Mono<Void> release() {
        return calls.run("release a pipeline", () -> {
            released.accept(pipeline.getId());
            pipeline.release();
        });
    }

    /**
     * The client keeps what a transaction creates under the name that it had before, and then cannot tell whose an event is;
     * asked by its real name it makes an object that it finds again, for as long as somebody holds it.
     */
    private <T extends KurentoObject> T known(String id, Class<T> type) {
        return client.getById(id, type);
    }

    private Consumer<MediaEvent> hopping(Consumer<MediaEvent> events) {
        return event -> calls.event(() -> events.accept(event));
    }

    /** An endpoint that fails halfway would stay on the server for as long as the camera. */
    private static <T> T orRelease(KurentoObject endpoint, Callable<T> rest) throws Exception {
        try {
            return rest.call();
        } catch (Exception e) {
            try {
                endpoint.release();
            } catch (RuntimeException inVain) {
                e.addSuppressed(inVain);
            }
            throw e;
        }
    }
}
