package dev.sightline.gateway.access.door;

import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What keeps something from being written down; the log tells when that begins and when it is over. For one thread; who asks may be any. */
final class Unwritten {
    private static final Logger log = LoggerFactory.getLogger(Unwritten.class);

    private final String what;
    private final String then;
    private volatile Optional<String> why = Optional.empty();

    /** Something that may fail as files do. */
    interface Write {
        void run() throws IOException;
    }

    /**
     * @param what is written, as a sentence about it begins
     * @param then what comes of it where it is not
     */
    Unwritten(String what, String then) {
        this.what = what;
        this.then = then;
    }

    void tried(Write write) {
        try {
            write.run();
            if (why.isPresent()) {
                log.warn("{} is written down again", what);
                why = Optional.empty();
            }
        } catch (IOException e) {
            if (why.isEmpty()) {
                log.error("{} is not written down: {}; {}", what, e.getMessage(), then);
            }
            why = Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** For whoever runs the gateway, while it lasts. */
    Optional<String> notice() {
        return why.map(reason ->
                Character.toUpperCase(what.charAt(0)) + what.substring(1) + " is not written down: " + reason);
    }
}
