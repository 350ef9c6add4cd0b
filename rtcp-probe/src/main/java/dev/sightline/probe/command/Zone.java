package dev.sightline.probe.command;

import dev.sightline.probe.Wording;
import dev.sightline.probe.capture.InterfaceNames;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Optional;
import picocli.CommandLine.TypeConversionException;

/**
 * The link of an address that is good on one link only (RFC 4007, section 11), as {@code eth0} in {@code fe80::1%eth0}.
 *
 * @param text as it was typed
 * @param address what stands before the {@code %}
 * @param link what stands behind it; empty where there is none
 */
record Zone(String text, String address, Optional<String> link) {
    /** @throws TypeConversionException when it names a link for an address that needs none, or says none behind its % */
    static Zone of(String text) throws UnknownHostException {
        int percent = text.indexOf('%');
        if (percent < 0) {
            return new Zone(text, text, Optional.empty());
        }
        String literal = text.substring(0, percent);
        String link = text.substring(percent + 1);
        if (!isNeededFor(new Converters.Address().convert(literal))) {
            throw new TypeConversionException("'" + text + "' names an interface, which only a link-local address"
                    + " needs; expected " + literal + " alone");
        }
        if (link.isEmpty()) {
            throw new TypeConversionException(
                    "'" + text + "' names no interface behind its %; expected one as " + literal + "%eth0");
        }
        return new Zone(text, literal, Optional.of(link));
    }

    /** Whether each link has an address of its own that is written so. */
    static boolean isNeededFor(InetAddress address) {
        return address instanceof Inet6Address && (address.isLinkLocalAddress() || address.isMCLinkLocal());
    }

    /** @throws TypeConversionException when this host has no such link */
    void refuseUnlessHere() {
        link.ifPresent(this::index);
    }

    /**
     * The number of the link here.
     *
     * @throws TypeConversionException when none is named, or this host has no such link
     */
    int indexHere() {
        return index(link.orElseThrow(() -> new TypeConversionException("'" + text
                + "' is an address that each link may have; name the interface, as " + text + "%eth0" + known())));
    }

    private int index(String name) {
        try {
            NetworkInterface here = NetworkInterface.getByName(name);
            if (here != null) {
                return here.getIndex();
            }
        } catch (SocketException e) {
            throw new TypeConversionException(
                    "'" + text + "': this host's interfaces cannot be read: " + e.getMessage());
        }
        throw new TypeConversionException("'" + text + "': there is no interface " + name + " here" + known());
    }

    private static String known() {
        return InterfaceNames.ofThisHost()
                .map(names -> "; there are: " + Wording.interfaces(names))
                .orElse("");
    }
}
