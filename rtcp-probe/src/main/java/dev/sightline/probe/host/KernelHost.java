package dev.sightline.probe.host;

import dev.sightline.probe.PortRange;
import java.nio.file.Path;

/** This host, as its kernel tells. Of the kernel nothing is asked until somebody asks here, but which tunnels there are. */
public final class KernelHost implements AutoCloseable {
    private final KernelRoutes routes = KernelRoutes.open();
    private final KernelNeighbours neighbours = KernelNeighbours.open();
    private final KernelReversePaths reversePaths = KernelReversePaths.open();
    private final KernelSockets sockets = new KernelSockets(Path.of("/proc/net"));
    private final KernelTunnels tunnels = KernelTunnels.open();
    private final KernelFirewall firewall;

    private KernelHost(KernelFirewall firewall) {
        this.firewall = firewall;
    }

    /**
     * Opens it.
     *
     * @param mediaPorts the ports whose packets' drops are looked for
     * @param traceFirewall whether a table of its own may be added to the firewall to trace them
     */
    public static KernelHost open(PortRange mediaPorts, boolean traceFirewall) {
        return new KernelHost(traceFirewall ? KernelFirewall.tracing(mediaPorts) : KernelFirewall.reading(mediaPorts));
    }

    /** What it says of itself. */
    public Host host() {
        return new Host(routes, neighbours, firewall, reversePaths, sockets, tunnels);
    }

    @Override
    public void close() {
        firewall.close();
        tunnels.close();
        sockets.close();
        reversePaths.close();
        neighbours.close();
        routes.close();
    }
}
