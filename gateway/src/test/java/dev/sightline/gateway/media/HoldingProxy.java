package dev.sightline.gateway.media;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Sinks;
import reactor.netty.DisposableServer;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.http.websocket.WebsocketOutbound;

/**
 * Stands between a client and a media server, passes on what they say, and keeps chosen answers back for as long as the test
 * wants. It knows by what was said which objects are alive.
 */
final class HoldingProxy implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern OBJECT = Pattern.compile("[^\"]*kurento\\.(MediaPipeline|RtpEndpoint|WebRtcEndpoint)");

    private final Set<String> alive = ConcurrentHashMap.newKeySet();
    private final Map<Integer, String> releases = new ConcurrentHashMap<>();
    private final Set<Integer> creations = ConcurrentHashMap.newKeySet();
    private final Set<Integer> held = ConcurrentHashMap.newKeySet();
    private final List<Runnable> answers = new CopyOnWriteArrayList<>();
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final URI server;
    private final DisposableServer proxy;
    private volatile Optional<Pattern> hold = Optional.empty();

    HoldingProxy(URI server) {
        this.server = server;
        this.proxy = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .channelGroup(connections)
                .route(routes -> routes.ws("/kurento", this::pass))
                .bindNow();
    }

    URI uri() {
        return URI.create("ws://127.0.0.1:" + proxy.port() + "/kurento");
    }

    /** The objects that were made and not released. */
    Set<String> alive() {
        return Set.copyOf(alive);
    }

    /** From now on the answers to requests in which this is found are kept back. */
    void holdAnswersTo(String pattern) {
        hold = Optional.of(Pattern.compile(pattern));
    }

    /** How many answers have come and are kept back. */
    int holds() {
        return answers.size();
    }

    /** What was kept back goes on, and nothing more is. */
    void letThrough() {
        hold = Optional.empty();
        held.clear();
        List<Runnable> all = List.copyOf(answers);
        answers.clear();
        all.forEach(Runnable::run);
    }

    private Publisher<Void> pass(WebsocketInbound in, WebsocketOutbound out) {
        Sinks.Many<String> toClient = Sinks.many().unicast().onBackpressureBuffer();
        Sinks.Many<String> toServer = Sinks.many().unicast().onBackpressureBuffer();
        in.aggregateFrames()
                .receive()
                .asString()
                .doOnNext(this::requested)
                .doFinally(end -> toServer.tryEmitComplete())
                .subscribe(toServer::tryEmitNext);
        HttpClient.create()
                .websocket()
                .uri(server)
                .handle((from, to) -> {
                    from.aggregateFrames()
                            .receive()
                            .asString()
                            .subscribe(text -> answered(text, () -> toClient.tryEmitNext(text)));
                    return to.sendString(toServer.asFlux());
                })
                .subscribe();
        return out.sendString(toClient.asFlux());
    }

    private void requested(String text) {
        JsonNode request = parsed(text);
        int id = request.path("id").asInt();
        if (text.contains("\"create\"")) {
            creations.add(id);
        }
        if (request.path("method").asText().equals("release")) {
            releases.put(id, request.path("params").path("object").asText());
        }
        if (hold.filter(pattern -> pattern.matcher(text).find()).isPresent()) {
            held.add(id);
        }
    }

    private void answered(String text, Runnable pass) {
        JsonNode answer = parsed(text);
        Integer id = answer.has("id") ? answer.path("id").asInt() : Integer.MIN_VALUE;
        if (creations.remove(id)) {
            OBJECT.matcher(text).results().map(MatchResult::group).forEach(alive::add);
        }
        Optional.ofNullable(releases.remove(id))
                .ifPresent(object -> alive.removeIf(known -> known.equals(object) || known.startsWith(object + "/")));
        if (held.contains(id)) {
            answers.add(pass);
        } else {
            pass.run();
        }
    }

    private static JsonNode parsed(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every connection ends at once. */
    void cut() {
        connections.close().syncUninterruptibly();
    }

    @Override
    public void close() {
        cut();
        proxy.disposeNow();
    }
}
