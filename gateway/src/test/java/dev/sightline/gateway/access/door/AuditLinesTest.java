package dev.sightline.gateway.access.door;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sightline.gateway.access.store.AuditEvent;
import dev.sightline.gateway.access.store.AuditLog;
import dev.sightline.gateway.config.AccessConfig.Audit;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class AuditLinesTest {
    @Test
    void ofAFloodEachLineIsJsonAndHowManyAreLeftOutIsALineElsewhere(@TempDir Path directory) {
        Said audit = new Said("dev.sightline.audit");
        Said events = new Said("dev.sightline.events");
        try (audit;
                events;
                AuditLog log = new AuditLog(directory, new Audit(1_000_000, 1), new AuditLines())) {
            for (int i = 0; i < 140; i++) {
                log.record(new AuditEvent("somebody", "sign-in", "", "192.0.2.1", "refused"));
            }
            log.close();
        }

        assertThat(audit.lines()).hasSize(60).allMatch(line -> line.startsWith("{") && line.endsWith("}"));
        assertThat(events.lines())
                .filteredOn(line -> line.startsWith("audit:"))
                .containsExactly("audit: 80 more refusals within a minute are in the audit log's files only");
    }

    private record Said(Logger logger, ListAppender<ILoggingEvent> appender) implements AutoCloseable {
        Said(String name) {
            this((Logger) LoggerFactory.getLogger(name), new ListAppender<>());
            appender.start();
            logger.addAppender(appender);
        }

        List<String> lines() {
            return appender.list.stream()
                    .map(ILoggingEvent::getFormattedMessage)
                    .toList();
        }

        @Override
        public void close() {
            logger.detachAppender(appender);
        }
    }
}
