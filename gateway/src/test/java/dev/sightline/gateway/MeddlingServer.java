package dev.sightline.gateway;

import dev.sightline.relay.EngineConfig;
import dev.sightline.relay.MediaEngine;
import dev.sightline.relay.rpc.RelayServer;
import dev.sightline.relay.rpc.RpcLimits;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.DisposableServer;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.WebsocketClientSpec;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.WebsocketServerSpec;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.http.websocket.WebsocketOutbound;

/** A relay of its own process, as far as the gateway can see, that may be told to answer offers otherwise. */
final class MeddlingServer implements AutoCloseable {
    private static final int LONGEST = 1 << 20;
    private static final String OFFER = "\"processOffer\"";

    /** What becomes of an offer. */
    enum Habit {
        ANSWERS,
        REFUSES,
        IS_SILENT,
        /** Says of no section that it is passive. */
        IS_NOT_PASSIVE
    }

    private final MediaEngine engine = MediaEngine.start(EngineConfig.onLoopback());
    private final RelayServer relay =
            RelayServer.start(engine, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), RpcLimits.DEFAULT);
    private final DisposableServer door = HttpServer.create()
            .host("127.0.0.1")
            .port(0)
            .route(routes -> routes.ws(
                    "/kurento",
                    this::pass,
                    WebsocketServerSpec.builder().maxFramePayloadLength(LONGEST).build()))
            .bindNow(Duration.ofSeconds(10));
    private volatile Habit habit = Habit.ANSWERS;

    String uri() {
        return "ws://127.0.0.1:" + door.port() + "/kurento";
    }

    void becomes(Habit next) {
        habit = next;
    }

    private Mono<Void> pass(WebsocketInbound in, WebsocketOutbound out) {
        Sinks.Many<String> back = Sinks.many().unicast().onBackpressureBuffer();
        Flux<String> asked = in.aggregateFrames(LONGEST).receive().asString().concatMap(this::asked);
        Mono<Void> behind = HttpClient.create()
                .websocket(WebsocketClientSpec.builder()
                        .maxFramePayloadLength(LONGEST)
                        .build())
                .uri("ws://127.0.0.1:" + relay.port() + "/kurento")
                .handle((fromRelay, toRelay) -> toRelay.sendString(asked)
                        .then()
                        .and(fromRelay
                                .aggregateFrames(LONGEST)
                                .receive()
                                .asString()
                                .map(this::answered)
                                .doOnNext(frame -> back.emitNext(frame, busy()))
                                .then()))
                .then();
        return out.sendString(back.asFlux()).then().and(behind);
    }

    /** Of a method that nobody knows a media server says no, in a transaction, too. */
    private Flux<String> asked(String frame) {
        if (!frame.contains(OFFER) || habit == Habit.ANSWERS || habit == Habit.IS_NOT_PASSIVE) {
            return Flux.just(frame);
        }
        return habit == Habit.REFUSES ? Flux.just(frame.replace(OFFER, "\"processNothing\"")) : Flux.empty();
    }

    private String answered(String frame) {
        return habit == Habit.IS_NOT_PASSIVE ? frame.replace("a=direction:passive", "a=x-none") : frame;
    }

    private static Sinks.EmitFailureHandler busy() {
        return Sinks.EmitFailureHandler.busyLooping(Duration.ofSeconds(1));
    }

    @Override
    public void close() {
        door.disposeNow(Duration.ofSeconds(5));
        relay.close();
        engine.close();
    }
}
