package dev.sightline.cli.firewall;

import dev.sightline.gateway.config.GatewayConfig;
import dev.sightline.gateway.config.ListenersConfig.Listener;
import dev.sightline.gateway.config.MediaConfig;
import dev.sightline.probe.PortRange;
import dev.sightline.probe.firewall.Network;
import dev.sightline.probe.firewall.Opening;
import dev.sightline.probe.firewall.Opening.Protocol;
import dev.sightline.probe.firewall.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a configuration needs to come in: nothing for a listener on loopback, and for the rest no more than its port. */
final class PlanOfConfig {
    /** The purpose of the opening for the cameras' streams. */
    static final String CAMERA_MEDIA = "cameras: RTP and RTCP";

    private final GatewayConfig config;
    private final PlanOptions options;
    private final PortRange freePorts;
    private final List<Opening> openings = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    /** @param freePorts where the kernel takes a port from that the configuration leaves open */
    PlanOfConfig(GatewayConfig config, PlanOptions options, PortRange freePorts) {
        this.config = config;
        this.options = options;
        this.freePorts = freePorts;
    }

    Plan plan() {
        CameraSources sources = new CameraSources(config.cameras());
        List<Network> cameras = cameraNetworks(sources);
        anyone("SSH", Protocol.TCP, options.ssh);
        listener(
                "cameras: configuration", "listeners.config", config.listeners().config(), sources.ofRequests(cameras));
        listener("page", "listeners.dashboard", config.listeners().dashboard(), List.of());
        listener("viewers: signaling", "listeners.signaling", config.listeners().signaling(), List.of());
        config.probe().listener().ifPresent(at -> listener("probe agents", "probe.listener", at, List.of()));
        Optional<PortRange> media = mediaPorts();
        media.ifPresent(
                ports -> openings.add(new Opening(CAMERA_MEDIA, Protocol.UDP, ports, sources.ofMedia(cameras))));
        Optional<PortRange> viewers = viewerPorts();
        viewers.ifPresent(ports -> anyone("viewers: media", Protocol.UDP, ports));
        noteShared(media, viewers);
        options.iceTcp.ifPresent(port -> anyone("viewers: media over TCP", Protocol.TCP, port));
        options.turn.ifPresent(port -> anyone("TURN", Protocol.UDP, port));
        options.turn.ifPresent(port -> anyone("TURN over TCP", Protocol.TCP, port));
        options.turnPorts.ifPresent(ports -> anyone("TURN: relayed media", Protocol.UDP, ports));
        if (!isLoopback(config.listeners().management())) {
            notes.add("Metrics (port " + config.listeners().management().port()
                    + ") are not opened: add a rule for the one network that reads them.");
        }
        return new Plan(openings, notes);
    }

    private List<Network> cameraNetworks(CameraSources sources) {
        if (!options.cameraNetworks.isEmpty()) {
            return options.cameraNetworks;
        }
        return sources.networks().orElseGet(() -> {
            notes.add("Cameras may come from all private addresses; name their network in cameras.networks, or with"
                    + " --camera-network.");
            return Network.PRIVATE;
        });
    }

    /** Viewers may come from anywhere, and a firewall cannot tell by the packet who sends. */
    private void noteShared(Optional<PortRange> media, Optional<PortRange> viewers) {
        boolean known =
                media.isPresent() && viewers.isPresent() && !viewers.get().equals(freePorts);
        if (known
                && media.get().first() <= viewers.get().last()
                && viewers.get().first() <= media.get().last()) {
            notes.add(
                    "Viewers use ports of the cameras' too, and may come from anywhere: there the cameras' networks hold"
                            + " nobody off. Give viewers ports of their own.");
        }
    }

    private void anyone(String purpose, Protocol protocol, PortRange ports) {
        openings.add(Opening.toAnyone(purpose, protocol, ports));
    }

    private void listener(String purpose, String key, Listener listener, List<Network> from) {
        if (isLoopback(listener)) {
            notes.add("Not opened: " + key + " (port " + listener.port() + ") listens on loopback only.");
        } else if (listener.port() == 0) {
            notes.add("NOT OPENED: " + key + " takes another free port at each start; give it one.");
        } else {
            openings.add(new Opening(purpose, Protocol.TCP, new PortRange(listener.port(), listener.port()), from));
        }
    }

    private static boolean isLoopback(Listener listener) {
        return listener.address().isLoopbackAddress();
    }

    private Optional<PortRange> mediaPorts() {
        MediaConfig.Relay relay = config.media().relay();
        if (options.mediaPorts.isPresent()) {
            return options.mediaPorts;
        }
        if (!config.media().kurento().embedded()) {
            notes.add("No media: it goes to the media server. On its host, give its ports with --media-ports and"
                    + " --viewer-ports.");
            return Optional.empty();
        }
        if (relay.minPort() > 0) {
            return Optional.of(new PortRange(relay.minPort(), relay.maxPort()));
        }
        notes.add("media.relay.mediaPorts is absent, so all free ports are opened to cameras; set it, as 20000-20999.");
        return Optional.of(freePorts);
    }

    private Optional<PortRange> viewerPorts() {
        if (options.viewerPorts.isPresent()) {
            return options.viewerPorts;
        }
        if (!config.media().kurento().embedded()) {
            return Optional.empty();
        }
        int port = config.media().relay().webRtcPort();
        if (port > 0) {
            return Optional.of(new PortRange(port, port));
        }
        notes.add("media.relay.webRtcPort is 0, so all free UDP ports are opened to viewers; set it, as 20001.");
        return Optional.of(freePorts);
    }
}
