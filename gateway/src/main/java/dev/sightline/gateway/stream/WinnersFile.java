package dev.sightline.gateway.stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sightline.gateway.config.CameraId;
import dev.sightline.sdp.ReturnPathPolicy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Keeps the winners in one small JSON file, {@code {"cameras":{"gate-3":{"policy":"comedia","insteadOf":"camera-address"}}}}.
 * Only what differs from the configuration is kept; where there is no room for more, what was kept longest ago of a camera
 * that is not listed gives way. The file is written anew as a whole, beside the old one, which it then
 * replaces: a crash leaves one of the two. What cannot be read or written costs a warning and nothing else.
 */
public final class WinnersFile implements Winners, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(WinnersFile.class);
    private static final long MAX_BYTES = 16L << 20;
    private static final Duration CLOSING = Duration.ofSeconds(2);

    private final Path file;
    private final int most;
    private final Set<CameraId> listed;
    /** The latest kept last. Guarded by itself. */
    private final Map<CameraId, Winner> winners = new LinkedHashMap<>();

    private final Scheduler writer = Schedulers.newSingle("winners-file", true);
    private final AtomicBoolean writing = new AtomicBoolean();
    private final AtomicBoolean warned = new AtomicBoolean();
    private final ObjectMapper json = new ObjectMapper();

    /** @param insteadOf what the configuration would have begun with */
    private record Winner(ReturnPathPolicy policy, ReturnPathPolicy insteadOf) {}

    private WinnersFile(Path file, int most, Set<CameraId> listed) {
        this.file = file;
        this.most = most;
        this.listed = Set.copyOf(listed);
    }

    /**
     * Reads the file; not to be called on an event loop.
     *
     * @param most how many cameras are kept
     * @param listed whose winners give way to nobody's
     */
    public static WinnersFile open(Path file, int most, Set<CameraId> listed) {
        WinnersFile opened = new WinnersFile(file, most, listed);
        opened.read();
        return opened;
    }

    @Override
    public Optional<ReturnPathPolicy> of(CameraId camera, ReturnPathPolicy configured) {
        synchronized (winners) {
            return Optional.ofNullable(winners.get(camera))
                    .filter(winner -> winner.insteadOf() == configured)
                    .map(Winner::policy);
        }
    }

    @Override
    public void keep(CameraId camera, ReturnPathPolicy configured, Optional<ReturnPathPolicy> winner) {
        Optional<Winner> next =
                winner.filter(policy -> policy != configured).map(policy -> new Winner(policy, configured));
        synchronized (winners) {
            if (Optional.ofNullable(winners.get(camera)).equals(next)) {
                return;
            }
            winners.remove(camera);
            next.filter(kept -> hasRoom()).ifPresent(kept -> winners.put(camera, kept));
        }
        if (writing.compareAndSet(false, true)) {
            try {
                writer.schedule(this::write);
            } catch (RejectedExecutionException ended) {
                writing.set(false);
                log.debug("{} is closed, and what is kept now is not in it", file);
            }
        }
    }

    private boolean hasRoom() {
        if (winners.size() >= most) {
            winners.keySet().stream()
                    .filter(camera -> !listed.contains(camera))
                    .findFirst()
                    .ifPresent(winners::remove);
        }
        return winners.size() < most;
    }

    /** Waits a bounded time until what is known is written. */
    @Override
    public void close() {
        writer.disposeGracefully().timeout(CLOSING, Mono.empty()).block();
        writer.dispose();
    }

    private void read() {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new IOException("it is larger than " + MAX_BYTES + " bytes");
            }
            JsonNode cameras = json.readTree(Files.readAllBytes(file)).path("cameras");
            if (!cameras.isObject()) {
                throw new IOException("it has no object \"cameras\"");
            }
            cameras.properties().forEach(entry -> take(entry.getKey(), entry.getValue()));
        } catch (NoSuchFileException e) {
            log.debug("{} does not exist yet", file);
        } catch (IOException e) {
            log.warn(
                    "the proven return paths in {} cannot be used: {}; the gateway starts without them, and proves them anew",
                    file,
                    reason(e));
        }
    }

    private void take(String camera, JsonNode winner) {
        Optional<ReturnPathPolicy> policy = policy(winner.path("policy"));
        Optional<ReturnPathPolicy> insteadOf = policy(winner.path("insteadOf"));
        synchronized (winners) {
            if (winners.size() < most && policy.isPresent() && insteadOf.isPresent()) {
                CameraId.parse(camera).ifPresent(id -> winners.put(id, new Winner(policy.get(), insteadOf.get())));
            }
        }
    }

    private static Optional<ReturnPathPolicy> policy(JsonNode word) {
        return Arrays.stream(ReturnPathPolicy.values())
                .filter(policy -> ReturnPath.word(policy).equals(word.asText()))
                .findFirst();
    }

    private void write() {
        writing.set(false); // what is changed from here on is written by the next one
        try {
            Path directory = Optional.ofNullable(file.toAbsolutePath().getParent())
                    .orElseThrow(() -> new IOException("it names no file"));
            Files.createDirectories(directory);
            Path beside = directory.resolve(file.getFileName() + ".new");
            Files.deleteIfExists(beside); // of a crash; whatever else lies there is not followed and written to
            try (FileChannel out = FileChannel.open(
                    beside, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
                ByteBuffer text = ByteBuffer.wrap(text());
                while (text.hasRemaining()) {
                    out.write(text);
                }
                out.force(true);
            }
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            warned.set(false);
        } catch (IOException e) {
            if (!warned.getAndSet(true)) {
                log.warn(
                        "the proven return paths cannot be kept in {}: {}; after a restart they are proven anew. Set returnPath.winnersFile to a file that this process may write, or to none",
                        file,
                        reason(e));
            }
        }
    }

    private byte[] text() throws JsonProcessingException {
        ObjectNode cameras = JsonNodeFactory.instance.objectNode();
        synchronized (winners) {
            winners.forEach((camera, winner) -> cameras.putObject(camera.value())
                    .put("policy", ReturnPath.word(winner.policy()))
                    .put("insteadOf", ReturnPath.word(winner.insteadOf())));
        }
        String text = json.writerWithDefaultPrettyPrinter()
                .writeValueAsString(JsonNodeFactory.instance.objectNode().set("cameras", cameras));
        return (text + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static String reason(IOException error) {
        return error instanceof JsonProcessingException damaged
                ? "it is damaged, " + damaged.getOriginalMessage()
                : error.getClass().getSimpleName() + ", " + error.getMessage();
    }
}
