package dev.sightline.gateway.access.door;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sightline.gateway.access.Permission;
import dev.sightline.gateway.access.Principal;
import dev.sightline.gateway.access.store.AuditEvent;
import dev.sightline.gateway.config.CameraId;
import io.netty.handler.codec.http.HttpMethod;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;
import reactor.core.publisher.Mono;

/** {@code POST /api/cameras/{id}/tickets}: a ticket for somebody who may watch this camera. */
final class TicketRoutes {
    private final Room room;
    private final Predicate<CameraId> exists;
    private final Duration longest;

    TicketRoutes(Room room, Predicate<CameraId> exists, Duration longest) {
        this.room = room;
        this.exists = exists;
        this.longest = longest;
    }

    Mono<Void> ticket(Exchange exchange, String id) {
        if (!exchange.method().equals(HttpMethod.POST)) {
            throw exchange.methodNotAllowed(HttpMethod.POST);
        }
        Principal issuer = room.gate().admit(exchange.request(), Permission.TICKETS);
        // Whose cameras are others learns nothing of this one, not even whether there is one.
        CameraId camera = CameraId.parse(id)
                .filter(known -> issuer.may(Permission.TICKETS, known))
                .filter(exists)
                .orElseThrow(() -> new Refusal(
                        404, "unknown-camera", "There is no such camera", "GET /api/cameras tells which there are"));
        return exchange.jsonIfAny().flatMap(json -> issue(exchange, issuer, camera, life(json)));
    }

    private Mono<Void> issue(Exchange exchange, Principal issuer, CameraId camera, Duration life) {
        return room.work(() -> {
                    Tickets.Issued issued = room.keys().tickets().issue(camera, issuer.name(), life);
                    room.audit(exchange, issuer.name(), "ticket", camera + " " + issued.id(), AuditEvent.DONE);
                    return Exchange.object()
                            .put("ticket", issued.ticket())
                            .put("expires", issued.expires().toString());
                })
                .flatMap(json -> exchange.answer(201, json));
    }

    private Duration life(JsonNode json) {
        JsonNode seconds = json.path("seconds");
        if (seconds.isMissingNode()) {
            return longest;
        }
        return Optional.of(seconds)
                .filter(JsonNode::canConvertToInt)
                .map(JsonNode::intValue)
                .filter(number -> number >= 1 && number <= longest.toSeconds())
                .map(Duration::ofSeconds)
                .orElseThrow(() -> Refusal.badRequest("seconds was expected to be 1 to " + longest.toSeconds()));
    }
}
