package dev.sightline.gateway.media;

import dev.sightline.gateway.config.Network;
import java.util.List;
import java.util.function.Consumer;
import org.kurento.client.MediaPipeline;
import org.kurento.client.RtpEndpoint;
import org.kurento.client.WebRtcEndpoint;
import reactor.core.publisher.Mono;

/** A pipeline on a server that speaks Kurento's protocol. */
final class KurentoPipeline implements dev.sightline.gateway.media.MediaPipeline {
    private final MediaPipeline pipeline;
    private final KurentoDialect dialect;
    private final KurentoCalls calls;
    private final LateAnswers late;
    private final Consumer<String> released;

    KurentoPipeline(
            MediaPipeline pipeline,
            KurentoDialect dialect,
            KurentoCalls calls,
            LateAnswers late,
            Consumer<String> released) {
        this.pipeline = pipeline;
        this.dialect = dialect;
        this.calls = calls;
        this.late = late;
        this.released = released;
    }

    @Override
    public String id() {
        return pipeline.getId();
    }

    @Override
    public Mono<CameraEndpoint> receive(
            String offer, int minKbps, int maxKbps, List<Network> networks, Consumer<MediaEvent> events) {
        return calls.make("receive a camera", late, making -> {
            RtpEndpoint endpoint = making.create(
                    new RtpEndpoint.Builder(pipeline).withProperties(dialect.camera(networks))::buildAsync);
            KurentoMaking.Batch batch = making.batch()
                    .<Void>add(answer -> endpoint.setMinVideoRecvBandwidth(minKbps, answer))
                    .<Void>add(answer -> endpoint.setMaxVideoRecvBandwidth(maxKbps, answer));
            KurentoEvents.ofCamera(endpoint, batch, hopping(events));
            batch.await();
            String answer = making.call(done -> endpoint.processOffer(offer, done));
            return new KurentoCamera(endpoint, answer, minKbps, maxKbps, calls);
        });
    }

    @Override
    public Mono<ViewerEndpoint> send(CameraEndpoint source, String offer, Consumer<MediaEvent> events) {
        KurentoCamera camera = (KurentoCamera) source;
        return calls.make("send to a viewer", late, making -> {
            WebRtcEndpoint endpoint = making.create(new WebRtcEndpoint.Builder(pipeline)::buildAsync);
            KurentoMaking.Batch batch = making.batch()
                    .<Void>add(answer -> camera.endpoint().connect(endpoint, answer))
                    .<Void>add(answer -> endpoint.setMinVideoSendBandwidth(camera.minKbps(), answer))
                    .<Void>add(answer -> endpoint.setMaxVideoSendBandwidth(camera.maxKbps(), answer));
            KurentoEvents.ofViewer(endpoint, batch, hopping(events));
            batch.await();
            String answer = making.call(done -> endpoint.processOffer(offer, done));
            making.<Void>call(endpoint::gatherCandidates);
            return new KurentoViewer(endpoint, answer, calls);
        });
    }

    @Override
    public Mono<Void> release() {
        return calls.run("release a pipeline", () -> {
            released.accept(pipeline.getId());
            pipeline.release();
        });
    }

    private Consumer<MediaEvent> hopping(Consumer<MediaEvent> events) {
        return event -> calls.event(() -> events.accept(event));
    }
}
