package dev.sightline.gateway.security.limits;

import dev.sightline.gateway.config.RateRule;
import io.netty.util.AttributeKey;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.HttpServerRoutes;

/** Stands before other routes: what comes too often from one address gets {@code 429} and goes no further. */
public final class RateGate implements Consumer<HttpServerRoutes> {
    private static final AttributeKey<TooMany> REFUSED = AttributeKey.valueOf(RateGate.class, "refused");

    private final RateLimits rates;
    private final RateRule rule;

    public RateGate(RateLimits rates, RateRule rule) {
        this.rates = rates;
        this.rule = rule;
    }

    @Override
    public void accept(HttpServerRoutes routes) {
        routes.route(this::isTooMany, RateGate::refuse);
    }

    private boolean isTooMany(HttpServerRequest request) {
        Optional<TooMany> tooMany = Optional.ofNullable(request.remoteAddress())
                .map(InetSocketAddress::getAddress)
                .flatMap(source -> rates.take(rule, source));
        tooMany.ifPresent(found -> request.withConnection(
                connection -> connection.channel().attr(REFUSED).set(found)));
        return tooMany.isPresent();
    }

    private static Publisher<Void> refuse(HttpServerRequest request, HttpServerResponse response) {
        AtomicReference<@Nullable Publisher<Void>> sending = new AtomicReference<>();
        request.withConnection(connection -> Optional.ofNullable(
                        connection.channel().attr(REFUSED).getAndSet(null))
                .ifPresent(tooMany -> sending.set(tooMany.sendTo(response))));
        return Optional.<Publisher<Void>>ofNullable(sending.get()).orElseGet(Mono::empty);
    }
}
