package dev.sightline.gateway.media;

import java.net.URI;
import java.time.Duration;
import java.util.function.Consumer;
import org.kurento.jsonrpc.client.JsonRpcClientNettyWebSocket;

/**
 * The client's connection without its own way of reconnecting: that one takes a full outbound buffer for a lost connection,
 * waits a fixed time, and hides that the server is another one. A lost connection is told once and stays lost.
 */
final class KurentoSocket extends JsonRpcClientNettyWebSocket {
    private final Consumer<String> lost;

    KurentoSocket(URI uri, Duration connectTimeout, Duration callTimeout, Consumer<String> lost) {
        super(uri.toString());
        this.lost = lost;
        setLabel("media server");
        setConnectionTimeout(Math.toIntExact(connectTimeout.toMillis()));
        setRequestTimeout(callTimeout.toMillis());
        // Events in their order on the client's event loop, from which they hop off at once; the client's own way is a
        // pool
        // without bound, where one endpoint's events overtake each other.
        setConcurrentServerRequest(false);
    }

    @Override
    protected void handleReconnectDisconnection(int statusCode, String closeReason) {
        if (!isNativeClientConnected()) {
            lost.accept(closeReason);
        }
    }

    @Override
    protected void closeWithReconnection() {
        lost.accept("it does not answer pings");
    }
}
