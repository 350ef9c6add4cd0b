package dev.sightline.sdp;

import java.time.Instant;
import java.util.Optional;

/**
 * When the session takes place: {@code t=start stop} (RFC 8866, section 5.9).
 *
 * @param start seconds since 1900 (NTP); 0 for a session that is always there
 * @param stop the same; 0 for a session without end
 */
public record Timing(long start, long stop) implements SdpValue {
    private static final long NTP_TO_UNIX = 2_208_988_800L;
    private static final long MAX = 999_999_999_999L;
    private static final String EXPECTED = "two numbers of seconds were expected, as in t=0 0";

    static Timing read(ValueReader in) throws MalformedLine {
        Timing timing = new Timing(in.number(MAX, EXPECTED), in.number(MAX, EXPECTED));
        in.finish("nothing more was expected after the two numbers");
        return timing;
    }

    /** Empty when the session is always there. */
    public Optional<Instant> starts() {
        return instant(start);
    }

    /** Empty when the session does not end. */
    public Optional<Instant> stops() {
        return instant(stop);
    }

    private static Optional<Instant> instant(long ntp) {
        return ntp == 0 ? Optional.empty() : Optional.of(Instant.ofEpochSecond(ntp - NTP_TO_UNIX));
    }

    @Override
    public String toLine() {
        return "t=" + start + " " + stop;
    }
}
