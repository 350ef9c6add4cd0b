package dev.sightline.gateway.security.tls;

import dev.sightline.gateway.config.GatewayConfig;
import dev.sightline.gateway.config.ListenersConfig.Listener;
import dev.sightline.gateway.config.TlsConfig;
import dev.sightline.gateway.config.TlsConfig.Pem;
import dev.sightline.gateway.files.ProcessUser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Looks at everything that TLS needs, as this process sees it, and says pass or fail of each point. It waits: not for event loops. */
public final class TlsDoctor {
    private final GatewayConfig config;
    private final ProcessUser user;

    /** @throws TlsException when it cannot be seen as whom this process runs */
    public TlsDoctor(GatewayConfig config) throws TlsException {
        this.config = config;
        try {
            this.user = ProcessUser.current();
        } catch (IOException e) {
            throw new TlsException("as whom this process runs cannot be seen: " + e, e);
        }
    }

    /** As whom it looks. */
    public ProcessUser user() {
        return user;
    }

    /** In the order in which things go wrong. */
    public List<Checkup> examine() {
        List<Checkup> points = new ArrayList<>();
        Optional<ServerIdentity> identity = Optional.empty();
        TlsConfig tls = config.tls();
        if (tls.pem().isPresent()) {
            Pem pem = tls.pem().get();
            points.addAll(new KeyCheckup(user, tls.allowInsecureKeyPermissions()).examine(pem.key()));
            CertificateCheckup certificate =
                    new CertificateCheckup(tls, config.dashboard().hostNames());
            if (points.get(points.size() - 1).outcome() == Checkup.Outcome.FAIL) {
                points.add(Checkup.note("pair", "not looked at: the key is not there to be compared"));
                certificate.examineWithoutKey(PemFiles.certificate(pem, user), points);
            } else {
                identity = certificate.examine(new PemFiles(pem, user, true), points);
            }
            points.add(
                    identity.isPresent()
                            ? new RenewalCheckup(pem, user).examine()
                            : Checkup.note("renewal", "not played: there is no pair that could be renewed"));
        } else {
            points.add(Checkup.note(
                    "certificate",
                    "tls.certificate and tls.key are not set: a self-signed pair is made, of which browsers warn"));
        }
        return ports(points, identity);
    }

    private List<Checkup> ports(List<Checkup> points, Optional<ServerIdentity> identity) {
        config.cameras().clientCertificates().ifPresent(clients -> points.add(new ClientsCheckup().examine(clients)));
        PortCheckup ports = new PortCheckup(identity.map(ServerIdentity::certificate));
        listeners().forEach((name, listener) -> points.add(ports.examine(name, listener)));
        return List.copyOf(points);
    }

    private Map<String, Listener> listeners() {
        return new TreeMap<>(Map.of(
                "config", config.listeners().config(),
                "dashboard", config.listeners().dashboard(),
                "signaling", config.listeners().signaling()));
    }
}
