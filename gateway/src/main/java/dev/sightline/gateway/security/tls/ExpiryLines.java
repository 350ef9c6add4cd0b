package dev.sightline.gateway.security.tls;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in the log that the certificate in use runs out, whatever became of a renewal: once a day while its end is near, and
 * once when it is over. Used by one thread.
 */
final class ExpiryLines {
    private static final Logger log = LoggerFactory.getLogger(ExpiryLines.class);

    private Optional<Said> last = Optional.empty();

    /** What the last line was of. */
    private record Said(Expiry expiry, boolean over, Instant at) {
        boolean isEnough(Expiry other, Instant now) {
            return expiry.equals(other)
                    && over == other.isOver(now)
                    && (over || Duration.between(at, now).compareTo(Duration.ofDays(1)) < 0);
        }
    }

    void look(Expiry expiry, Instant now) {
        Optional<String> words = expiry.words(now);
        if (words.isEmpty() || last.filter(said -> said.isEnough(expiry, now)).isPresent()) {
            return;
        }
        isSaid(expiry, now);
        if (expiry.isOver(now)) {
            log.error("tls: {}", words.get());
        } else {
            log.warn("tls: {}", words.get());
        }
    }

    /** Somebody else has said it. */
    void isSaid(Expiry expiry, Instant now) {
        last = Optional.of(new Said(expiry, expiry.isOver(now), now));
    }
}
