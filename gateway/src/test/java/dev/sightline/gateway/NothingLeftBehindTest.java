package dev.sightline.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class NothingLeftBehindTest {
    private static final Pattern OURS = Pattern.compile("(gateway|media|stream|relay|webrtc|multiThreadIoEventLoopGroup"
            + "|AbstractJsonRpcClientWebSocket|JsonRpcClient).*");
    private static final String CAMERA = "cameras: {list: [{id: cam, addresses: [127.0.0.1]}]}\n";
    private static final String OFFER = "{\"video\":{\"port\":40000,\"payloadType\":103}}";

    @Test
    void aClosedGatewayLeavesNoThread() throws Exception {
        Set<Thread> before = threads();
        try (RunningGateway gateway = RunningGateway.with(RunningGateway.LOOPBACK_RELAY + CAMERA)) {
            assertThat(gateway.post("/cameras/cam/session", "application/json", OFFER)
                            .statusCode())
                    .isEqualTo(201);
            Set<Thread> begun = threads();
            begun.removeAll(before);
            assertThat(begun).isNotEmpty();
        }

        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            Set<Thread> left = threads();
            left.removeAll(before);
            assertThat(left).extracting(Thread::getName).isEmpty();
        });
    }

    @Test
    void aGatewayWhoseMediaServerNeverCameEndsToo() throws Exception {
        Set<Thread> before = threads();
        try (RunningGateway gateway =
                RunningGateway.with("media: {kurento: {uri: 'ws://127.0.0.1:9/kurento'}}\n" + CAMERA)) {
            assertThat(gateway.get("/health").statusCode()).isEqualTo(503);
        }

        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            Set<Thread> left = threads();
            left.removeAll(before);
            assertThat(left).extracting(Thread::getName).isEmpty();
        });
    }

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> OURS.matcher(thread.getName()).matches())
                .collect(Collectors.toSet());
    }
}
