package dev.sightline.probe.agent;

import java.io.IOException;
import java.util.Optional;

/** Lines to and from the gateway. One thread reads, one writes; any may close, which wakes both. */
interface Lines extends AutoCloseable {
    /**
     * Waits for the next line.
     *
     * @return empty when the gateway has closed
     * @throws IOException when the connection broke, or a line is longer than a message may be
     */
    Optional<String> read() throws IOException, InterruptedException;

    /** Waits until the line is on its way. */
    void write(String line) throws IOException, InterruptedException;

    @Override
    void close();
}
