package dev.sightline.probe.host.kernel;

import dev.sightline.probe.PortRange;
import dev.sightline.probe.host.Host;
import dev.sightline.probe.host.firewall.KernelFirewall;

/**
 * This host, as its kernel tells. Of the kernel nothing is asked until somebody asks here, but which tunnels and policies of
 * IPsec there are. Not
 * for several threads; the {@link Host} is for any.
 */
public final class KernelHost implements AutoCloseable {
    private final KernelRoutes routes = KernelRoutes.open();
    private final KernelNeighbours neighbours = KernelNeighbours.open();
    private final PortRange mediaPorts;
    private final boolean traceFirewall;
    private Timed timed;

    /** What tells when something was, by this host's clock. */
    private record Timed(
            KernelFirewall firewall,
            KernelReversePaths reversePaths,
            KernelSockets sockets,
            KernelTunnels tunnels,
            KernelIpsec ipsec) {
        static Timed open(PortRange mediaPorts, boolean traceFirewall) {
            KernelSockets sockets = KernelSockets.open();
            return new Timed(
                    traceFirewall ? KernelFirewall.tracing(mediaPorts) : KernelFirewall.reading(mediaPorts),
                    KernelReversePaths.open(),
                    sockets,
                    KernelTunnels.open(),
                    KernelIpsec.open(sockets::isOpen));
        }

        void close() {
            firewall.close();
            ipsec.close();
            tunnels.close();
            sockets.close();
            reversePaths.close();
        }
    }

    private KernelHost(PortRange mediaPorts, boolean traceFirewall) {
        this.mediaPorts = mediaPorts;
        this.traceFirewall = traceFirewall;
        this.timed = Timed.open(mediaPorts, traceFirewall);
    }

    /**
     * Opens it.
     *
     * @param mediaPorts the ports whose packets' drops are looked for
     * @param traceFirewall whether a table of its own may be added to the firewall to trace them
     */
    public static KernelHost open(PortRange mediaPorts, boolean traceFirewall) {
        return new KernelHost(mediaPorts, traceFirewall);
    }

    /** What it says of itself; after {@link #beginAnew} another one says it. */
    public Host host() {
        return new Host(
                routes, neighbours, timed.firewall, timed.reversePaths, timed.sockets, timed.tunnels, timed.ipsec);
    }

    /** Counts and times everything anew, because this host's clock was set. */
    public void beginAnew() {
        timed.close();
        timed = Timed.open(mediaPorts, traceFirewall);
    }

    @Override
    public void close() {
        timed.close();
        neighbours.close();
        routes.close();
    }
}
