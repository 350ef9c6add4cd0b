package dev.sightline.gateway.observe;

import dev.sightline.gateway.config.ProbeConfig;

/** Why nobody looks at the wire, and how to change that. */
final class Absence {
    private Absence() {}

    static String of(ProbeConfig config) {
        if (config.socket().isPresent()) {
            return "no probe agent is connected, so nobody looks at the wire; start one with: bin/sightline probe agent --socket "
                    + config.socket().get();
        }
        if (config.listener().isPresent()) {
            return "no probe agent is connected, so nobody looks at the wire; start one on the media server's host with:"
                    + " bin/sightline probe agent --gateway wss://GATEWAY:PORT/agent --token-file FILE";
        }
        return "no probe agent is configured, so nobody looks at the wire; start the gateway with bin/sightline serve --probe,"
                + " or set probe.socket and start bin/sightline probe agent --socket PATH";
    }
}
