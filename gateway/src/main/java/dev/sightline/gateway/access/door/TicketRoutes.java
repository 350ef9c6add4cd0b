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
        room.gate().admit(exchange.request(), Permission.TICKETS);
        CameraId camera = CameraId.parse(id).filter(exists).orElseThrow(TicketRoutes::unknownCamera);
        issuer(exchange, camera);
        return exchange.jsonIfAny("seconds").flatMap(json -> issue(exchange, camera, life(json)));
    }

    /** Whose cameras are others learns nothing of this one, not even whether there is one. */
    private Principal issuer(Exchange exchange, CameraId camera) {
        Principal issuer = room.gate().admit(exchange.request(), Permission.TICKETS);
        if (!issuer.may(Permission.TICKETS, camera)) {
            throw unknownCamera();
        }
        return issuer;
    }

    private static Refusal unknownCamera() {
        return new Refusal(404, "unknown-camera", "There is no such camera", "GET /api/cameras tells which there are");
    }

    private Mono<Void> issue(Exchange exchange, CameraId camera, Duration life) {
        return room.work(() -> {
                    Principal issuer = issuer(exchange, camera);
                    Tickets.Issued issued = room.keys().tickets().issue(camera, life);
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
