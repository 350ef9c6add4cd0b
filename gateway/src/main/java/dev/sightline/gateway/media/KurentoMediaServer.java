package dev.sightline.gateway.media;

import com.google.gson.JsonObject;
import dev.sightline.gateway.config.MediaConfig.Kurento;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.kurento.client.KurentoClient;
import org.kurento.client.MediaPipeline;
import org.kurento.client.ServerInfo;
import org.kurento.jsonrpc.message.Request;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * A media server that speaks Kurento's protocol: a Kurento Media Server, or the embedded relay. A lost connection is another
 * life: a new client is made, with growing pauses between the tries, and what the old one had made is let go.
 */
public final class KurentoMediaServer implements MediaServer {
    private static final Logger log = LoggerFactory.getLogger(KurentoMediaServer.class);
    private static final Logger events = LoggerFactory.getLogger("dev.sightline.events");
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration PING = Duration.ofSeconds(5);
    private static final int PING_INTERVAL_MILLIS = 240_000;
    private static final int MOST_ORPHANS = 10_000;
    private static final int MOST_LATE = 1_000;

    private final KurentoAccess access;
    private final KurentoConnector connector;
    private final Kurento config;
    private final KurentoCalls calls;
    private final Sinks.Many<Availability> availability = Sinks.many().replay().latest();
    private final Set<String> pipelines = ConcurrentHashMap.newKeySet();
    private volatile Optional<Life> life = Optional.empty();
    private volatile Optional<Description> description = Optional.empty();
    private volatile String lastFailure = "";
    private volatile boolean closed;

    /**
     * One connection to one server.
     *
     * @param pause before the next try, should this one end early
     * @param since nanoseconds of {@link System#nanoTime()}
     */
    private record Life(
            KurentoSocket socket,
            KurentoClient client,
            KurentoDialect dialect,
            LateAnswers late,
            Duration pause,
            long since) {
        /** One that comes and goes is not asked again at once, as one is that was there for a while. */
        boolean wasSteady(Duration longestPause) {
            return System.nanoTime() - since >= longestPause.toNanos();
        }
    }

    private KurentoMediaServer(KurentoAccess access, Kurento config, Consumer<String> dropped) {
        this.access = access;
        this.connector = new KurentoConnector(access, config);
        this.config = config;
        this.calls = new KurentoCalls(config, dropped);
    }

    /**
     * Begins to connect, and goes on trying for ever; the caller does not wait.
     *
     * @param access where it is, and what each shows the other
     * @param dropped is told of each event for which there was no room
     */
    public static KurentoMediaServer connect(KurentoAccess access, Kurento config, Consumer<String> dropped) {
        KurentoMediaServer server = new KurentoMediaServer(access, config, dropped);
        server.publish(new Availability.Down("it was not reached yet"));
        server.calls.later(Duration.ZERO, () -> server.tryToConnect(FIRST_PAUSE));
        return server;
    }

    @Override
    public boolean isUp() {
        return life.isPresent();
    }

    @Override
    public Optional<Description> description() {
        return description;
    }

    @Override
    public Flux<Availability> availability() {
        return availability.asFlux();
    }

    @Override
    public Mono<dev.sightline.gateway.media.MediaPipeline> createPipeline() {
        return Mono.defer(() -> {
            Life now = life.orElseThrow(() -> KurentoCalls.down("it is being tried again; try in a few seconds"));
            KurentoClient client = now.client();
            return calls.make("create a pipeline", now.late(), making -> {
                        MediaPipeline made = making.<MediaPipeline>create(client::createMediaPipeline);
                        return new KurentoPipeline(made, now.dialect(), calls, now.late(), pipelines::remove);
                    })
                    .doOnNext(made -> remember(made.id()))
                    .map(made -> made);
        });
    }

    @Override
    public void close() {
        closed = true;
        life.ifPresent(last -> {
            calls.run("let go of everything", () -> {
                        releaseOrphans(last.client());
                        closeQuietly(last.socket());
                    })
                    .onErrorComplete()
                    .block();
        });
        life = Optional.empty();
        availability.tryEmitComplete();
        calls.close();
        connector.close();
    }

    private void remember(String pipeline) {
        if (pipelines.size() < MOST_ORPHANS) {
            pipelines.add(pipeline);
        }
    }

