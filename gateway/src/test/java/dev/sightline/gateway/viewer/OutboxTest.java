package dev.sightline.gateway.viewer;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

class OutboxTest {
    private final AtomicInteger overflows = new AtomicInteger();
    private final Outbox outbox = new Outbox(8, overflows::incrementAndGet);

    @Test
    void viewerThatDoesNotReadIsReportedOnceAndNothingMoreIsKept() {
        StepVerifier.create(outbox.frames(), 0)
                .then(() -> {
                    for (int i = 0; i < 100; i++) {
                        outbox.text("message " + i);
                    }
                })
                .thenRequest(100)
                .expectNextCount(8)
                .thenCancel()
                .verify();
        assertThat(overflows).hasValue(1);
    }

    @Test
    void whatWaitsIsWrittenBeforeTheEnd() {
        StepVerifier.create(outbox.frames().map(OutboxTest::text), 0)
                .then(() -> {
                    outbox.text("last words");
                    outbox.close(WebSocketCloseStatus.POLICY_VIOLATION);
                    outbox.text("never said");
                })
                .thenRequest(10)
                .expectNext("last words")
                .verifyComplete();
        assertThat(outbox.closeStatus()).isEqualTo(WebSocketCloseStatus.POLICY_VIOLATION);
        assertThat(overflows).hasValue(0);
    }

    private static String text(WebSocketFrame frame) {
        String text = ((TextWebSocketFrame) frame).text();
        frame.release();
        return text;
    }
}
