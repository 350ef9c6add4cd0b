package dev.sightline.gateway.security.tls;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What there is to say of the certificate in use.
 *
 * @param expires when it, or the first certificate of its chain, does
 * @param loaded since when it is used
 * @param refused why a newer pair is not used, or why the present one should not be
 * @param insecure that its key is not safe where it lies
 */
record TlsReport(
        boolean selfSigned, Instant expires, Instant loaded, Optional<String> refused, Optional<String> insecure) {
    /** Renewals come thirty days before the end; who sees this has missed several. */
    private static final long DAYS_TO_WARN = 14;

    private static final double SECONDS_OF_A_DAY = 86_400;

    TlsReport refusing(String why) {
        return new TlsReport(selfSigned, expires, loaded, Optional.of(why), insecure);
    }

    double daysLeft(Instant now) {
        return days(now, expires);
    }

    static double days(Instant from, Instant to) {
        return Duration.between(from, to).toSeconds() / SECONDS_OF_A_DAY;
    }

    /** What whoever runs the gateway has to see until it is mended. */
    List<String> notices(Instant now) {
        List<String> notices = new ArrayList<>();
        insecure.ifPresent(what -> notices.add("The private key is not safe: " + firstLine(what)));
        refused.ifPresent(why -> notices.add("Certificate: " + firstLine(why)));
        long days = (long) daysLeft(now);
        if (refused.isEmpty() && days < DAYS_TO_WARN) {
            notices.add(
                    days < 0
                            ? "The certificate has expired; a renewed one is used as soon as it is there."
                            : "The certificate expires in " + days + (days == 1 ? " day." : " days."));
        }
        return List.copyOf(notices);
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse(text);
    }
}
