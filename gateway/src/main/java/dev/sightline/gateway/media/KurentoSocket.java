package dev.sightline.gateway.media;

import dev.sightline.gateway.config.MediaConfig.Kurento;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.kurento.jsonrpc.client.AbstractJsonRpcClientWebSocket;

/**
 * One connection for kurento-client, instead of its own, which trusts any certificate, can show no token, takes a full outbound
 * buffer for a lost connection and hides that the server is another one. It connects once; a lost connection is told once and
 * stays lost.
 */
final class KurentoSocket extends AbstractJsonRpcClientWebSocket {
    private static final Duration SENDING = Duration.ofSeconds(2);

    private final KurentoConnector connector;
    private final Consumer<String> lost;
    private final KurentoFrames frames;
    private volatile Optional<Channel> channel = Optional.empty();
    private volatile boolean closing;
    private volatile Optional<String> end = Optional.empty();
    private Optional<UnreachableException> failure = Optional.empty();
    private boolean tried;

    /** @param lost is told once why the connection ended, on its event loop; not when this was closed */
    KurentoSocket(KurentoConnector connector, Kurento config, Consumer<String> lost) {
        super(connector.access().uri().toString(), null);
        this.connector = connector;
        this.lost = lost;
        this.frames = new KurentoFrames(this::receivedTextMessage, this::ended, config.maxMessageBytes());
        setLabel("media server");
        setRequestTimeout(config.callTimeout().toMillis());
        // Events in their order on the event loop, from which they hop off at once; the client's own way is a pool
        // without
        // bound, where one endpoint's events overtake each other.
        setConcurrentServerRequest(false);
    }

    /** Whether it was opened and has not ended. */
    boolean isOpen() {
        return channel.filter(Channel::isActive).isPresent();
    }

    /** Why it ended, when it was not closed. */
    Optional<String> end() {
        return end;
    }

    /** Nothing: whoever made this asks whether the server is there, and how often is not the client's to choose. */
    @Override
    public synchronized void enableHeartbeat(int interval) {}

    @Override
    protected void connectNativeClient() throws UnreachableException, InterruptedException {
        if (failure.isPresent()) {
            throw failure.get();
        }
        if (tried) {
            throw new UnreachableException("the connection was lost");
        }
        tried = true;
        try {
            channel = Optional.of(connector.open(frames));
        } catch (UnreachableException e) {
            failure = Optional.of(e);
            throw e;
        }
    }

    @Override
    protected boolean isNativeClientConnected() {
        return isOpen();
    }

    /** Waits while what was sent before is not taken, but never on the event loop: there it fails at once. */
    @Override
    protected void sendTextMessage(String message) throws IOException {
        Channel open = channel.filter(Channel::isActive)
                .orElseThrow(() -> new UnreachableException("the connection was lost"));
        if (open.eventLoop().inEventLoop()) {
            if (!frames.room().isDone()) {
                throw new IOException("what is sent is not taken, and answering does not wait");
            }
        } else {
            awaitRoom();
        }
        var unused = open.writeAndFlush(new TextWebSocketFrame(message));
    }

    private void awaitRoom() throws IOException {
        try {
            frames.room().get(SENDING.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException("nothing that is sent was taken for " + SENDING.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            throw new IOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting to send", e);
        }
    }

    @Override
    protected void closeNativeClient() {
        closing = true;
        channel.ifPresent(open -> {
            var unused = open.close();
        });
    }

    private void ended(String why) {
        if (!closing) {
            end = Optional.of(why);
            lost.accept(why);
        }
    }
}
