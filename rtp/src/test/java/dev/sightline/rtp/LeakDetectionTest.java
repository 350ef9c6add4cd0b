package dev.sightline.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionContext;

class LeakDetectionTest {
    private final ExtensionContext context = (ExtensionContext) Proxy.newProxyInstance(
            getClass().getClassLoader(), new Class<?>[] {ExtensionContext.class}, (proxy, method, args) -> "a test");

    @Test
    void aBufferThatIsNeverReleasedFailsTheClass() {
        assertThat(ResourceLeakDetector.getLevel()).isEqualTo(ResourceLeakDetector.Level.PARANOID);
        for (int i = 0; i < 100; i++) {
            ByteBufAllocator.DEFAULT.buffer(16).writeInt(i);
        }
        assertThatThrownBy(() -> new LeakDetection().afterAll(context))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("leaked buffer");
    }
}
