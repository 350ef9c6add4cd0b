package dev.sightline.bench;

import io.netty.channel.EventLoop;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A camera's conversation with its gateway, from its configuration to its end. Everything happens on the camera's event
 * loop; responses hop there.
 */
@SuppressWarnings("FutureReturnValueIgnored") // each continuation handles its own failure
final class CameraConversation {
    private static final Logger LOG = LoggerFactory.getLogger(CameraConversation.class);
    private static final Duration FAREWELL = Duration.ofSeconds(2);
    /** A long poll that comes back empty sooner than this is not held by the gateway: then it is asked less often. */
    private static final long SHORTEST_POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final CameraProfile profile;
    private final EventLoop loop;
    private final GatewayClient gateway;
    private final InetAddress address;
    private final CameraMedia media;
    private final CameraMeter meter;
    private final Consumer<StopReason> onEnd;

    private final Map<Long, CompletableFuture<?>> underWay = new HashMap<>();
    private long requests;
    private Optional<URI> session = Optional.empty();
    /** Whether the camera should stream, or try to: it was told to play, or plays by itself. */
    private boolean wanted;

    private boolean posting;
    private boolean ended;

    /** @param onEnd told once why the camera ended, when it has nothing open any more */
    CameraConversation(
            CameraProfile profile,
            CameraRuntime runtime,
            InetAddress address,
            CameraMeter meter,
            Consumer<StopReason> onEnd) {
        this.profile = profile;
        this.loop = runtime.loop();
        this.gateway = new GatewayClient(profile.tls().map(runtime::http).orElseGet(runtime::http), profile.secret());
        this.address = address;
        this.meter = meter;
        this.onEnd = onEnd;
        this.media = CameraMedia.open(profile, runtime, address, meter, this::patienceLost);
    }

    void begin() {
        if (ended) {
            return;
        }
        request(gateway.config(profile.config()), this::configured, failure -> {
            troubled("no configuration yet", failure);
            after(profile.retry(), this::begin);
        });
    }

    private void configured(CameraConfig config) {
        meter.untroubled();
        meter.state(CameraState.WAITING);
        after(config.keepalive(), () -> keepalive(config));
        poll(config);
        if (!profile.gatewayFirst()) {
            post(config);
        }
    }

    private void poll(CameraConfig config) {
        long asked = System.nanoTime();
        request(
                gateway.nextCommand(config.commands()),
                command -> {
                    meter.untroubled();
                    command.ifPresent(told -> obey(config, told));
                    boolean held = command.isPresent() || System.nanoTime() - asked > SHORTEST_POLL_NANOS;
                    after(held ? Duration.ZERO : profile.retry(), () -> poll(config));
                },
                failure -> {
                    troubled("no command", failure);
                    after(profile.retry(), () -> poll(config));
                });
    }

    private void obey(CameraConfig config, GatewayCommand command) {
        LOG.info("camera {}: told to {}", profile.id(), command.getClass().getSimpleName());
        if (command instanceof GatewayCommand.Play play) {
            if (play.answer().isPresent()) {
                wanted = true;
                streamTo(play.answer().get());
            } else if (session.isEmpty() || !media.isStreaming()) {
                post(config);
            }
        } else if (command instanceof GatewayCommand.Renegotiate) {
            post(config);
        } else {
            stopStreaming();
        }
    }

    private void stopStreaming() {
        wanted = false;
        media.stop();
        meter.state(CameraState.WAITING);
        endSession();
    }

    private void endSession() {
        session.ifPresent(old -> request(
                gateway.delete(old),
                known -> LOG.debug("camera {}: session {} ended, known: {}", profile.id(), old, known),
                failure -> LOG.info("camera {}: session not ended: {}", profile.id(), failure)));
        session = Optional.empty();
    }

