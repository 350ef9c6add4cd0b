package dev.sightline.gateway.access.store;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sightline.gateway.config.AccessConfig.Audit;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Who did what, from where, with which result: one JSON object a line in {@code audit.ndjson}. Tries to sign in that were refused
 * are in {@code refused.ndjson}: anybody can make them, and they would push out what matters.
 * A file is put aside when it is full, and so many are kept. Any thread may write; the file has a thread of its own.
 */
public final class AuditLog implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(AuditLog.class);
    private static final int QUEUE = 1024;
    private static final java.time.Duration CLOSING = java.time.Duration.ofSeconds(5);

    private final ObjectMapper json = new ObjectMapper();
    private final Path file;
    private final Path refused;
    private final Audit bounds;
    private final Scheduler writer = Schedulers.newBoundedElastic(1, QUEUE, "audit", 60, true);
    private final AtomicLong lost = new AtomicLong();
    private final Listener listener;
    private volatile Optional<String> trouble = Optional.empty();

    /** Is told of each event before it is written; called by any thread, it must not wait. */
    public interface Listener {
        void happened(AuditEvent event, String line);

        /** Nothing more happens. */
        default void closed() {}
    }

    /**
     * @param directory of access control
     * @param listener tells of events elsewhere too
     */
    public AuditLog(Path directory, Audit bounds, Listener listener) {
        this.file = directory.resolve("audit.ndjson");
        this.refused = directory.resolve("refused.ndjson");
        this.bounds = bounds;
        this.listener = listener;
    }

    /** Why events are not written at present. */
    public Optional<String> trouble() {
        return trouble;
    }

    /** How many events are in no file, since the start. */
    public long lost() {
        return lost.get();
    }

    public void record(AuditEvent event) {
        String line = line(event, Instant.now());
        listener.happened(event, line);
        try {
            writer.schedule(() -> append(event.isStrangers() ? refused : file, line));
        } catch (java.util.concurrent.RejectedExecutionException e) {
            notWritten("too many events wait for " + file);
        }
    }

    /** Waits a bounded time until all is written. */
    @Override
    public void close() {
        writer.disposeGracefully()
                .timeout(CLOSING, Mono.empty())
                .onErrorComplete()
                .block();
        writer.dispose();
        listener.closed();
    }

    private String line(AuditEvent event, Instant at) {
        ObjectNode line = json.createObjectNode()
                .put("at", at.toString())
                .put("who", event.who())
                .put("what", event.what());
        if (!event.on().isEmpty()) {
            line.put("on", event.on());
        }
        if (!event.from().isEmpty()) {
            line.put("from", event.from());
        }
        return line.put("result", event.result()).toString();
    }

    /** Processes take turns, so that none appends to a file that another puts aside. */
    private void append(Path to, String line) {
        try {
            byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
            StateFile state = new StateFile(to);
            state.alone(() -> {
                if (size(to) + bytes.length > bounds.maxBytes()) {
                    putAside(to);
                }
                state.appendLine(bytes);
                return true;
            });
            written();
        } catch (IOException e) {
            notWritten(String.valueOf(e.getMessage()));
        }
    }

    private static long size(Path file) throws IOException {
        try {
            return Files.size(file);
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    private void putAside(Path file) throws IOException {
        for (int i = bounds.keep(); i > 1; i--) {
            move(aside(file, i - 1), aside(file, i));
        }
        move(file, aside(file, 1));
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        } catch (NoSuchFileException e) {
            log.debug("there is no {} to put aside", from);
        }
    }

    private static Path aside(Path file, int number) {
        return file.resolveSibling(file.getFileName() + "." + number);
    }

    private synchronized void notWritten(String why) {
        lost.incrementAndGet();
        if (trouble.isEmpty()) {
            log.error("the audit log is not written: {}; what happens is in this log only", why);
        }
        trouble = Optional.of("The audit log is not written: " + why);
    }

    private synchronized void written() {
        if (trouble.isPresent()) {
            log.warn("the audit log {} is written again; {} events since the start are not in it", file, lost);
            trouble = Optional.empty();
        }
    }
}
