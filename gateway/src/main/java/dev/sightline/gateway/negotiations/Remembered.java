package dev.sightline.gateway.negotiations;

import dev.sightline.gateway.stream.Exchange;
import dev.sightline.gateway.stream.Exchange.Failure;
import dev.sightline.gateway.stream.Exchange.Given;
import java.util.Optional;

/** What of an exchange may be remembered. */
final class Remembered {
    static final int LONGEST_REASON = 1_000;

    private Remembered() {}

    /** In characters. */
    static int length(Exchange what) {
        return what.given().map(given -> given.text().length()).orElse(0)
                + what.offer().map(String::length).orElse(0)
                + what.answer().map(String::length).orElse(0);
    }

    /** Without secrets, and with a reason that is not too long. */
    static Exchange masked(Exchange what) {
        return with(
                what,
                what.given().map(Remembered::masked),
                what.offer().map(Secrets::masked),
                what.answer().map(Secrets::masked));
    }

    static Exchange withoutText(Exchange what) {
        return with(what, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** A reason may hold the line that is to blame. */
    static Failure masked(Failure why) {
        String reason = Secrets.masked(why.reason());
        return new Failure(
                why.reached(),
                why.code(),
                reason.length() > LONGEST_REASON ? reason.substring(0, LONGEST_REASON) + " …" : reason);
    }

    /** What was said to be a session description may be JSON, and the other way round. */
    private static Given masked(Given given) {
        boolean json =
                given.form() == Given.Form.JSON || given.text().stripLeading().startsWith("{");
        return new Given(given.form(), Secrets.masked(json ? JsonSecrets.masked(given.text()) : given.text()));
    }

    private static Exchange with(
            Exchange what, Optional<Given> given, Optional<String> offer, Optional<String> answer) {
        return new Exchange(
                what.camera(),
                what.at(),
                what.peer(),
                given,
                offer,
                answer,
                what.told(),
                what.failure().map(Remembered::masked));
    }
}
