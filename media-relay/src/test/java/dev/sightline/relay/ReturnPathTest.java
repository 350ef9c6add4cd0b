package dev.sightline.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The measured table of the return path: what the offer says, what the camera does, where RTCP goes. */
class ReturnPathTest {
    private static final String SERVER = "10.77.0.1";
    private static final InetSocketAddress RTP = at("10.77.0.2", 5006);
    private static final InetSocketAddress RTCP = at("10.77.0.2", 5007);
    private static final long LATER = TimeUnit.MILLISECONDS.toNanos(100);

    @ParameterizedTest(name = "c={0} m={1} a=rtcp:{2} active={3}, camera''s RTCP={4} → {5}")
    @CsvSource({
        "0.0.0.0,    9,    10,   false, after,  127.0.0.1:10",
        "0.0.0.0,    5006, 5007, false, after,  127.0.0.1:5007",
        "10.77.0.1,  5006, 5007, false, after,  10.77.0.1:5007",
        "10.77.0.2,  5006, 5007, false, after,  10.77.0.2:5007",
        "10.77.0.2,  5006, 5017, false, after,  10.77.0.2:5017",
        "10.77.0.2,  5006, 5007, false, never,  10.77.0.2:5007",
        "0.0.0.0,    9,    10,   true,  after,  10.77.0.2:5007",
        "10.77.0.2,  5006, 5007, true,  after,  10.77.0.2:5007",
        "0.0.0.0,    9,    10,   true,  before, nowhere",
        "0.0.0.0,    9,    10,   true,  never,  nowhere",
    })
    void kurentoSendsWhereItWasMeasured(
            String ip, int port, int rtcpPort, boolean active, String rtcp, String expected) {
        KurentoReturnPath path = new KurentoReturnPath(offered(ip, port, rtcpPort, active));
        if (rtcp.equals("before")) {
            path.rtcpFrom(RTCP, 0);
        }
        assertThat(path.rtpFrom(RTP, 1)).isTrue();
        if (rtcp.equals("after")) {
            path.rtcpFrom(RTCP, LATER);
        }
        assertThat(text(path.rtcpDestination())).isEqualTo(expected);
    }

    @Test
    void kurentoLatchesOnce() {
        KurentoReturnPath path = new KurentoReturnPath(offered("0.0.0.0", 9, 10, true));
        path.rtpFrom(RTP, 0);
        path.rtcpFrom(RTCP, LATER);
        path.ended();
        path.rtpFrom(at("10.77.0.3", 6000), 2 * LATER);
        path.rtcpFrom(at("10.77.0.3", 6001), 3 * LATER);

        assertThat(path.rtcpDestination()).contains(RTCP);
    }

    @Test
    void withComediaTheStatedAddressTakesItsPlaceBackFromWhoeverCameFirst() {
        LearningReturnPath path = new LearningReturnPath(offered("10.77.0.2", 9, 10, true), own -> false, false);
        assertThat(path.rtpFrom(at("10.77.0.3", 6000), 0)).isTrue();

        assertThat(path.rtpFrom(at("10.77.0.2", 5006), 1)).isTrue();
        assertThat(path.rtpFrom(at("10.77.0.3", 6000), 2)).isFalse();
        assertThat(path.rtcpDestination()).contains(at("10.77.0.2", 5007));
    }

    @ParameterizedTest(name = "c={0} m={1} a=rtcp:{2} active={3}, RTP from {4}, RTCP from {5} → {6}")
    @CsvSource({
        // A stated address: its ports are unlocked by RTP from it, whatever the source port.
        "10.77.0.2,   5006, 5007, false, 10.77.0.2:5006, none,           10.77.0.2:5007",
        "10.77.0.2,   5006, 5017, false, 10.77.0.2:5006, none,           10.77.0.2:5017",
        "10.77.0.2,   5006, 5007, false, 10.77.0.2:6000, 10.77.0.2:6001, 10.77.0.2:5007",
        "10.77.0.2,   9,    10,   false, 10.77.0.2:6000, none,           10.77.0.2:6001",
        "10.77.0.2,   9,    10,   false, 10.77.0.2:6000, 10.77.0.2:7000, 10.77.0.2:7000",
        // And nobody else is taken.
        "10.77.0.2,   5006, 5007, false, 10.77.0.3:5006, none,           nowhere",
        "10.77.0.2,   5006, 5007, false, none,           10.77.0.2:5007, nowhere",
        // Unstated, unusable or the server's own: the first source of RTP, never an address that only was offered.
        "0.0.0.0,     9,    10,   false, 10.77.0.2:5006, none,           10.77.0.2:5007",
        "0.0.0.0,     5006, 5007, false, 10.77.0.2:5006, 10.77.0.2:5009, 10.77.0.2:5009",
        "10.77.0.1,   5006, 5007, false, 10.77.0.2:5006, none,           10.77.0.2:5007",
        "127.0.0.1,   5006, 5007, false, 10.77.0.2:5006, none,           10.77.0.2:5007",
        "224.0.0.1,   5006, 5007, false, 10.77.0.2:5006, none,           10.77.0.2:5007",
        "255.255.255.255, 5006, 5007, false, 10.77.0.2:5006, none,       10.77.0.2:5007",
        "169.254.1.1, 5006, 5007, false, 10.77.0.2:5006, none,           10.77.0.2:5007",
        // A camera on this machine.
        "10.77.0.1,   5006, 5007, false, 10.77.0.1:5006, none,           10.77.0.1:5007",
        "127.0.0.1,   5006, 5017, false, 127.0.0.1:5006, none,           127.0.0.1:5017",
        // COMEDIA: learnt from what arrives; until RTCP does, offered ports count where the address is the offered one.
        "0.0.0.0,     9,    10,   true,  10.77.0.2:5006, none,           10.77.0.2:5007",
        "10.77.0.2,   5006, 5017, true,  10.77.0.2:5006, none,           10.77.0.2:5017",
        "10.77.0.2,   5006, 5007, true,  10.77.0.2:5006, 10.77.0.2:5017, 10.77.0.2:5017",
        "10.77.0.2,   5006, 5007, true,  10.77.0.2:5006, 10.77.0.3:5017, 10.77.0.2:5007",
        "192.168.1.5, 5006, 5007, true,  10.77.0.2:6000, none,           10.77.0.2:6001",
        "192.168.1.5, 5006, 5007, true,  10.77.0.2:6000, 10.77.0.9:6001, 10.77.0.2:6001",
        "0.0.0.0,     9,    10,   true,  none,           10.77.0.2:5007, nowhere",
    })
    void learningSendsOnlyWhereRtpCameFrom(
            String ip, int port, int rtcpPort, boolean active, String rtp, String rtcp, String expected) {
        LearningReturnPath path = new LearningReturnPath(
                offered(ip, port, rtcpPort, active),
                own -> own.isLoopbackAddress() || own.getHostAddress().equals(SERVER),
                false);
        source(rtp).ifPresent(from -> path.rtpFrom(from, 0));
        source(rtcp).ifPresent(from -> path.rtcpFrom(from, LATER));

        assertThat(text(path.rtcpDestination())).isEqualTo(expected);
    }

