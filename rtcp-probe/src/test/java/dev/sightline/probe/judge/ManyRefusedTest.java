package dev.sightline.probe.judge;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.sightline.probe.PortRange;
import dev.sightline.probe.Route;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.packet.Datagram.Direction;
import dev.sightline.probe.packet.IcmpError.Kind;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Many cameras whose RTCP one router refuses")
class ManyRefusedTest {
    private static final String ROUTER = "10.77.0.254";

    private final Traffic traffic = new Traffic(new PortRange(20_000, 40_999));

    ManyRefusedTest() {
        traffic.route = Optional.of(
                new Route("eth0", Optional.of(new InetSocketAddress(ROUTER, 0).getAddress()), Optional.empty()));
    }

    /** Octets that a thread allocates do not depend on how busy the machine is; what is quadratic needs many. */
    @Test
    void areJudgedWithTheSameWorkForEach() {
        long ofFew = new ManyRefusedTest().perCamera(256);
        long ofMany = perCamera(2_048);

        assertThat(ofMany).isLessThan(ofFew + ofFew / 2);
        assertThat(traffic.judgeAll()).hasSize(2_048).allMatch(judged -> judged.verdict() == Verdict.UNREACHABLE);
    }

    private long perCamera(int cameras) {
        flow(cameras, 2);
        for (int i = 0; i < cameras; i++) {
            refused(i);
        }
        traffic.pass(Duration.ofSeconds(30));
        flow(cameras, 4);
        refused(0);
        refused(1);
        flow(cameras, 2);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        traffic.judgeAll();
        long before = threads.getCurrentThreadAllocatedBytes();
        traffic.judgeAll();
        return (threads.getCurrentThreadAllocatedBytes() - before) / cameras;
    }

    private static String camera(int number) {
        return "10.78." + number / 250 + "." + (1 + number % 250);
    }

    private void refused(int number) {
        InetSocketAddress to = new InetSocketAddress(camera(number), 5_007);
        traffic.icmp("eth0", Direction.IN, Kind.PROHIBITED, ROUTER, 20_001 + 2 * number, to, Optional.of(1L));
    }

    /** RTP and RTCP of each, once a second. */
    private void flow(int cameras, int seconds) {
        for (int second = 0; second < seconds; second++) {
            traffic.pass(Duration.ofMillis(500));
            for (int i = 0; i < cameras; i++) {
                traffic.rtp(camera(i), 5_006, 20_000 + 2 * i);
                traffic.feedback("eth0", 20_001 + 2 * i, camera(i), 5_007);
            }
            traffic.pass(Duration.ofMillis(500));
        }
    }
}
