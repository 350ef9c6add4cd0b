package dev.sightline.probe.firewall;

import dev.sightline.probe.PortRange;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What has to come in for one purpose.
 *
 * @param purpose what it is for: letters, digits, blanks and {@code . , : -}, at most 60
 * @param protocol its transport
 * @param ports this host's ports
 * @param from who may come; empty: anyone
 */
public record Opening(String purpose, Protocol protocol, PortRange ports, List<Network> from) {
    private static final Pattern PURPOSE = Pattern.compile("[A-Za-z0-9 .,:-]{1,60}");

    /** The transports that a firewall tells apart by port. */
    public enum Protocol {
        TCP,
        UDP;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @throws IllegalArgumentException when the purpose could be read as something else by a firewall's program */
    public Opening {
        from = List.copyOf(from);
        if (!PURPOSE.matcher(purpose).matches()) {
            throw new IllegalArgumentException("purpose \"" + purpose + "\": expected plain words, at most 60 letters");
        }
    }

    /** Open to anyone. */
    public static Opening toAnyone(String purpose, Protocol protocol, PortRange ports) {
        return new Opening(purpose, protocol, ports, List.of());
    }

    /** One port, or two joined by {@code dash}. */
    String ports(String dash) {
        return ports.first() == ports.last() ? Integer.toString(ports.first()) : ports.first() + dash + ports.last();
    }
}
