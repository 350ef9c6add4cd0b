package dev.sightline.probe.firewall.bisect;

import dev.sightline.probe.PortRange;
import java.net.InetAddress;
import java.util.List;

/**
 * Where the rules are replayed: who talks with whom. Addresses and names are those of the host that the rules are for.
 *
 * @param server this host's address towards the camera
 * @param camera the camera's address, of the same family
 * @param interfaceName the interface that leads to the camera
 * @param mediaPorts the media server's ports towards cameras
 * @param tcpPorts TCP ports that the camera has to reach, too
 */
public record Scene(
        InetAddress server, InetAddress camera, String interfaceName, PortRange mediaPorts, List<Integer> tcpPorts) {
    /** @throws IllegalArgumentException when the addresses are the same or of two families, or no interface has such a name */
    public Scene {
        tcpPorts = List.copyOf(tcpPorts);
        if (server.equals(camera) || server.getAddress().length != camera.getAddress().length) {
            throw new IllegalArgumentException("server " + server.getHostAddress() + ", camera "
                    + camera.getHostAddress() + ": expected two addresses of one family");
        }
        if (!interfaceName.matches("[\\w.@-]{1,15}") || interfaceName.equals("lo")) {
            throw new IllegalArgumentException(
                    "'" + interfaceName + "' cannot be the interface that leads to a camera");
        }
        if (mediaPorts.last() - mediaPorts.first() < 1) {
            throw new IllegalArgumentException("media ports " + mediaPorts + ": expected one for RTP and one for RTCP");
        }
    }

    boolean isIpv6() {
        return server.getAddress().length == 16;
    }
}
