package dev.sightline.gateway.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Where the gateway listens.
 *
 * @param config the cameras' HTTP, plain and TLS on one port
 * @param dashboard the page, HTTPS
 * @param signaling the viewers' WebSocket, WSS
 * @param management metrics and health, plain HTTP: keep it on loopback or a network of its own
 */
public record ListenersConfig(Listener config, Listener dashboard, Listener signaling, Listener management) {
    /** @param port 0 takes a free one */
    public record Listener(InetAddress address, int port) {
        public InetSocketAddress socketAddress() {
            return new InetSocketAddress(address, port);
        }
    }
}
