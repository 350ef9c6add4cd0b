package dev.sightline.probe.analyze;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.packet.Datagram;
import dev.sightline.probe.packet.Datagram.Direction;
import dev.sightline.probe.packet.LinkEnds;
import dev.sightline.probe.packet.TestPackets;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Who is a camera")
class SidesTest {
    private static final InetSocketAddress CAMERA = new InetSocketAddress("10.77.0.2", 5_006);
    private static final InetSocketAddress SERVER = new InetSocketAddress("10.77.0.1", 40_000);
    private static final InetSocketAddress VIEWER = new InetSocketAddress("10.77.0.9", 6_000);

    private final Sides sides = new Sides(List.of());

    @Test
    void isToldByWhoSends() {
        rtp(CAMERA, SERVER, 10, 1_000, Direction.UNKNOWN);

        assertDirection(CAMERA, SERVER, Direction.IN);
        assertDirection(SERVER, CAMERA, Direction.OUT);
        assertDirection(SERVER, VIEWER, Direction.OUT);
        assertDirection(VIEWER, VIEWER, Direction.UNKNOWN);
    }

    @Test
    void doesNotChangeWhenItIsSpokenTo() {
        rtp(SERVER, CAMERA, 10, 160, Direction.UNKNOWN);
        rtp(CAMERA, SERVER, 10, 1_000, Direction.UNKNOWN);
        rtp(VIEWER, CAMERA, 10, 160, Direction.UNKNOWN);

        assertThat(sides.found().cameras()).contains(CAMERA.getAddress()).doesNotContain(SERVER.getAddress());
        assertDirection(CAMERA, SERVER, Direction.IN);
    }

    @Test
    void isNotTheServerThatPassesMediaOn() {
        rtp(CAMERA, SERVER, 10, 1_000, Direction.UNKNOWN);
        rtp(SERVER, VIEWER, 10, 1_000, Direction.UNKNOWN);
        rtp(SERVER, new InetSocketAddress("10.77.0.10", 6_000), 10, 1_000, Direction.UNKNOWN);

        assertThat(sides.found().cameras()).containsExactly(CAMERA.getAddress());
        assertDirection(SERVER, VIEWER, Direction.OUT);
    }

    @Test
    void isNotTheServerOfSeveralViewersBehindOneAddress() {
        rtp(CAMERA, SERVER, 10, 1_000, Direction.UNKNOWN);
        for (int viewer = 0; viewer < 3; viewer++) {
            rtp(SERVER, new InetSocketAddress(VIEWER.getAddress(), 6_000 + viewer), 10, 1_100, Direction.UNKNOWN);
        }

        assertThat(sides.found().cameras()).containsExactly(CAMERA.getAddress());
        assertDirection(SERVER, CAMERA, Direction.OUT);
    }

    /** As where a capture shows both sides of a router. */
    @Test
    void isNotTheServerWhoseMediaAreSeenSeveralTimes() {
        rtp(CAMERA, SERVER, 10, 1_000, Direction.UNKNOWN);
        for (int copy = 0; copy < 3; copy++) {
            rtp(SERVER, VIEWER, 10, 1_008, Direction.UNKNOWN);
        }

        assertThat(sides.found().cameras()).containsExactly(CAMERA.getAddress());
    }

    @Test
    void isStillOneThatSendsSeveralStreams() {
        rtp(VIEWER, CAMERA, 10, 160, Direction.UNKNOWN);
        rtp(CAMERA, SERVER, 10, 1_000, Direction.UNKNOWN);
        rtp(CAMERA, new InetSocketAddress(SERVER.getAddress(), 40_002), 10, 160, Direction.UNKNOWN);

        assertThat(sides.found().cameras()).contains(CAMERA.getAddress()).doesNotContain(SERVER.getAddress());
    }

    /** A viewer may get more than the camera sends: sound, or another camera's picture. */
    @ParameterizedTest(name = "STUN from the viewer {0}, from the server {1}: the server is a camera {2}")
    @CsvSource({"false, false, true", "true, false, true", "false, true, true", "true, true, false"})
    void isNotTheServerOfAWebRtcViewer(boolean asked, boolean answered, boolean camera) {
        rtp(CAMERA, SERVER, 10, 300, Direction.UNKNOWN);
        rtp(SERVER, VIEWER, 10, 1_000, Direction.UNKNOWN);
        if (asked) {
            stun(VIEWER, SERVER);
        }
        if (answered) {
            stun(SERVER, VIEWER);
        }

        assertThat(sides.found().cameras().contains(SERVER.getAddress())).isEqualTo(camera);
        assertThat(sides.found().cameras()).contains(CAMERA.getAddress());
        assertDirection(SERVER, CAMERA, camera ? Direction.IN : Direction.OUT);
    }

