package dev.sightline.probe.judge;

import dev.sightline.probe.Negotiation;
import dev.sightline.probe.RecentMap;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The latest negotiation of each camera, by name and by the media server's ports. Not for several threads. */
final class Agreements {
    private final RecentMap<String, Agreement> byCamera;
    private final Map<Integer, AgreedSection> byServerPort = new HashMap<>();
    private final Map<Integer, Instant> sinceByServerPort = new HashMap<>();

    Agreements(int bound) {
        byCamera = new RecentMap<>(bound);
    }

    /** What is known already changes nothing. */
    void add(Negotiation negotiation, Instant now) {
        Agreement known = byCamera.get(negotiation.camera());
        if (known == null || !known.negotiation().equals(negotiation)) {
            byCamera.put(negotiation.camera(), Agreement.of(negotiation, now));
            index();
        }
    }

    void forget(String camera) {
        if (byCamera.remove(camera) != null) {
            index();
        }
    }

    private void index() {
        byServerPort.clear();
        sinceByServerPort.clear();
        byCamera.values()
                .forEach(agreement -> agreement.sections().forEach(section -> {
                    byServerPort.put(section.serverRtpPort(), section);
                    sinceByServerPort.put(section.serverRtpPort(), agreement.since());
                }));
    }

    /** The section that agrees on the media server's port of a stream. */
    Optional<AgreedSection> of(RtpStream stream) {
        return Optional.ofNullable(byServerPort.get(stream.localPort()));
    }

    /** When the port of a stream was agreed on: what was sent before belongs to an earlier negotiation. */
    Optional<Instant> since(RtpStream stream) {
        return Optional.ofNullable(sinceByServerPort.get(stream.localPort()));
    }

    boolean hasPort(int serverPort) {
        return byServerPort.containsKey(serverPort);
    }

    Collection<Agreement> all() {
        return List.copyOf(byCamera.values());
    }
}
