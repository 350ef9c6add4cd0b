package dev.sightline.relay.rpc;

import dev.sightline.relay.EngineConfig;
import dev.sightline.relay.MediaEngine;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Set;

/** An engine on loopback with its RPC in front, closed in the right order. */
final class TestRelay implements AutoCloseable {
    private final MediaEngine engine;
    private final RelayServer server;

    private TestRelay(MediaEngine engine, RelayServer server) {
        this.engine = engine;
        this.server = server;
    }

    static TestRelay start() {
        return start(RpcLimits.DEFAULT);
    }

    static TestRelay start(RpcLimits limits) {
        return start(limits, Set.of());
    }

    static TestRelay start(RpcLimits limits, Set<String> hostNames) {
        return start(limits, RpcAccess.OPEN.withHostNames(hostNames));
    }

    static TestRelay start(RpcLimits limits, RpcAccess access) {
        MediaEngine engine = MediaEngine.start(EngineConfig.onLoopback().withLoops(2));
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        return new TestRelay(engine, RelayServer.start(engine, any, limits, access));
    }

    MediaEngine engine() {
        return engine;
    }

    URI uri() {
        return server.uri();
    }

    int port() {
        return server.port();
    }

    long refused() {
        return server.refused();
    }

    RawClient connect() {
        return RawClient.connect(server.uri());
    }

    @Override
    public void close() {
        server.close();
        engine.close();
    }
}
