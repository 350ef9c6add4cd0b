package dev.sightline.webrtc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HandshakeThreadsTest {
    private final HandshakeThreads threads = new HandshakeThreads(new HandshakeLimits(3, 1, 3, 2));
    private final List<String> ran = new CopyOnWriteArrayList<>();
    private final CountDownLatch held = new CountDownLatch(1);

    private boolean handshake(String address, Runnable handshake) throws Exception {
        return threads.handshake(InetAddress.getByName(address), handshake);
    }

    private void hold() {
        ran.add("held");
        try {
            held.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @AfterEach
    void close() {
        held.countDown();
        threads.close();
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1, 192.0.2.2",
        "2001:db8::1, 2001:db8::ffff:1, 2001:db8:0:1::1",
    })
    void letsOneNetworkWaitWhileItHoldsItsShare(String first, String same, String other) throws Exception {
        assertThat(handshake(first, this::hold)).isTrue();
        assertThat(handshake(same, () -> ran.add("same"))).isTrue();
        assertThat(handshake(other, () -> ran.add("other"))).isTrue();
        await().until(() -> ran.contains("other"));
        assertThat(ran).doesNotContain("same");
        held.countDown();
        await().until(() -> ran.contains("same"));
    }

    @Test
    void oneNetworkDoesNotTakeAllPlacesToWait() throws Exception {
        for (String address : new String[] {"192.0.2.1", "192.0.2.2", "192.0.2.3"}) {
            assertThat(handshake(address, this::hold)).isTrue();
        }
        assertThat(handshake("192.0.2.9", () -> ran.add("first"))).isTrue();
        assertThat(handshake("192.0.2.9", () -> ran.add("second"))).isTrue();
        assertThat(handshake("192.0.2.9", () -> ran.add("third"))).isFalse();
        assertThat(handshake("192.0.2.10", () -> ran.add("other"))).isTrue();
        assertThat(handshake("192.0.2.11", () -> ran.add("full"))).isFalse();
        held.countDown();
        await().until(() -> ran.contains("other"));
    }

    @Test
    void refusesWhatFindsNoPlaceToWaitAndForgetsWhoIsGone() throws Exception {
        Runnable gone = () -> ran.add("gone");
        assertThat(handshake("192.0.2.1", this::hold)).isTrue();
        assertThat(handshake("192.0.2.1", gone)).isTrue();
        assertThat(handshake("192.0.2.1", () -> ran.add("second"))).isTrue();
        assertThat(handshake("192.0.2.1", () -> ran.add("refused"))).isFalse();
        threads.withdraw(gone);
        assertThat(handshake("192.0.2.1", () -> ran.add("third"))).isTrue();
        held.countDown();
        await().until(() -> ran.contains("third"));
        assertThat(ran).containsExactly("held", "second", "third");
    }
}
