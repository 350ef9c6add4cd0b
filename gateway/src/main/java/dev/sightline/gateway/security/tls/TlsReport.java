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
 * @param doubted why it should not be used, though there is no other
 * @param refused why a newer pair is not used
 * @param insecure that its key is not safe where it lies
 */
record TlsReport(
        boolean selfSigned,
        Instant expires,
        Instant loaded,
        Optional<String> doubted,
        Optional<String> refused,
        Optional<String> insecure) {
    private static final double SECONDS_OF_A_DAY = 86_400;

    TlsReport doubting(String why) {
        return new TlsReport(selfSigned, expires, loaded, Optional.of(why), refused, insecure);
    }

    TlsReport refusing(String why) {
        return new TlsReport(selfSigned, expires, loaded, doubted, Optional.of(why), insecure);
    }

    /** Whether the files hold a pair that should not be used. */
    boolean isRefusing() {
        return doubted.isPresent() || refused.isPresent();
    }

    double daysLeft(Instant now) {
        return days(now, expires);
    }

    static double days(Instant from, Instant to) {
        return Duration.between(from, to).toSeconds() / SECONDS_OF_A_DAY;
    }

    Expiry expiry() {
        return new Expiry(expires);
    }

    /** What whoever runs the gateway has to see until it is mended. */
    List<String> notices(Instant now) {
        List<String> notices = new ArrayList<>();
        insecure.ifPresent(what -> notices.add("The private key is not safe: " + firstLine(what)));
        refused.ifPresent(why -> notices.add("Certificate: the new one is not used, the one before it goes on until "
                + expires + ". " + firstLine(why)));
        doubted.filter(why -> !expiry().isOver(now)).ifPresent(why -> notices.add("Certificate: " + firstLine(why)));
        expiry().words(now).ifPresent(words -> notices.add("TLS: " + words));
        return List.copyOf(notices);
    }

    private static String firstLine(String text) {
        String first = text.lines().findFirst().orElse(text);
        return first.length() == text.length() ? text : first + " (The log says how to mend it.)";
    }
}
