package dev.sightline.probe.agent;

import java.io.IOException;

/** Reaches the gateway. */
@FunctionalInterface
interface Connector {
    /**
     * One try; waits a bounded time.
     *
     * @throws IOException whose message says what failed and the cure
     */
    Lines connect() throws IOException, InterruptedException;

    /** @throws IOException when the certificate to trust cannot be read */
    static Connector to(GatewayPlace gateway) throws IOException {
        if (gateway instanceof GatewayPlace.Elsewhere elsewhere) {
            return new WebSocketConnector(elsewhere);
        }
        return new UnixConnector(((GatewayPlace.OnThisHost) gateway).socket());
    }
}