    @Test
    void learningFollowsACameraThatComesBackElsewhere() {
        LearningReturnPath path = new LearningReturnPath(offered("0.0.0.0", 9, 10, false), own -> false, false);
        InetSocketAddress elsewhere = at("10.77.0.3", 6000);
        path.rtpFrom(RTP, 0);
        path.rtcpFrom(at("10.77.0.2", 7000), 0);

        assertThat(path.rtpFrom(elsewhere, LearningReturnPath.SILENCE_NANOS - 1))
                .isFalse();
        assertThat(text(path.rtcpDestination())).isEqualTo("10.77.0.2:7000");
        assertThat(path.rtpFrom(elsewhere, LearningReturnPath.SILENCE_NANOS)).isTrue();
        assertThat(text(path.rtcpDestination())).isEqualTo("10.77.0.3:6001");
    }

    @Test
    void learningNeverLeavesAStatedAddress() {
        LearningReturnPath path = new LearningReturnPath(offered("10.77.0.2", 5006, 5007, false), own -> false, false);
        path.rtpFrom(RTP, 0);

        assertThat(path.rtpFrom(at("10.77.0.3", 5006), 10 * LearningReturnPath.SILENCE_NANOS))
                .isFalse();
        assertThat(path.rtpFrom(at("10.77.0.2", 6006), 10 * LearningReturnPath.SILENCE_NANOS))
                .isTrue();
        assertThat(path.rtcpDestination()).contains(RTCP);
    }

    @ParameterizedTest(name = "c={0} active={1}, RTP from {2} is taken: {3}")
    @CsvSource({
        "10.77.0.2, true,  10.77.0.2:5006, true",
        "10.77.0.2, true,  10.77.0.2:6006, true",
        "10.77.0.2, true,  10.77.0.3:5006, false",
        "10.77.0.2, false, 10.77.0.3:5006, false",
        // A camera on this machine.
        "127.0.0.1, true,  127.0.0.1:5006, true",
        "127.0.0.1, true,  10.77.0.1:5006, true",
        "127.0.0.1, true,  10.77.0.3:5006, false",
        "10.77.0.1, false, 10.77.0.3:5006, false",
        // Nobody knows where it is.
        "0.0.0.0,   true,  10.77.0.3:5006, true",
    })
    void aCameraWhoseAddressIsKnownIsNeverAStrangers(String ip, boolean active, String from, boolean taken) {
        LearningReturnPath path = new LearningReturnPath(
                offered(ip, 9, 10, active),
                own -> own.isLoopbackAddress() || own.getHostAddress().equals(SERVER),
                true);

        assertThat(path.rtpFrom(source(from).orElseThrow(), 0)).isEqualTo(taken);
        assertThat(path.rtcpDestination().isPresent()).isEqualTo(taken);
        assertThat(path.rtpFrom(source(from).orElseThrow(), 10 * LearningReturnPath.SILENCE_NANOS))
                .as("nor after a silence")
                .isEqualTo(taken);
    }

    private static OfferedAddress offered(String ip, int port, int rtcpPort, boolean active) {
        return new OfferedAddress(Optional.of(literal(ip)), port, rtcpPort, active);
    }

    private static Optional<InetSocketAddress> source(String text) {
        if (text.equals("none")) {
            return Optional.empty();
        }
        int colon = text.indexOf(':');
        return Optional.of(at(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1))));
    }

    private static String text(Optional<InetSocketAddress> address) {
        return address.map(NetUtil::toSocketAddressString).orElse("nowhere");
    }

    private static InetSocketAddress at(String ip, int port) {
        return new InetSocketAddress(literal(ip), port);
    }

    private static InetAddress literal(String ip) {
        return Objects.requireNonNull(NetUtil.createInetAddressFromIpAddressString(ip));
    }
}
