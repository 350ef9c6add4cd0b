package dev.sightline.bench;

import dev.sightline.bench.CameraAnswer.Destination;
import dev.sightline.bench.CameraMeter.Count;
import dev.sightline.bench.VideoClip.Frame;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A camera's media: sends both streams in time, reports, listens to feedback and loses its patience. Everything but
 * {@link #open} happens on the camera's event loop.
 */
final class CameraMedia implements FeedbackReceiver.Listener {
    private static final long FRAME_NANOS = TimeUnit.SECONDS.toNanos(1) / VideoClip.FRAMES_PER_SECOND;
    private static final long AUDIO_NANOS = TimeUnit.SECONDS.toNanos(1) / AudioClip.PACKETS_PER_SECOND;
    private static final long PATIENCE_CHECKS = 20;

    private final CameraProfile profile;
    private final EventLoop loop;
    private final CameraMeter meter;
    private final CameraClock clock = new CameraClock();
    private final VideoPlayer player;
    private final AudioClip audioClip;
    private final RtpStream video;
    private final Optional<RtpStream> audio;
    private final Runnable patienceLost;
    private final List<ScheduledFuture<?>> timers = new ArrayList<>();

    private CameraAnswer answer = new CameraAnswer(Optional.empty(), Optional.empty());
    private long startedAt;
    private long framesPlayed;
    private long audioPlayed;
    private long lastFeedbackAt;
    private boolean hadFeedback;

    private CameraMedia(
            CameraProfile profile,
            CameraRuntime runtime,
            InetAddress address,
            CameraMeter meter,
            Runnable patienceLost) {
        this.profile = profile;
        this.loop = runtime.loop();
        this.meter = meter;
        this.player = new VideoPlayer(runtime.video());
        this.audioClip = runtime.audio();
        this.patienceLost = patienceLost;
        this.video = stream(runtime, address, profile.video(), VideoClip.CLOCK_RATE);
        try {
            this.audio = profile.audio().map(wish -> stream(runtime, address, wish, AudioClip.CLOCK_RATE));
        } catch (RuntimeException e) {
            video.sockets().close();
            throw e;
        }
    }

    /**
     * Binds the sockets; waits for it, so not to be called on an event loop.
     *
     * @param patienceLost run on the loop, once for each stream that got no feedback for too long
     * @throws java.io.UncheckedIOException naming the port that cannot be bound
     */
    static CameraMedia open(
            CameraProfile profile,
            CameraRuntime runtime,
            InetAddress address,
            CameraMeter meter,
            Runnable patienceLost) {
        return new CameraMedia(profile, runtime, address, meter, patienceLost);
    }

    private RtpStream stream(CameraRuntime runtime, InetAddress address, CameraProfile.Stream wish, int clockRate) {
        FeedbackReceiver receiver = new FeedbackReceiver(meter, this::isPeer, this);
        MediaSockets sockets = MediaSockets.open(runtime, address, wish.port(), profile.separateRtcpPort(), receiver);
        return new RtpStream(sockets, clockRate, wish.ssrcOrRandom(), profile.cname(), clock, meter);
    }

    /**
     * Whether a datagram comes from the media server. Its address may differ from the answer's where the server has
     * several, its port where it is not symmetric; both at once is somebody else.
     */
    private boolean isPeer(InetSocketAddress source) {
        return answer.video().filter(to -> isPeer(to, source)).isPresent()
                || answer.audio().filter(to -> isPeer(to, source)).isPresent();
    }

    private static boolean isPeer(Destination to, InetSocketAddress source) {
        return source.getAddress().equals(to.rtp().getAddress())
                || source.getPort() == to.rtcp().getPort()
                || source.getPort() == to.rtp().getPort();
    }

    RtpStream video() {
        return video;
    }

    Optional<RtpStream> audio() {
        return audio;
    }

    /** Where the video goes, in words. */
    String destination() {
        return answer.video().map(to -> to.rtp().toString()).orElse("nowhere");
    }

    boolean isStreaming() {
        return !timers.isEmpty();
    }

    /** Streams to this answer from now on, beginning with a keyframe; a stream under way moves there. */
    void start(CameraAnswer to) {
        cancelTimers();
        answer = to;
        video.sendTo(to.video());
        audio.ifPresent(stream -> stream.sendTo(to.audio()));
        startedAt = clock.nanos();
        lastFeedbackAt = startedAt;
        hadFeedback = false;
        framesPlayed = 0;
        audioPlayed = 0;
        player.beginWithKeyframe();
        meter.streamStarted();
        every(FRAME_NANOS, 0, this::sendFrame);
        audio.filter(RtpStream::isWanted).ifPresent(stream -> every(AUDIO_NANOS, 0, () -> sendAudio(stream)));
        CameraProfile.Reports reports = profile.reports();
        if (!reports.interval().isZero()) {
            every(reports.interval().toNanos(), reports.first().toNanos(), this::sendReports);
        }
        long patience = profile.patience().toNanos();
        every(Math.max(1, patience / PATIENCE_CHECKS), patience / PATIENCE_CHECKS, this::checkPatience);
    }

    /** Stops sending, with a BYE; the sockets stay. */
    void stop() {
        if (isStreaming()) {
            cancelTimers();
            video.sendBye();
            audio.ifPresent(RtpStream::sendBye);
            video.sendTo(Optional.empty());
            audio.ifPresent(stream -> stream.sendTo(Optional.empty()));
        }
    }

    /** Stops sending and closes the sockets. */
    void close() {
        stop();
        video.sockets().close();
        audio.ifPresent(stream -> stream.sockets().close());
    }

    private void every(long periodNanos, long delayNanos, Runnable task) {
        timers.add(loop.scheduleAtFixedRate(task, delayNanos, periodNanos, TimeUnit.NANOSECONDS));
    }

    private void cancelTimers() {
        timers.forEach(timer -> timer.cancel(false));
        timers.clear();
    }

    private void sendFrame() {
        long takenAt = startedAt + framesPlayed++ * FRAME_NANOS;
        Frame frame = player.next();
        if (!video.isWritable()) {
            meter.increment(Count.DROPPED_FRAMES);
            player.requestKeyframe(); // what follows refers to the frame that is missing now
            return;
        }
        video.send(frame.payloads(), true, takenAt);
        meter.videoBitrate(player.bitrate());
        meter.increment(Count.VIDEO_FRAMES);
        if (frame.keyframe()) {
            meter.increment(Count.KEYFRAMES);
        }
    }

    private void sendAudio(RtpStream stream) {
        long takenAt = startedAt + audioPlayed * AUDIO_NANOS;
        int position = (int) (audioPlayed % audioClip.packets().size());
        // The marker begins a talkspurt (RFC 3551, 4.1): only the first packet has it.
        stream.send(List.of(audioClip.packets().get(position)), audioPlayed == 0, takenAt);
        audioPlayed++;
    }

    private void sendReports() {
        video.sendReport();
        audio.ifPresent(RtpStream::sendReport);
    }

    private void checkPatience() {
        long silence = clock.nanos() - lastFeedbackAt;
        meter.silence(silence);
        if (silence > profile.patience().toNanos()) {
            cancelTimers();
            patienceLost.run();
        }
    }

    @Override
    public void feedback() {
        long now = clock.nanos();
        meter.feedback(!hadFeedback, now - lastFeedbackAt);
        hadFeedback = true;
        lastFeedbackAt = now;
    }

    @Override
    public void estimated(long bitsPerSecond) {
        meter.remb(bitsPerSecond);
        player.allow(bitsPerSecond);
    }

    @Override
    public void keyframeRequested() {
        if (!profile.ignoresFir()) {
            player.requestKeyframe();
        }
    }
}
