package dev.sightline.webrtc;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StunBudgetTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final StunBudget budget = new StunBudget(10, 4711, 0);

    @Test
    void oneAddressHasSoManyASecondWhateverItsPort() throws Exception {
        assertThat(taken("192.0.2.1", 30, false, 0)).isEqualTo(10);
        assertThat(taken("192.0.2.2", 30, false, 0)).isEqualTo(10);
        assertThat(taken("192.0.2.1", 30, false, SECOND / 2)).isEqualTo(5);
        assertThat(taken("192.0.2.1", 30, false, 10 * SECOND)).isEqualTo(10);
    }

    @Test
    void nothingIsLostByAskingOften() throws Exception {
        taken("192.0.2.1", 10, false, 0);
        int taken = 0;
        for (int i = 1; i <= 1000; i++) {
            taken += taken("192.0.2.1", 1, false, i * SECOND / 300);
        }
        assertThat(taken).isBetween(32, 34);
    }

    @Test
    void oneNetworkOf64BitsIsOneSource() throws Exception {
        assertThat(taken("2001:db8::1", 6, false, 0) + taken("2001:db8::ffff:2", 6, false, 0))
                .isEqualTo(10);
        assertThat(taken("2001:db8:0:1::1", 6, false, 0)).isEqualTo(6);
    }

    @Test
    void whoHasAnsweredIsNotStarvedByAStrangerBehindTheSameAddress() throws Exception {
        assertThat(taken("192.0.2.1", 30, false, 0)).isEqualTo(10);
        assertThat(budget.take(new Tuple(0, new InetSocketAddress("192.0.2.1", 4000)), true, 0))
                .isTrue();
    }

    private int taken(String address, int messages, boolean proven, long now) throws Exception {
        int taken = 0;
        for (int i = 0; i < messages; i++) {
            Tuple tuple = new Tuple(0, new InetSocketAddress(InetAddress.getByName(address), 1024 + i));
            taken += budget.take(tuple, proven, now) ? 1 : 0;
        }
        return taken;
    }
}
