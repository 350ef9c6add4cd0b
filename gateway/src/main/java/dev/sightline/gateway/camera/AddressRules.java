package dev.sightline.gateway.camera;

import dev.sightline.gateway.config.CamerasConfig.CameraConfig;
import dev.sightline.gateway.config.IpLiteral;
import java.net.InetAddress;
import java.util.Set;

/**
 * Whose address is it? A camera may only name its own, so that nobody can make the media server send to a stranger. What a
 * camera's configuration lists is allowed; loopback, multicast, broadcast, link-local and the gateway's own addresses never
 * are, unless listed.
 */
final class AddressRules {
    private final Set<InetAddress> own;

    /** @param own the addresses of this host */
    AddressRules(Set<InetAddress> own) {
        this.own = Set.copyOf(own);
    }

    /**
     * The address that counts.
     *
     * @param where in the offer it stands, for the complaint
     * @param named as written by the camera
     * @param source where the request came from
     * @throws RequestRefused when the camera may not name it
     */
    InetAddress named(String where, String named, InetAddress source, CameraConfig camera) {
        InetAddress address = IpLiteral.parse(named)
                .orElseThrow(() -> RequestRefused.forbiddenAddress(where + " names '" + shown(named)
                        + "'; an IP address was expected (names are never looked up)"));
        if (address.isAnyLocalAddress()) {
            return source;
        }
        if (!address.equals(source) && !camera.addresses().contains(address)) {
            throw RequestRefused.forbiddenAddress(
                    where + " names " + address.getHostAddress() + ", but the request came from "
                            + source.getHostAddress() + ". Name that one or 0.0.0.0, or have the operator list "
                            + address.getHostAddress() + " under cameras.list.addresses of " + camera.id());
        }
        return address;
    }

    /**
     * Media may go there.
     *
     * @throws RequestRefused when it must not
     */
    InetAddress allowed(InetAddress address, CameraConfig camera) {
        if (camera.addresses().contains(address)) {
            return address;
        }
        if (own.contains(address) || address.isLoopbackAddress()) {
            throw RequestRefused.forbiddenAddress(address.getHostAddress()
                    + " is an address of the gateway's own host: a camera there must be listed with it under"
                    + " cameras.list.addresses of " + camera.id());
        }
        if (address.isMulticastAddress() || address.isLinkLocalAddress() || isBroadcast(address)) {
            throw RequestRefused.forbiddenAddress(address.getHostAddress()
                    + " is a multicast, broadcast or link-local address; a camera's own unicast address was expected");
        }
        return address;
    }

    private static boolean isBroadcast(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length == 4 && bytes[0] == -1 && bytes[1] == -1 && bytes[2] == -1 && bytes[3] == -1;
    }

    private static String shown(String text) {
        String plain = text.replaceAll("[^ -~]", "?");
        return plain.length() > 60 ? plain.substring(0, 60) + "…" : plain;
    }
}
