package dev.sightline.probe.judge;

import dev.sightline.probe.host.Firewall;
import dev.sightline.probe.host.Host;
import dev.sightline.probe.host.Routes;
import java.util.Optional;

/** Hosts of which little is known. */
public final class TestHost {
    private TestHost() {}

    /** Nothing is known. */
    public static Host unknown() {
        return of(address -> Optional.empty());
    }

    /** Nothing but the routes is known. */
    public static Host of(Routes routes) {
        return new Host(routes, address -> Optional.empty(), Firewall.unread("the firewall was not read"));
    }
}
