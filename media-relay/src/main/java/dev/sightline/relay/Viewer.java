package dev.sightline.relay;

import dev.sightline.rtp.RtpPackets;
import dev.sightline.webrtc.IceCandidate;
import dev.sightline.webrtc.IceState;
import dev.sightline.webrtc.Peer;
import dev.sightline.webrtc.WebRtcPort;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One viewer's media: its streams, the peer that carries them and the camera that feeds them. It lives on the loop that owns the peer
 * and moves with it; {@link #execute} finds that loop.
 */
final class Viewer implements FrameSink, Peer.Listener {
    private static final long REPORT_MILLIS = 1_000;

    private final Events events;
    private final ViewerStreams streams;
    private final Map<MediaType, Flow> flows = new EnumMap<>(MediaType.class);
    private @Nullable Peer peer;
    private volatile EventLoop subscribedOn;

    private Optional<Camera> camera = Optional.empty();
    private Set<MediaType> played = Set.of();
    private boolean connected;
    private boolean mediaConnected;
    private boolean closed;
    private @Nullable ScheduledFuture<?> reports;

    /** What a viewer's endpoint is told, on media loops. */
    interface Events {
        void tell(EndpointEvent event);

        /** Media of that type has begun to pass to this viewer. */
        void passes(MediaType type);
    }

    private Viewer(Events events, ViewerStreams streams, EventLoop first) {
        this.events = events;
        this.streams = streams;
        this.subscribedOn = first;
        for (MediaType type : MediaType.values()) {
            flows.put(type, new Flow(state -> flowChanged(type, state)));
        }
    }

    /** Awaits the viewer at {@code port}. Nothing comes from there before its answer is known to the browser. */
    static Viewer await(WebRtcPort port, Peer.Remote remote, Events events, ViewerStreams streams, EventLoop first) {
        Viewer viewer = new Viewer(events, streams, first);
        viewer.peer = port.add(remote, viewer);
        return viewer;
    }

    /** Feeds this viewer with {@code types} of {@code source} instead of what fed it before. Any thread. */
    void play(Optional<Camera> source, Set<MediaType> types) {
        execute(() -> {
            if (closed) {
                return;
            }
            boolean sameSource = source.equals(camera);
            unsubscribe();
            for (MediaType type : types) {
                if (!sameSource || !played.contains(type)) {
                    streams.of(type).ifPresent(ViewerStream::interrupted);
                }
            }
            camera = source;
            played = types;
            subscribe();
        });
    }

    /** Any thread. */
    void requestKeyframe() {
        execute(() -> camera.ifPresent(Camera::requestKeyframe));
    }

    /** Any thread. */
    void addRemoteCandidate(IceCandidate candidate) {
        peer().addRemoteCandidate(candidate);
    }

    /** Any thread. Empty once the engine is closed. */
    CompletableFuture<List<StreamStats>> stats() {
        CompletableFuture<List<StreamStats>> result = new CompletableFuture<>();
        if (!execute(() -> result.complete(streams.stats()))) {
            result.complete(List.of());
        }
        return result;
    }

    /** Says goodbye and ends the peer. Any thread. */
    void close() {
        execute(() -> {
            if (connected) {
                streams.goodbye().ifPresent(peer()::send);
                peer().flush();
            }
            peer().close();
        });
    }

    Peer peer() {
        Peer known = peer;
        if (known == null) {
            throw new IllegalStateException("the viewer has no peer before it was awaited");
        }
        return known;
    }

    /** Runs {@code task} on the loop that owns the peer; false where that has ended with the engine. */
    private boolean execute(Runnable task) {
        EventLoop target = peer().loop();
        try {
            target.execute(() -> {
                if (peer().loop() == target) {
                    task.run();
                } else {
                    execute(task); // it moved before the task's turn came
                }
            });
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    // Media, on the peer's loop.

    @Override
    public boolean deliver(MediaFrame frame) {
        Optional<ViewerStream> agreed = streams.of(frame.mediaType());
        boolean wanted = agreed.isPresent() && played.contains(frame.mediaType());
        if (!wanted || !connected || !peer().loop().inEventLoop()) {
            return false; // not agreed on or not asked for, or the peer has just left this loop
        }
        ViewerStream stream = agreed.get();
        boolean first = !stream.hasSent();
        switch (stream.forward(frame, peer())) {
            case SKIPPED -> {
                return false;
            }
            case CONGESTED, INTERRUPTED -> {
                camera.ifPresent(Camera::requestKeyframe);
                return false;
            }
            case SENT -> Objects.requireNonNull(flows.get(frame.mediaType())).seen();
        }
        if (first) {
            sendReports(); // a browser cannot play sound and picture in time before it has one for both
        }
        return true;
    }

    @Override
    public void flush() {
        peer().flush();
    }

    @Override
    public void framesLost() {
        streams.interrupted();
        camera.ifPresent(Camera::requestKeyframe);
    }

    private void subscribe() {
        if (connected) {
            camera.ifPresent(source -> {
                source.fanout().subscribe(subscribedOn, this);
                source.requestKeyframe();
            });
        }
    }

    private void unsubscribe() {
        camera.ifPresent(source -> source.fanout().unsubscribe(subscribedOn, this));
    }

    private void flowChanged(MediaType type, EndpointEvent.FlowState state) {
        events.tell(new EndpointEvent.MediaFlowInStateChanged(type, state));
        if (state == EndpointEvent.FlowState.FLOWING) {
            events.passes(type);
        }
    }

    // RTCP, on the peer's loop.

    @Override
    public void received(ByteBuf packet) {
        if (!RtpPackets.isRtcp(packet)) {
            return; // its sections are sendonly: a viewer has no media to send
        }
        if (!mediaConnected) {
            mediaConnected = true;
            events.tell(new EndpointEvent.MediaStateChanged(
                    EndpointEvent.ConnectionState.DISCONNECTED, EndpointEvent.ConnectionState.CONNECTED));
        }
        if (streams.received(packet)) {
            camera.ifPresent(Camera::requestKeyframe);
        }
    }

    private void tick() {
        if (closed || !peer().loop().inEventLoop()) {
            return; // a timer of the loop that the peer has just left
        }
        flows.values().forEach(Flow::tick);
        sendReports();
        peer().flush();
    }

    private void sendReports() {
        streams.reports(MediaTime.now()).ifPresent(peer()::send);
    }

    // The transport, on the peer's loop.

    @Override
    public void connected() {
        connected = true;
        subscribedOn = peer().loop();
        events.tell(new EndpointEvent.ConnectionStateChanged(
                EndpointEvent.ConnectionState.DISCONNECTED, EndpointEvent.ConnectionState.CONNECTED));
        startReports();
        subscribe();
    }

    @Override
    public void moved(EventLoop newLoop) {
        unsubscribe();
        subscribedOn = newLoop;
        if (connected) {
            stopReports();
            startReports();
            framesLost(); // what the old loop was still being told is gone
            subscribe();
        }
    }

    @Override
    public void closed(String reason) {
        boolean wasConnected = connected;
        closed = true;
        connected = false;
        stopReports();
        unsubscribe();
        camera = Optional.empty();
        flows.values().forEach(Flow::stopped);
        if (wasConnected) {
            events.tell(new EndpointEvent.ConnectionStateChanged(
                    EndpointEvent.ConnectionState.CONNECTED, EndpointEvent.ConnectionState.DISCONNECTED));
        }
    }

    @Override
    public void iceStateChanged(IceState state) {
        switch (state) {
            case NEW -> {}
            case CONNECTING -> iceState(EndpointEvent.IceComponentState.CONNECTING);
            case CONNECTED -> iceState(EndpointEvent.IceComponentState.CONNECTED);
            case READY -> iceState(EndpointEvent.IceComponentState.READY);
            case DISCONNECTED -> iceState(EndpointEvent.IceComponentState.DISCONNECTED);
            case FAILED -> iceState(EndpointEvent.IceComponentState.FAILED);
        }
    }

    @Override
    public void pairSelected(IceCandidate local, IceCandidate remote) {
        events.tell(new EndpointEvent.NewCandidatePairSelected(local.toString(), remote.toString(), "1", 1));
    }

    private void iceState(EndpointEvent.IceComponentState state) {
        events.tell(new EndpointEvent.IceComponentStateChanged(state, 1, 1));
    }

    private void startReports() {
        reports = subscribedOn.scheduleAtFixedRate(this::tick, REPORT_MILLIS, REPORT_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void stopReports() {
        if (reports != null) {
            reports.cancel(false);
        }
    }
}
