package dev.sightline.gateway.media;

import dev.sightline.gateway.config.Network;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.kurento.client.Properties;
import org.kurento.client.ServerInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one server understands beyond Kurento's protocol: a relay of ours says so by a module; any other is told none of it. */
final class KurentoDialect {
    private static final Logger log = LoggerFactory.getLogger(KurentoDialect.class);
    private static final String MODULE = "sightline";
    private static final String SENDER_NETWORKS = "senderNetworks";

    private final boolean ours;
    private final AtomicBoolean warned = new AtomicBoolean();

    private KurentoDialect(boolean ours) {
        this.ours = ours;
    }

    static KurentoDialect of(ServerInfo info) {
        return new KurentoDialect(info.getModules().stream().anyMatch(module -> MODULE.equals(module.getName())));
    }

    /** The properties of a camera's endpoint. */
    Properties camera(List<Network> networks) {
        Properties properties = new Properties();
        if (networks.isEmpty()) {
            return properties;
        }
        if (ours) {
            return properties.add(
                    SENDER_NETWORKS, networks.stream().map(Network::toString).toList());
        }
        if (warned.compareAndSet(false, true)) {
            log.warn("this media server cannot be told where cameras are, and takes their media from anywhere: keep its"
                    + " media ports to cameras.networks by a firewall");
        }
        return properties;
    }
}