    @Test
    void mayHaveTheAddressOfWebRtcViewers() {
        InetSocketAddress viewer = new InetSocketAddress(CAMERA.getAddress(), 6_000);
        rtp(CAMERA, SERVER, 10, 1_000, Direction.UNKNOWN);
        rtp(SERVER, viewer, 10, 1_100, Direction.UNKNOWN);
        stun(viewer, SERVER);
        stun(SERVER, viewer);

        assertThat(sides.found().cameras()).containsExactly(CAMERA.getAddress());
        assertDirection(SERVER, CAMERA, Direction.OUT);
    }

    @Test
    void mayPublishByWebRtc() {
        rtp(CAMERA, SERVER, 10, 1_000, Direction.UNKNOWN);
        rtp(SERVER, VIEWER, 10, 1_100, Direction.UNKNOWN);
        stun(CAMERA, SERVER);
        stun(SERVER, CAMERA);

        assertThat(sides.found().cameras()).containsExactly(CAMERA.getAddress());
    }

    private void stun(InetSocketAddress from, InetSocketAddress to) {
        byte[] request = {0, 1, 0, 0, 0x21, 0x12, (byte) 0xa4, 0x42, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
        other(request, from, to, Direction.UNKNOWN, /* forAnother= */ false);
    }

    /** One that makes a larger picture of what it gets, and one that speaks to a camera of which little comes. */
    @ParameterizedTest(name = "sends {1} of {0} octets for 300")
    @CsvSource({"1000, 10.77.0.9", "1000, 10.77.0.2"})
    void isNotTheServerOfANamedCamera(int size, InetAddress receiver) {
        Sides told = new Sides(List.of(CAMERA.getAddress()));
        rtp(told, CAMERA, SERVER, 10, 300, Direction.UNKNOWN);
        rtp(told, SERVER, new InetSocketAddress(receiver, 6_000), 10, size, Direction.UNKNOWN);

        Sides.Found found = told.found();
        assertThat(found.cameras()).containsExactly(CAMERA.getAddress());
        assertThat(found.servers()).contains(SERVER.getAddress()).doesNotContain(CAMERA.getAddress());
    }

    @Test
    void mayGetRtpOfAnotherWhereBothAreNamed() {
        Sides told = new Sides(List.of(CAMERA.getAddress(), VIEWER.getAddress()));
        rtp(told, CAMERA, VIEWER, 10, 300, Direction.UNKNOWN);
        rtp(told, VIEWER, SERVER, 10, 1_000, Direction.UNKNOWN);

        assertThat(told.found().cameras()).containsExactlyInAnyOrder(CAMERA.getAddress(), VIEWER.getAddress());
    }

    @Test
    void canBeSaid() {
        Sides told = new Sides(List.of(SERVER.getAddress()));
        rtp(told, CAMERA, SERVER, 10, 1_000, Direction.UNKNOWN);

        assertThat(told.found().cameras()).contains(SERVER.getAddress());
    }

    @Test
    void isNotToldByStrayDatagrams() {
        rtp(CAMERA, SERVER, 3, 1_000, Direction.UNKNOWN);

        assertThat(sides.found().anyRtp()).isFalse();
        assertDirection(CAMERA, SERVER, Direction.UNKNOWN);
    }

    @Test
    void leavesWhatTheCaptureNotes() {
        rtp(CAMERA, SERVER, 10, 1_000, Direction.IN);
        rtp(CAMERA, SERVER, 10, 1_000, Direction.OUT); // passed on to a container

        assertThat(sides.found().atCamera()).isFalse();
        assertThat(sides.found().of(Direction.OUT, CAMERA.getAddress(), SERVER.getAddress(), LinkEnds.UNKNOWN))
                .isEqualTo(Direction.OUT);
    }

    @Test
    void turnsWhatWasCapturedAtACamera() {
        rtp(CAMERA, SERVER, 10, 1_000, Direction.OUT);

        Sides.Found found = sides.found();
        assertThat(found.atCamera()).isTrue();
        assertThat(found.of(Direction.OUT, CAMERA.getAddress(), SERVER.getAddress(), LinkEnds.UNKNOWN))
                .isEqualTo(Direction.IN);
        assertThat(found.of(Direction.IN, SERVER.getAddress(), CAMERA.getAddress(), LinkEnds.UNKNOWN))
                .isEqualTo(Direction.OUT);
    }

    /** C: the camera, S: the media server, T: its other card, R: a router, V: a virtual one, X: a stranger, *: all. */
    @ParameterizedTest(name = "RTP {0}, RTCP {1}: {2}")
    @CsvSource({
        "C>S,     S>C, OUT",
        "C>S,     X>S, IN",
        "C>S,     S>S, IN",
        "C>S,     T>C, OUT",
        "C>S C>T, S>C, OUT",
        "C>S C>T, X>T, IN",
        "R>S,     S>R, OUT",
        "R>S,     S>V, OUT",
        "R>S,     X>S, IN",
        "C>R R>S, S>R, OUT",
        "C>R R>S, R>C, OUT",
        "C>V R>S, S>V, OUT",
        "C>V R>S, R>C, OUT",
        "C>R R>S, X>S, IN",
        "C>*,     S>*, OUT",
        "C>S,     S>*, IN",
        "R>S,     X>*, IN",
    })
    void isToldByTheStationsOfItsLinkWhereAStrangerSpeaksForTheServer(String rtp, String rtcp, Direction expected) {
        for (String ends : rtp.split(" ", -1)) {
            rtp(sides, CAMERA, SERVER, 10, 1_000, Direction.UNKNOWN, ends(ends));
        }

        assertThat(sides.found().of(Direction.UNKNOWN, SERVER.getAddress(), CAMERA.getAddress(), ends(rtcp)))
                .isEqualTo(expected);
        assertThat(sides.found().of(Direction.OUT, SERVER.getAddress(), CAMERA.getAddress(), ends(rtcp)))
                .isEqualTo(Direction.OUT);
    }

    private static LinkEnds ends(String words) {
        return new LinkEnds(station(words.charAt(0)), station(words.charAt(2)), 0);
    }

    private static long station(char name) {
        return name == '*' ? 0xffff_ffff_ffffL : 0x0200_0000_0000L + name;
    }

    private void assertDirection(InetSocketAddress from, InetSocketAddress to, Direction expected) {
        InetAddress source = from.getAddress();
        assertThat(sides.found().of(Direction.UNKNOWN, source, to.getAddress(), LinkEnds.UNKNOWN))
                .isEqualTo(expected);
    }

    private void rtp(InetSocketAddress from, InetSocketAddress to, int packets, int size, Direction direction) {
        rtp(sides, from, to, packets, size, direction);
    }

    private static void rtp(
            Sides sides, InetSocketAddress from, InetSocketAddress to, int packets, int size, Direction direction) {
        rtp(sides, from, to, packets, size, direction, LinkEnds.UNKNOWN);
    }

    private static void rtp(
            Sides sides,
            InetSocketAddress from,
            InetSocketAddress to,
            int packets,
            int size,
            Direction direction,
            LinkEnds ends) {
        rtp(sides, from, to, packets, size, direction, ends, /* forAnother= */ false);
    }

    private static void rtp(
            Sides sides,
            InetSocketAddress from,
            InetSocketAddress to,
            int packets,
            int size,
            Direction direction,
            LinkEnds ends,
            boolean forAnother) {
        for (int sequence = 1; sequence <= packets; sequence++) {
            byte[] packet = Arrays.copyOf(TestPackets.rtp(from.getPort(), sequence), size);
            sides.datagram(new Datagram(
                    Instant.EPOCH,
                    "eth0",
                    direction,
                    from,
                    to,
                    Unpooled.wrappedBuffer(packet),
                    false,
                    64,
                    forAnother,
                    ends));
        }
    }

    @ParameterizedTest(name = "sender {0}, for {1}: {2}")
    @CsvSource({"10.77.0.1, 10.77.0.2, IN", "10.77.0.1, 239.1.1.1, OUT"})
    void isNoStrangerWhoSendsToAGroupForAGroup(InetAddress sender, InetAddress receiver, Direction expected) {
        rtp(sides, CAMERA, SERVER, 10, 1_000, Direction.UNKNOWN, ends("C>S"));

        assertThat(sides.found().of(Direction.UNKNOWN, sender, receiver, ends("S>*")))
                .isEqualTo(expected);
    }

    /** What passes by for another host is of a mirror port, and what leaves is this host's own. */
    @ParameterizedTest(name = "the media server sends {0}, and {1}: another host {2}")
    @CsvSource({
        "nothing, nothing, false",
        "passing, nothing, true",
        "passing, leaving, false",
        "passing, media,   false",
    })
    void isNotAtAMirrorPortWhereTheMediaServersOwnLeaves(String first, String second, boolean elsewhere) {
        rtp(sides, CAMERA, SERVER, 10, 1_000, Direction.IN, LinkEnds.UNKNOWN, /* forAnother= */ true);
        for (String sends : List.of(first, second)) {
            switch (sends) {
                case "passing" -> rtcp(Direction.IN, /* forAnother= */ true);
                case "leaving" -> rtcp(Direction.OUT, /* forAnother= */ false);
                case "media" -> rtp(SERVER, VIEWER, 10, 1_000, Direction.OUT);
                default -> {}
            }
        }

        assertThat(sides.found().isElsewhere()).isEqualTo(elsewhere);
    }

    private void rtcp(Direction direction, boolean forAnother) {
        other(TestPackets.feedback(1), SERVER, CAMERA, direction, forAnother);
    }

    private void other(
            byte[] packet, InetSocketAddress from, InetSocketAddress to, Direction direction, boolean forAnother) {
        sides.datagram(new Datagram(
                Instant.EPOCH,
                "eth0",
                direction,
                from,
                to,
                Unpooled.wrappedBuffer(packet),
                false,
                64,
                forAnother,
                LinkEnds.UNKNOWN));
    }
}