    /** Opens a session, or another one in place of the one that the gateway does not want any more. */
    private void post(CameraConfig config) {
        if (profile.requiresPassive()) {
            refuse("the gateway asked for an offer, but this camera makes none: send an answer with play");
            return; // a stream under way goes on
        }
        wanted = true;
        if (posting) {
            return;
        }
        posting = true;
        request(
                gateway.post(config.session(), SessionOffer.of(profile, address, media)),
                opened -> {
                    posting = false;
                    meter.untroubled();
                    opened(opened);
                },
                failure -> {
                    posting = false;
                    troubled("no session", failure);
                    after(profile.retry(), () -> {
                        if (wanted) {
                            post(config);
                        }
                    });
                });
    }

    private void opened(GatewayClient.Session opened) {
        session = Optional.of(opened.location());
        if (wanted) {
            streamTo(opened.answer());
        } else {
            endSession(); // told to stop while the offer was on its way
        }
    }

    private void streamTo(String sdp) {
        try {
            CameraAnswer answer = CameraAnswer.read(sdp, profile.requiresPassive());
            media.start(answer);
            meter.state(CameraState.STREAMING);
            LOG.info("camera {}: streams to {}", profile.id(), answer);
        } catch (CameraAnswer.RefusedException e) {
            refuse(e.reason());
            stopStreaming();
        }
    }

    private void troubled(String what, String failure) {
        LOG.info("camera {}: {}: {}", profile.id(), what, failure);
        meter.troubled(what + ": " + failure);
    }

    private void refuse(String reason) {
        LOG.warn("camera {}: does not stream: {}", profile.id(), reason);
        meter.refused(reason);
    }

    private void keepalive(CameraConfig config) {
        after(config.keepalive(), () -> keepalive(config));
        session.ifPresent(current -> request(
                gateway.keepalive(current),
                state -> {
                    if (session.equals(Optional.of(current))) { // else it speaks of a session that is past
                        keptAlive(config, state);
                    }
                },
                failure -> LOG.info("camera {}: keepalive: {}", profile.id(), failure)));
    }

    private void keptAlive(CameraConfig config, GatewayClient.Keepalive state) {
        switch (state) {
            case ALIVE -> meter.increment(CameraMeter.Count.KEEPALIVES);
            case RENEGOTIATE -> post(config);
            case UNKNOWN -> {
                session = Optional.empty();
                post(config);
            }
        }
    }

    private void patienceLost() {
        end(new StopReason(
                StopReason.Kind.NO_FEEDBACK,
                "no RTCP for " + profile.patience().toMillis() / 1000.0 + " s while streaming to "
                        + media.destination()));
    }

    /** Ends everything; a second call does nothing. */
    void end(StopReason reason) {
        if (ended) {
            return;
        }
        ended = true;
        LOG.info("camera {} stops: {}", profile.id(), reason.detail());
        List.copyOf(underWay.values()).forEach(request -> request.cancel(true));
        media.close();
        meter.state(CameraState.STOPPED);
        if (reason.kind() == StopReason.Kind.CLOSED && session.isPresent()) {
            gateway.delete(session.get())
                    .orTimeout(FAREWELL.toMillis(), TimeUnit.MILLISECONDS)
                    .whenComplete((known, failure) -> onEnd.accept(reason));
        } else {
            // A camera that gives up just falls silent: whoever counted on a farewell must cope.
            onEnd.accept(reason);
        }
    }

    private <T> void request(CompletableFuture<T> response, Consumer<T> onSuccess, Consumer<String> onFailure) {
        long number = requests++;
        underWay.put(number, response);
        response.whenCompleteAsync(
                (value, failure) -> {
                    underWay.remove(number);
                    if (ended) {
                        return;
                    }
                    if (failure == null) {
                        onSuccess.accept(value);
                    } else {
                        onFailure.accept(explain(failure));
                    }
                },
                loop);
    }

    private static String explain(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof ConnectException) {
            return "the gateway cannot be reached: "
                    + (cause.getMessage() == null ? "nothing listens there" : cause.getMessage());
        }
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }

    private void after(Duration delay, Runnable task) {
        if (!ended) {
            loop.schedule(
                    () -> {
                        if (!ended) {
                            task.run();
                        }
                    },
                    delay.toNanos(),
                    TimeUnit.NANOSECONDS);
        }
    }
}
