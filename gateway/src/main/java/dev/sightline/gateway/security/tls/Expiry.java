package dev.sightline.gateway.security.tls;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How near the end of a certificate is, in words.
 *
 * @param end when it, or the first certificate of its chain, expires
 */
record Expiry(Instant end) {
    /** Renewals come thirty days before the end; who sees this has missed several. */
    private static final Duration NEAR = Duration.ofDays(14);

    boolean isOver(Instant now) {
        return now.isAfter(end);
    }

    /** What there is to say, or nothing while the end is far. */
    Optional<String> words(Instant now) {
        if (isOver(now)) {
            return Optional.of("the certificate in use expired at " + end
                    + ": browsers and cameras that check it refuse it. A renewed one is used as soon as it is there.");
        }
        return now.plus(NEAR).isAfter(end)
                ? Optional.of("the certificate in use expires in " + left(Duration.between(now, end)) + ", at " + end
                        + ". A renewed one is used as soon as it is there.")
                : Optional.empty();
    }

    private static String left(Duration time) {
        if (time.toDays() > 0) {
            return counted(time.toDays(), "day");
        }
        return time.toHours() > 0 ? counted(time.toHours(), "hour") : counted(Math.max(1, time.toMinutes()), "minute");
    }

    private static String counted(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }
}
