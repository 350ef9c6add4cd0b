package dev.sightline.probe.judge.agreed;

import dev.sightline.probe.Negotiation;
import dev.sightline.probe.RecentMap;
import dev.sightline.probe.judge.seen.RtpStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The latest negotiation of each camera, by name and by the media server's ports. Not for several threads. */
public final class Agreements {
    /** A camera's negotiation agrees on a port with this section. */
    private record Claim(Agreement agreement, AgreedSection section) {}

    private final int bound;
    private final RecentMap<String, Agreement> byCamera;
    /** Where several claim a port the latest counts: a media server gives a port away again once it is free. */
    private final Map<Integer, List<Claim>> byServerPort = new HashMap<>();

    public Agreements(int bound) {
        this.bound = bound;
        byCamera = new RecentMap<>(bound);
    }

    /** What is known already changes nothing. */
    public void add(Negotiation negotiation, Instant now) {
        Agreement known = byCamera.get(negotiation.camera());
        if (known == null || !known.negotiation().equals(negotiation)) {
            forget(negotiation.camera());
            makeRoom();
            Agreement agreement = Agreement.of(negotiation, now);
            byCamera.put(negotiation.camera(), agreement);
            agreement
                    .sections()
                    .forEach(section -> byServerPort
                            .computeIfAbsent(section.serverRtpPort(), port -> new ArrayList<>(1))
                            .add(new Claim(agreement, section)));
        }
    }

    public void forget(String camera) {
        Agreement known = byCamera.remove(camera);
        if (known != null) {
            known.ports()
                    .forEach(port -> byServerPort.computeIfPresent(port, (same, claims) -> {
                        claims.removeIf(claim ->
                                claim.agreement().negotiation().camera().equals(camera));
                        return claims.isEmpty() ? null : claims;
                    }));
        }
    }

    private void makeRoom() {
        if (byCamera.size() >= bound) {
            forget(byCamera.keySet().iterator().next());
        }
    }

    /** The section that agrees on the media server's port of a stream. */
    public Optional<AgreedSection> of(RtpStream stream) {
        return claim(stream).map(Claim::section);
    }

    /** When the port of a stream was agreed on: what was sent before belongs to an earlier negotiation. */
    public Optional<Instant> since(RtpStream stream) {
        return claim(stream).map(claim -> claim.agreement().since());
    }

    private Optional<Claim> claim(RtpStream stream) {
        return Optional.ofNullable(byServerPort.get(stream.localPort())).map(claims -> claims.get(claims.size() - 1));
    }

    public boolean hasPort(int serverPort) {
        return byServerPort.containsKey(serverPort);
    }

    public Collection<Agreement> all() {
        return List.copyOf(byCamera.values());
    }
}
