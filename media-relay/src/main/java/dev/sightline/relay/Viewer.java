package dev.sightline.relay;

import dev.sightline.rtp.Bye;
import dev.sightline.rtp.Fir;
import dev.sightline.rtp.MalformedPacketException;
import dev.sightline.rtp.Nack;
import dev.sightline.rtp.NtpTime;
import dev.sightline.rtp.Pli;
import dev.sightline.rtp.ReceiverReport;
import dev.sightline.rtp.Remb;
import dev.sightline.rtp.ReportBlock;
import dev.sightline.rtp.RtcpCompound;
import dev.sightline.rtp.RtcpPacket;
import dev.sightline.rtp.RtpPackets;
import dev.sightline.rtp.SenderReport;
import dev.sightline.rtp.SourceDescription;
import dev.sightline.webrtc.IceCandidate;
import dev.sightline.webrtc.IceState;
import dev.sightline.webrtc.Peer;
import dev.sightline.webrtc.WebRtcPort;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
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
    private final String cname;
    private final Map<MediaType, ViewerStream> streams = new EnumMap<>(MediaType.class);
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

    private Viewer(Events events, List<ViewerStream> streams, String cname, EventLoop first) {
        this.events = events;
        this.cname = cname;
        this.subscribedOn = first;
        for (ViewerStream stream : streams) {
            this.streams.put(stream.mediaType(), stream);
            this.flows.put(stream.mediaType(), new Flow(state -> flowChanged(stream.mediaType(), state)));
        }
    }

    /** Awaits the viewer at {@code port}. Nothing comes from there before its answer is known to the browser. */
    static Viewer await(
            WebRtcPort port,
            Peer.Remote remote,
            Events events,
            List<ViewerStream> streams,
            String cname,
            EventLoop first) {
        Viewer viewer = new Viewer(events, streams, cname, first);
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
            streams.forEach((type, stream) -> {
                if (!sameSource || !played.contains(type)) {
                    stream.interrupted();
                }
            });
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

    /** Any thread. */
    CompletableFuture<List<StreamStats>> stats() {
        CompletableFuture<List<StreamStats>> result = new CompletableFuture<>();
        execute(() -> {
            List<StreamStats> stats = new ArrayList<>();
            streams.values().stream().filter(ViewerStream::hasSent).forEach(stream -> stats.add(stream.stats()));
            result.complete(stats);
        });
        return result;
    }

    /** Says goodbye and ends the peer. Any thread. */
    CompletableFuture<Void> close() {
        CompletableFuture<Void> result = new CompletableFuture<>();
        execute(() -> {
            sayGoodbye();
            peer().close();
            result.complete(null);
        });
        return result;
    }

    Peer peer() {
        Peer known = peer;
        if (known == null) {
            throw new IllegalStateException("the viewer has no peer before it was awaited");
        }
        return known;
    }

    private void execute(Runnable task) {
        EventLoop target = peer().loop();
        try {
            target.execute(() -> {
                if (peer().loop() == target) {
                    task.run();
                } else {
                    execute(task); // it moved before the task's turn came
                }
            });
        } catch (RejectedExecutionException e) {
            closed("the media engine has been closed");
        }
    }

    // Media, on the peer's loop.

    @Override
    public boolean deliver(MediaFrame frame) {
        ViewerStream stream = streams.get(frame.mediaType());
        Flow flow = flows.get(frame.mediaType());
        if (stream == null
                || flow == null
                || !played.contains(frame.mediaType())
                || !connected
                || !peer().loop().inEventLoop()) {
            return false; // not agreed on or not asked for, or the peer has just left this loop
        }
        boolean first = !stream.hasSent();
        switch (stream.forward(frame, peer())) {
            case SKIPPED -> {
                return false;
            }
            case CONGESTED -> {
                camera.ifPresent(Camera::requestKeyframe);
                return false;
            }
            case SENT -> flow.seen();
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
        streams.values().forEach(ViewerStream::interrupted);
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
        try {
            RtcpCompound.read(packet).forEach(this::received);
        } catch (MalformedPacketException e) {
            return; // authentic but unreadable: nothing depends on it
        }
    }

    private void received(RtcpPacket packet) {
        if (packet instanceof ReceiverReport report) {
            report.reports().forEach(this::reported);
        } else if (packet instanceof SenderReport report) {
            report.reports().forEach(this::reported);
        } else if (packet instanceof Pli pli) {
            stream(pli.mediaSsrc()).ifPresent(stream -> {
                stream.pliReceived();
                camera.ifPresent(Camera::requestKeyframe);
            });
        } else if (packet instanceof Fir fir) {
            fir.entries()
                    .forEach(entry -> stream(entry.ssrc()).ifPresent(stream -> {
                        stream.firReceived();
                        camera.ifPresent(Camera::requestKeyframe);
                    }));
        } else if (packet instanceof Nack nack) {
            stream(nack.mediaSsrc()).ifPresent(ViewerStream::nackReceived);
        } else if (packet instanceof Remb remb) {
            Optional.ofNullable(streams.get(MediaType.VIDEO)).ifPresent(video -> video.rembReceived(remb.bitrate()));
        }
    }

    private void reported(ReportBlock block) {
        long now = NtpTime.middle32(MediaTime.ntp(MediaTime.now()));
        stream(block.ssrc()).ifPresent(stream -> stream.reported(block, now));
    }

    private Optional<ViewerStream> stream(long ssrc) {
        return streams.values().stream().filter(stream -> stream.ssrc() == ssrc).findFirst();
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
        long now = MediaTime.now();
        List<RtcpPacket> compound = new ArrayList<>();
        List<SourceDescription.Chunk> chunks = new ArrayList<>();
        for (ViewerStream stream : streams.values()) {
            stream.senderReport(now).ifPresent(report -> {
                compound.add(report);
                chunks.addAll(SourceDescription.ofCname(report.ssrc(), cname).chunks());
            });
        }
        if (!compound.isEmpty()) {
            compound.add(new SourceDescription(chunks));
            send(compound);
        }
    }

    private void sayGoodbye() {
        List<Long> sent = streams.values().stream()
                .filter(ViewerStream::hasSent)
                .map(ViewerStream::ssrc)
                .toList();
        if (connected && !closed && !sent.isEmpty()) {
            send(List.of(new ReceiverReport(sent.get(0), List.of()), new Bye(sent, Optional.empty())));
            peer().flush();
        }
    }

    private void send(List<RtcpPacket> compound) {
        ByteBuf packet = ByteBufAllocator.DEFAULT.heapBuffer(256);
        RtcpCompound.write(packet, compound);
        peer().send(packet);
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
