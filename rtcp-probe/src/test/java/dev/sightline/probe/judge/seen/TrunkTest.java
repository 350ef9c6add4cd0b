package dev.sightline.probe.judge.seen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.packet.Datagram;
import dev.sightline.probe.packet.Datagram.Direction;
import dev.sightline.probe.packet.LinkEnds;
import dev.sightline.probe.packet.TestPackets;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Of two links that share an interface, RTCP on the media server's has to be on the camera's, too,")
class TrunkTest {
    private static final String NAME = "eth0";
    private static final InetSocketAddress CAMERA = new InetSocketAddress("10.10.0.2", 5_006);
    private static final InetSocketAddress SERVER = new InetSocketAddress("10.20.0.1", 5_000);
    private static final LinkEnds OUTER = new LinkEnds(0x02_00_00_00_00_0cL, 0x02_00_00_00_00_a1L, 0);
    private static final LinkEnds INNER = new LinkEnds(0x02_00_00_00_00_b1L, 0x02_00_00_00_00_01L, 0);
    private static final LinkEnds BACK = turned(INNER);
    private static final LinkEnds BACK_OUTSIDE = turned(OUTER);

    private final Stations stations = new Stations();
    private final Trunk trunk = new Trunk(stations);
    private final RtcpTally rtcp = new RtcpTally(
            new RtcpTally.Key(
                    NAME, new InetSocketAddress("10.20.0.1", 5_001), new InetSocketAddress("10.10.0.2", 5_007)),
            Direction.UNKNOWN,
            Instant.EPOCH);
    private Instant now = Instant.EPOCH;
    private int sequence;

    private static LinkEnds turned(LinkEnds ends) {
        return new LinkEnds(/* source= */ ends.destination(), /* destination= */ ends.source(), ends.vlans());
    }

    private void seen(LinkEnds ends, int hopLimit, Duration later) {
        Instant at = now.plus(later);
        Datagram datagram = new Datagram(
                at,
                NAME,
                Direction.UNKNOWN,
                CAMERA,
                SERVER,
                Unpooled.wrappedBuffer(TestPackets.rtp(7, sequence)),
                /* truncated= */ false,
                hopLimit,
                /* forAnother= */ false,
                ends);
        stations.seen(NAME, ends, at);
        trunk.seen(datagram, 7, sequence & 0xffff);
    }

    private void pass() {
        now = now.plusMillis(100);
        sequence++;
    }

    /** Packets that come by the first and go on by the second, a router's or a firewall's. */
    private void handedOn(int packets, LinkEnds first, LinkEnds second, int hopLimit) {
        for (int packet = 0; packet < packets; packet++) {
            seen(first, 62, Duration.ZERO);
            seen(second, hopLimit, Duration.ofNanos(1_000));
            pass();
        }
    }

    private void reports(LinkEnds ends) {
        rtcp.stations().seen(NAME, ends, now);
    }

    private List<LinkEnds> beyond() {
        return trunk.beyond(rtcp).stream().map(TrunkLink::ends).toList();
    }

    @ParameterizedTest(name = "once {0} packets were on both: {1}")
    @CsvSource({"2, false", "3, true", "500, true"})
    void onceSomePacketsWereOnBoth(int packets, boolean told) {
        handedOn(packets, OUTER, INNER, 61);
        reports(BACK);

        assertThat(beyond()).isEqualTo(told ? List.of(OUTER) : List.of());
    }

    /** While that is not known nothing is delivered. */
    @ParameterizedTest(name = "{0} on both, {1} on the outer alone: perhaps {2}")
    @CsvSource({"1, 0, true", "2, 5, true", "2, 8, false", "0, 3, false"})
    void perhapsUntilSoMuchWasSeenThatOneOnBothWouldHaveBeen(int both, int alone, boolean perhaps) {
        handedOn(both, OUTER, INNER, 61);
        for (int packet = 0; packet < alone; packet++) {
            seen(OUTER, 62, Duration.ZERO);
            pass();
        }
        reports(BACK);

        assertThat(trunk.perhapsBeyond(rtcp)).hasSize(perhaps ? 1 : 0);
        assertThat(beyond()).isEmpty();
    }

    @ParameterizedTest(name = "{0} in one order, {1} in the other: the camera's is told {2}")
    @CsvSource({"30, 3, true", "24, 3, false"})
    void alsoWhereAFewComeInTheOtherOrder(int inOrder, int turned, boolean told) {
        handedOn(inOrder, OUTER, INNER, 62);
        handedOn(turned, INNER, OUTER, 62);
        reports(BACK);

        assertThat(trunk.beyond(rtcp)).singleElement().satisfies(link -> {
            assertThat(link.ends()).isEqualTo(OUTER);
            assertThat(link.isNearer()).isEqualTo(told);
        });
    }

    @Test
    void asLongAsMoreThanWhatCameFirstGoesThatWay() {
        handedOn(100, OUTER, INNER, 62);
        reports(BACK);
        assertThat(beyond()).containsExactly(OUTER);

        handedOn(4_000, INNER, OUTER, 62);
        reports(BACK);
        assertThat(beyond()).isEmpty();
    }

    @Test
    void unlessItIsThere() {
        handedOn(10, OUTER, INNER, 61);
        reports(BACK);
        reports(BACK_OUTSIDE);

        assertThat(beyond()).isEmpty();
    }

    /** A sequence number comes again after 65,536 packets, or with a camera that starts anew. */
    @Test
    void notByPacketsThatOnlyHaveOneNumber() {
        for (int packet = 0; packet < 50; packet++) {
            seen(OUTER, 62, Duration.ZERO);
            seen(INNER, 61, Duration.ofSeconds(2));
            pass();
        }
        reports(BACK);

        assertThat(beyond()).isEmpty();
        assertThat(trunk.perhapsBeyond(rtcp)).isEmpty();
    }
}