    private void tryToConnect(Duration pause) {
        if (closed) {
            return;
        }
        KurentoSocket[] mine = new KurentoSocket[1];
        KurentoSocket socket = new KurentoSocket(connector, config, reason -> lost(mine[0], reason));
        mine[0] = socket;
        try {
            KurentoClient client = KurentoClient.createFromJsonRpcClientHonoringClientTimeouts(socket);
            ServerInfo info = client.getServerManager().getInfo();
            releaseOrphans(client);
            Description found = new Description(access.uri().toString(), info.getVersion(), access.embedded());
            description = Optional.of(found);
            LateAnswers late = new LateAnswers(
                    MOST_LATE, () -> lost(socket, "it owes more than " + MOST_LATE + " answers after their time"));
            life = Optional.of(new Life(socket, client, KurentoDialect.of(info), late, pause, System.nanoTime()));
            lastFailure = "";
            events.info("media server {} at {} is there", info.getVersion(), access.uri());
            publish(new Availability.Up(found));
            calls.later(PING, () -> ping(socket, client));
            if (!socket.isOpen()) {
                // It was told before there was a life to end.
                lost(socket, socket.end().orElse("the connection ended at once"));
            }
        } catch (RuntimeException e) {
            closeQuietly(socket);
            String why = socket.end().orElseGet(() -> reason(e)); // the client says only that it ended
            log.atLevel(why.equals(lastFailure) ? Level.DEBUG : Level.WARN)
                    .log("media server {} cannot be reached: {}; trying again", access.uri(), why);
            lastFailure = why;
            again(pause);
        }
    }

    private void again(Duration pause) {
        if (!closed) {
            long millis = pause.toMillis();
            long jittered = millis / 2 + ThreadLocalRandom.current().nextLong(millis / 2 + 1);
            Duration next = pause.multipliedBy(2);
            Duration bounded = next.compareTo(config.longestPause()) > 0 ? config.longestPause() : next;
            calls.later(Duration.ofMillis(jittered), () -> tryToConnect(bounded));
        }
    }

    /** Called on the client's event loop. */
    private void lost(KurentoSocket socket, String reason) {
        calls.always(() -> {
            if (closed) {
                return;
            }
            Optional<Life> ended = life.filter(now -> now.socket() == socket);
            if (ended.isPresent()) {
                life = Optional.empty();
                log.warn("media server {} was lost: {}", access.uri(), reason);
                publish(new Availability.Down(reason));
            }
            // Calls that wait for an answer of the lost connection end by this.
            calls.later(Duration.ZERO, () -> {
                closeQuietly(socket);
                ended.ifPresent(this::tryAfter);
            });
        });
    }

    private void tryAfter(Life ended) {
        if (ended.wasSteady(config.longestPause())) {
            tryToConnect(FIRST_PAUSE);
        } else {
            again(ended.pause());
        }
    }

    /** A server that is gone without a word, with its host or its network, is found by this. */
    private void ping(KurentoSocket socket, KurentoClient client) {
        if (closed || life.filter(now -> now.client() == client).isEmpty()) {
            return;
        }
        try {
            JsonObject interval = new JsonObject();
            interval.addProperty("interval", PING_INTERVAL_MILLIS);
            client.sendJsonRpcRequest(new Request<>("ping", interval));
            calls.later(PING, () -> ping(socket, client));
        } catch (IOException | RuntimeException e) {
            lost(socket, "it does not answer pings: " + reason(e));
        }
    }

    /** What an earlier connection had made lives on when only the connection was lost: nobody else would let it go. */
    private void releaseOrphans(KurentoClient client) {
        for (String id : Set.copyOf(pipelines)) {
            pipelines.remove(id);
            try {
                client.getById(id, MediaPipeline.class).release();
            } catch (RuntimeException e) {
                log.debug("pipeline {} was not released: {}", id, reason(e));
            }
        }
    }

    private void publish(Availability now) {
        calls.always(() -> availability.tryEmitNext(now).orThrow());
    }

    private static void closeQuietly(KurentoSocket socket) {
        try {
            socket.close();
        } catch (IOException | RuntimeException e) {
            log.debug("closing the media server's connection: {}", reason(e));
        }
    }

    /** What was explained already, else the first cause. */
    private static String reason(Throwable error) {
        Throwable next = error;
        while (!(next instanceof UnreachableException) && next.getCause() != null) {
            next = next.getCause();
        }
        if (next instanceof UnreachableException explained) {
            return String.valueOf(explained.getMessage());
        }
        return next.getClass().getSimpleName() + (next.getMessage() == null ? "" : ", " + next.getMessage());
    }
}
