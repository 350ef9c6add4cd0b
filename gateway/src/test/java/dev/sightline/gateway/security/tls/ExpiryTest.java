package dev.sightline.gateway.security.tls;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

class ExpiryTest {
    private static final Instant NOW = Instant.parse("2026-11-28T18:00:00Z");

    @ParameterizedTest(name = "{0} left")
    @CsvSource({
        "P20D, ''",
        "P13DT5H, expires in 13 days",
        "P1DT5H, expires in 1 day",
        "PT5H30M, expires in 5 hours",
        "PT90S, expires in 1 minute",
        "PT2S, expires in 1 minute",
        "PT-2S, expired at 2026-11-28T17:59:58Z"
    })
    void whatIsLeftIsSaidInWordsOfItsSize(Duration left, String expected) {
        assertThat(new Expiry(NOW.plus(left)).words(NOW).orElse(""))
                .contains(expected)
                .matches("|.*\\.");
    }

    @ParameterizedTest(name = "{0} left")
    @CsvSource({"P3D, expires in 3 days", "PT-1S, expired at"})
    void aRefusedRenewalHidesNotThatThePairInUseRunsOut(Duration left, String expected) {
        TlsReport report = new TlsReport(
                        false, NOW.plus(left), NOW, Optional.empty(), Optional.empty(), Optional.empty())
                .refusing("tls: the key is not the certificate's");

        assertThat(report.notices(NOW)).hasSize(2);
        assertThat(report.notices(NOW).get(0))
                .contains("the key is not the certificate's")
                .contains("goes on until " + report.expires());
        assertThat(report.notices(NOW).get(1)).contains(expected);
    }

    @Test
    void theLogSaysItOnceADayAndOnceWhenItIsOver() {
        ListAppender<ILoggingEvent> said = new ListAppender<>();
        said.start();
        Logger log = (Logger) LoggerFactory.getLogger(ExpiryLines.class);
        log.addAppender(said);
        try {
            ExpiryLines lines = new ExpiryLines();
            Expiry expiry = new Expiry(NOW.plus(Duration.ofDays(3)));
            for (int hour = -30 * 24; hour < 10 * 24; hour++) {
                lines.look(expiry, NOW.plus(Duration.ofHours(hour)));
            }
        } finally {
            log.detachAppender(said);
        }

        assertThat(said.list.stream().filter(line -> line.getLevel() == Level.WARN))
                .as("near, for a fortnight")
                .hasSize(14);
        assertThat(said.list.stream().filter(line -> line.getLevel() == Level.ERROR))
                .singleElement()
                .asString()
                .contains("expired at");
    }
}
