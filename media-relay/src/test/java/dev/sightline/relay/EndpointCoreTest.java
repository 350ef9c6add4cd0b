package dev.sightline.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EndpointCoreTest {
    private final MediaEngine engine =
            MediaEngine.start(EngineConfig.onLoopback().withLoops(1));
    private final EndpointCore core =
            new EndpointCore(engine.createPipeline(), engine.loops().get(0));

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void anErrorFailsTheCallInsteadOfLeavingItOpen() {
        CompletableFuture<Object> call = core.call(() -> {
            throw new NoClassDefFoundError("a class that is missing");
        });

        assertThat(call)
                .failsWithin(java.time.Duration.ofSeconds(10))
                .withThrowableOfType(java.util.concurrent.ExecutionException.class)
                .withCauseInstanceOf(NoClassDefFoundError.class);
    }
}
