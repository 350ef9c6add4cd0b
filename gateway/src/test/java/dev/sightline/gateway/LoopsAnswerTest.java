package dev.sightline.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sightline.gateway.config.GatewayConfig;
import dev.sightline.gateway.config.ListenersConfig.Listener;
import dev.sightline.gateway.security.limits.Sources;
import dev.sightline.gateway.security.tls.TlsContexts;
import dev.sightline.gateway.security.tls.TlsSource;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class LoopsAnswerTest {
    @Test
    void oneLoopThatDoesNotComeRoundIsEnoughForTheWatchdogToBeLeftUntold() throws Exception {
        GatewayConfig config = GatewayConfig.parse("", "test");
        CountDownLatch spinning = new CountDownLatch(1);
        AtomicBoolean released = new AtomicBoolean();
        try (TlsContexts tls = TlsContexts.of(config.tls(), TlsSource.of(config.tls()), used -> {});
                Listeners listeners = new Listeners(
                        config.limits(), new Sources(config.limits().sharedAddresses()), tls, (listener, why) -> {})) {
            int port = listeners.management(
                    new Listener(InetAddress.getLoopbackAddress(), 0),
                    routes -> routes.get("/spin", (request, response) -> {
                        spinning.countDown();
                        while (!released.get()) {
                            // busy, as in a mistake of a program: what waits is found by other means
                        }
                        return response.send();
                    }));
            assertThat(listeners.answer(Duration.ofSeconds(20))).isTrue();

            CompletableFuture<HttpResponse<Void>> answer = HttpClient.newHttpClient()
                    .sendAsync(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/spin"))
                                    .build(),
                            HttpResponse.BodyHandlers.discarding());
            spinning.await();
            assertThat(listeners.answer(Duration.ofMillis(200))).isFalse();

            released.set(true);
            await().until(() -> listeners.answer(Duration.ofSeconds(20)));
            assertThat(answer.join().statusCode()).isEqualTo(200);
            listeners.stopListening();
        }
    }
}
