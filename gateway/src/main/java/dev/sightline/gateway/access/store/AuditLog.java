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
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Who did what, from where, with which result: one JSON object a line in {@code audit.ndjson}, and a line of the program's log.
 * The file is put aside when it is full, and so many are kept. Any thread may write; the file has a thread of its own.
 */
public final class AuditLog implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger("dev.sightline.audit");
    private static final int QUEUE = 1024;
    private static final java.time.Duration CLOSING = java.time.Duration.ofSeconds(5);

    private final ObjectMapper json = new ObjectMapper();
    private final Path file;
    private final Audit bounds;
    private final Scheduler writer = Schedulers.newBoundedElastic(1, QUEUE, "audit", 60, true);
    private final AtomicBoolean warned = new AtomicBoolean();

    private final boolean quiet;

    private AuditLog(Path directory, Audit bounds, boolean quiet) {
        this.file = directory.resolve("audit.ndjson");
        this.bounds = bounds;
        this.quiet = quiet;
    }

    /** @param directory of access control */
    public AuditLog(Path directory, Audit bounds) {
        this(directory, bounds, false);
    }

    /** One without a line of the program's log, for commands whose output is for people. */
    public static AuditLog quiet(Path directory, Audit bounds) {
        return new AuditLog(directory, bounds, true);
    }

    public void record(AuditEvent event) {
        String line = line(event, Instant.now());
        if (!quiet) {
            log.info("{}", line);
        }
        try {
            writer.schedule(() -> append(line));
        } catch (java.util.concurrent.RejectedExecutionException e) {
            warn("too many events wait to be written");
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
    private void append(String line) {
        try {
            byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
            StateFile state = new StateFile(file);
            state.alone(() -> {
                if (size() + bytes.length > bounds.maxBytes()) {
                    putAside();
                }
                state.append(bytes);
                return true;
            });
            warned.set(false);
        } catch (IOException e) {
            warn(String.valueOf(e.getMessage()));
        }
    }

    private long size() throws IOException {
        try {
            return Files.size(file);
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    private void putAside() throws IOException {
        for (int i = bounds.keep(); i > 1; i--) {
            move(aside(i - 1), aside(i));
        }
        move(file, aside(1));
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        } catch (NoSuchFileException e) {
            log.debug("there is no {} to put aside", from);
        }
    }

    private Path aside(int number) {
        return file.resolveSibling(file.getFileName() + "." + number);
    }

    private void warn(String why) {
        if (!warned.getAndSet(true)) {
            log.error("the audit log {} is not written: {}; what happens is in this log only", file, why);
        }
    }
}
