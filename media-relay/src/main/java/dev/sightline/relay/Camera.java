package dev.sightline.relay;

import dev.sightline.sdp.SessionDescription;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One camera's media: its sections share a clock, a fan-out to viewers and the throttle of keyframe requests. Owned by one loop; other
 * threads only ask for keyframes, read {@link #description()} and use the {@link #fanout()}.
 */
final class Camera {
    /** Seconds without any packet after which the camera's media counts as gone. */
    private static final int MAX_SILENT_TICKS = 8;
    /** A firewall that drops RTCP fails every report: one event in this time is enough. */
    private static final Duration ERROR_INTERVAL = Duration.ofSeconds(1);

    private final EndpointCore core;
    private final EventLoop loop;
    private final ReturnPathMode mode;
    private final CameraClock clock = new CameraClock();
    private final Fanout fanout;
    private final KeyframeRequests keyframes;
    private final EventInterval errors = new EventInterval(ERROR_INTERVAL);
    private final List<CameraSection> sections = new ArrayList<>();
    private volatile Optional<SessionDescription> description = Optional.empty();

    private SenderNetworks senders = SenderNetworks.ANY;
    private @Nullable ScheduledFuture<?> ticker;
    private boolean mediaConnected;
    private int silentTicks;

    Camera(EndpointCore core, List<EventLoop> loops, ReturnPathMode mode) {
        this.core = core;
        this.loop = core.home();
        this.mode = mode;
        this.fanout = new Fanout(loops);
        this.keyframes = new KeyframeRequests(loop, this::sendKeyframeRequest);
    }

    /** Binds ports for every section that can be taken and answers. On the camera's loop. */
    String negotiate(SessionDescription offer, List<SectionOffer> offers, MediaPorts media) {
        RtpAnswer answer = new RtpAnswer(media.announced());
        ThreadLocalRandom random = ThreadLocalRandom.current();
        String cname = "user" + random.nextLong(1L << 32) + "@host-" + Long.toHexString(random.nextLong(1L << 32));
        Set<MediaType> taken = EnumSet.noneOf(MediaType.class); // one of each kind: viewers get one of each, too
        try {
            for (SectionOffer section : offers) {
                Optional<MediaType> type = section.mediaType().filter(kind -> section.sends() && taken.add(kind));
                if (type.isEmpty()) {
                    answer.reject(section);
                    continue;
                }
                RtcpReporter.LocalSource local = new RtcpReporter.LocalSource(random.nextLong(1, 1L << 32), cname);
                CameraSection open =
                        new CameraSection(this, loop, section, type.get(), local, returnPath(section.address()), media);
                sections.add(open);
                answer.accept(section, open.ports().rtpPort(), open.ports().rtcpPort(), local.ssrc(), cname);
            }
        } catch (EngineException e) {
            sections.forEach(CameraSection::close); // and no more: another offer may succeed
            sections.clear();
            throw e;
        }
        description = Optional.of(offer);
        ticker = loop.scheduleAtFixedRate(this::tick, 1, 1, TimeUnit.SECONDS);
        core.tell(new EndpointEvent.ConnectionStateChanged(
                EndpointEvent.ConnectionState.DISCONNECTED, EndpointEvent.ConnectionState.CONNECTED));
        return answer.toString();
    }

    private ReturnPath returnPath(OfferedAddress address) {
        return switch (mode) {
            case LEARN -> new LearningReturnPath(address, OwnAddresses::contains, false);
            case BOUND -> new LearningReturnPath(address, OwnAddresses::contains, true);
            case KURENTO -> new KurentoReturnPath(address);
        };
    }

    /** What the camera offered; empty before it was answered. Any thread. */
    Optional<SessionDescription> description() {
        return description;
    }

    /** On the camera's loop. */
    void takeFrom(SenderNetworks networks) {
        senders = networks;
    }

    /** Whether anything is taken from there at all. On the camera's loop. */
    boolean admits(InetSocketAddress sender) {
        return senders.contain(sender);
    }

    Fanout fanout() {
        return fanout;
    }

    CameraClock clock() {
        return clock;
    }

    VideoBandwidth bandwidth() {
        return core.bandwidth();
    }

    /** Asks the camera for a keyframe, soon and not too often. Any thread. */
    void requestKeyframe() {
        keyframes.request();
    }

    void keyframeArrived() {
        keyframes.keyframeArrived();
    }

    /** RTP or RTCP has come. */
    void mediaArrived() {
        silentTicks = 0;
        if (!mediaConnected) {
            mediaConnected = true;
            core.tell(new EndpointEvent.MediaStateChanged(
                    EndpointEvent.ConnectionState.DISCONNECTED, EndpointEvent.ConnectionState.CONNECTED));
        }
    }

    void tell(EndpointEvent event) {
        core.tell(event);
    }

    /** RTCP could not be sent: mostly a firewall that forbids it. */
    void writeFailed(Throwable cause) {
        if (!errors.passes(MediaTime.now())) {
            return;
        }
        core.tell(new EndpointEvent.EndpointError(
                "RTCP to the camera could not be sent: " + cause.getMessage(), 0, "RESOURCE_ERROR_WRITE"));
    }

    List<StreamStats> stats() {
        List<StreamStats> stats = new ArrayList<>();
        sections.forEach(section -> section.stats().ifPresent(stats::add));
        return stats;
    }

    List<CameraSection> sections() {
        return List.copyOf(sections);
    }

    void close() {
        keyframes.stop();
        if (ticker != null) {
            ticker.cancel(false);
        }
        sections.forEach(CameraSection::close);
    }

    /** Kurento prefers FIR; the lighter PLI comes first here, and FIR where that was in vain. */
    private boolean sendKeyframeRequest(int attemptsInVain) {
        boolean preferFir = mode == ReturnPathMode.KURENTO || attemptsInVain % 2 == 1;
        boolean sent = false;
        for (CameraSection section : sections) {
            sent |= section.mediaType() == MediaType.VIDEO && section.requestKeyframe(preferFir);
        }
        return sent;
    }

    private void tick() {
        sections.forEach(CameraSection::tick);
        if (mediaConnected && ++silentTicks > MAX_SILENT_TICKS) {
            mediaConnected = false;
            core.tell(new EndpointEvent.MediaStateChanged(
                    EndpointEvent.ConnectionState.CONNECTED, EndpointEvent.ConnectionState.DISCONNECTED));
        }
    }
}
