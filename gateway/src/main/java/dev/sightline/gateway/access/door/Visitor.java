package dev.sightline.gateway.access.door;

import dev.sightline.gateway.access.Permission;
import dev.sightline.gateway.access.Principal;
import dev.sightline.gateway.config.CameraId;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Someone who comes to watch, for as long as their connection lives. For one thread. */
public final class Visitor {
    private final Supplier<Optional<Principal>> known;
    private final Function<String, Optional<Principal>> tickets;
    private Optional<Principal> ticket = Optional.empty();

    /**
     * @param known who they are; asked again each time, for a session may end
     * @param tickets what a ticket is good for
     */
    Visitor(Supplier<Optional<Principal>> known, Function<String, Optional<Principal>> tickets) {
        this.known = known;
        this.tickets = tickets;
    }

    /** Takes a ticket; whether it is good. Its camera may be watched as long as this connection lives. */
    public boolean show(String shown) {
        Optional<Principal> holder = tickets.apply(shown);
        if (holder.isPresent()) {
            ticket = holder;
        }
        return holder.isPresent();
    }

    /** Whether they have shown anything that is still good. */
    public boolean isKnown() {
        return ticket.isPresent() || known.get().isPresent();
    }

    public boolean mayWatch(CameraId camera) {
        return ticket.filter(holder -> holder.may(Permission.WATCH, camera)).isPresent()
                || known.get()
                        .filter(principal -> principal.may(Permission.WATCH, camera))
                        .isPresent();
    }

    /** For logs. */
    public String name() {
        return ticket.or(known).map(Principal::name).orElse("nobody");
    }
}
