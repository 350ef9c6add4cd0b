package dev.sightline.gateway.access.door;

import dev.sightline.gateway.access.store.AuditEvent;
import dev.sightline.gateway.access.store.AuditLog;
import dev.sightline.gateway.security.limits.LogPace;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Audit events in the program's log. Anybody can be refused, from ever so many addresses: of that a bounded number is told. */
final class AuditLines implements AuditLog.Listener {
    private static final Logger log = LoggerFactory.getLogger("dev.sightline.audit");
    /** Each line of the other is JSON. */
    private static final Logger events = LoggerFactory.getLogger("dev.sightline.events");

    private static final int REFUSED_A_MINUTE = 60;

    private final LogPace refused = new LogPace(
            REFUSED_A_MINUTE,
            left -> events.info("audit: {} more refusals within a minute are in the audit log's files only", left));

    @Override
    public void happened(AuditEvent event, String line) {
        if (event.result().equals(AuditEvent.DONE)) {
            log.info("{}", line);
        } else {
            refused.say(others -> log.info("{}", line));
        }
    }

    @Override
    public void closed() {
        refused.sayRest();
    }
}
