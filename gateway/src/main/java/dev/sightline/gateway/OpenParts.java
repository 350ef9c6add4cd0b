package dev.sightline.gateway;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What has to be closed, in the reverse order of its opening. For one thread. */
final class OpenParts implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(OpenParts.class);

    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    /** Closes {@code part} before all that is here already. */
    <T extends AutoCloseable> T opened(T part) {
        open.push(part);
        return part;
    }

    /** Closes {@code part} after all that is here already. */
    void last(AutoCloseable part) {
        open.addLast(part);
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            AutoCloseable last = open.pop();
            try {
                last.close();
            } catch (Exception e) {
                log.warn("{} did not end well", last.getClass().getSimpleName(), e);
            }
        }
    }
}
