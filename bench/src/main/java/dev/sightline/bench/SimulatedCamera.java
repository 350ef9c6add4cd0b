package dev.sightline.bench;

import io.netty.channel.EventLoop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A camera as its gateway and its media server see it: fetches its configuration, negotiates by either flow, streams
 * H.264 and Opus with sender reports, obeys REMB and keyframe requests, and stops when it gets no feedback.
 *
 * <p>All cameras of a process share one event loop. Every method may be called from any thread.
 */
public final class SimulatedCamera implements AutoCloseable {
    private static final int CLOSE_SECONDS = 5;

    private final EventLoop loop;
    private final CameraMeter meter = new CameraMeter();
    private final CameraConversation conversation;
    private final CompletableFuture<StopReason> stopped = new CompletableFuture<>();

    private SimulatedCamera(CameraProfile profile, CameraRuntime runtime) throws IOException {
        InetAddress address =
                profile.bindAddress().isPresent() ? profile.bindAddress().get() : addressTowards(profile.config());
        this.loop = runtime.loop();
        this.conversation = new CameraConversation(profile, runtime, address, meter, reason -> {
            runtime.release();
            stopped.complete(reason);
        });
    }

    /**
     * Starts a camera; it keeps asking for its configuration until the gateway answers. Binds its sockets before it
     * returns, so it is not to be called on an event loop.
     *
     * @throws UncheckedIOException when a port cannot be bound or the gateway's host has no address
     */
    public static SimulatedCamera start(CameraProfile profile) {
        CameraRuntime runtime = CameraRuntime.acquire();
        try {
            SimulatedCamera camera = new SimulatedCamera(profile, runtime);
            camera.loop.execute(camera.conversation::begin);
            return camera;
        } catch (IOException e) {
            runtime.release();
            throw new UncheckedIOException("camera " + profile.id() + " cannot start: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            runtime.release();
            throw e;
        }
    }

    /** The address of this host from which the gateway is reached; nothing is sent to find it. */
    private static InetAddress addressTowards(URI gateway) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            int port = gateway.getPort() > 0 ? gateway.getPort() : 80;
            socket.connect(new InetSocketAddress(InetAddress.getByName(gateway.getHost()), port));
            return socket.getLocalAddress();
        }
    }

    /** What it has done so far. */
    public CameraCounters counters() {
        return meter.snapshot();
    }

    /** Completes, never exceptionally, when the camera has ended and has nothing open any more. */
    public CompletableFuture<StopReason> stopped() {
        return stopped.copy();
    }

    /** Ends the stream and the session, and waits for it, at most 5 s. */
    @Override
    public void close() {
        try {
            loop.execute(() -> conversation.end(new StopReason(StopReason.Kind.CLOSED, "it was closed")));
        } catch (RejectedExecutionException e) {
            return; // it had ended by itself, and was the last one on its loop
        }
        if (loop.inEventLoop()) {
            return;
        }
        try {
            stopped.get(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("a camera did not end within " + CLOSE_SECONDS + " s", e);
        }
    }
}
