package dev.sightline.probe.packet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.Coverage;
import dev.sightline.probe.PortRange;
import dev.sightline.probe.judge.TestHost;
import dev.sightline.probe.judge.Verdicts;
import dev.sightline.probe.judge.seen.WatchRules;
import dev.sightline.probe.packet.Datagram.Direction;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("A captured frame")
class FrameDecoderTest {
    private static final byte[] PAYLOAD = {(byte) 0x80, 96, 0, 1, 0, 0, 0, 0, 0, 0, 0, 7};
    private static final InetSocketAddress CAMERA = new InetSocketAddress("10.77.0.2", 5_006);
    private static final InetSocketAddress SERVER = new InetSocketAddress("10.77.0.1", 40_000);
    private static final InetSocketAddress CAMERA6 = new InetSocketAddress("2001:db8::2", 5_006);
    private static final InetSocketAddress SERVER6 = new InetSocketAddress("2001:db8::1", 40_000);
    private static final List<InetAddress> LOCAL = List.of(SERVER.getAddress(), SERVER6.getAddress());

    @Test
    void tellsWhatIsLeftOfTheHopLimit() {
        byte[] spent = TestPackets.ip(CAMERA, SERVER, PAYLOAD);
        spent[8] = 61;
        FrameDecoder decoder = FrameDecoder.ofInterface(12, "eth0", false, LOCAL::contains);

        assertThat(Stream.of(spent, TestPackets.ip(CAMERA6, SERVER6, PAYLOAD))
                        .flatMap(frame -> decoder.decode(Instant.EPOCH, frame).stream())
                        .map(Datagram::hopLimit))
                .containsExactly(61, 64);
    }

    static Stream<Arguments> frames() {
        byte[] ip4 = TestPackets.ip(CAMERA, SERVER, PAYLOAD);
        byte[] ip6 = TestPackets.ip(CAMERA6, SERVER6, PAYLOAD);
        return Stream.of(
                Arguments.of("Ethernet", 1, ethernet(CAMERA, SERVER), CAMERA, Direction.IN),
                Arguments.of("Ethernet, IPv6", 1, ethernet(CAMERA6, SERVER6), CAMERA6, Direction.IN),
                Arguments.of("Ethernet, sent", 1, ethernet(SERVER, CAMERA), SERVER, Direction.OUT),
                Arguments.of("Ethernet, of others", 1, ethernet(CAMERA, CAMERA), CAMERA, Direction.UNKNOWN),
                Arguments.of("802.1Q", 1, ethernet(CAMERA, SERVER, 0x8100), CAMERA, Direction.IN),
                Arguments.of(
                        "802.1ad over 802.1Q", 1, ethernet(CAMERA6, SERVER6, 0x88a8, 0x8100), CAMERA6, Direction.IN),
                Arguments.of("RAW in memory", 12, ip4, CAMERA, Direction.IN),
                Arguments.of("RAW in files, IPv6", 101, ip6, CAMERA6, Direction.IN),
                Arguments.of("IPV4", 228, ip4, CAMERA, Direction.IN),
                Arguments.of("IPV6", 229, ip6, CAMERA6, Direction.IN),
                Arguments.of("NULL", 0, behind(ip4, 2, 0, 0, 0), CAMERA, Direction.IN),
                Arguments.of("LOOP", 108, behind(ip6, 0, 0, 0, 30), CAMERA6, Direction.IN),
                Arguments.of("NULL, the other order", 0, behind(ip6, 0, 0, 0, 24), CAMERA6, Direction.IN),
                Arguments.of(
                        "NULL, to itself",
                        0,
                        behind(TestPackets.ip(CAMERA, CAMERA, PAYLOAD), 2, 0, 0, 0),
                        CAMERA,
                        Direction.LOCAL),
                Arguments.of("LOOP, IPv4", 108, behind(ip4, 0, 0, 0, 2), CAMERA, Direction.IN),
                Arguments.of("Ethernet of lo", 1, onLo(ethernet(CAMERA, SERVER)), CAMERA, Direction.LOCAL),
                Arguments.of("PPPoE", 1, pppoe(behind(ip4, 0, 0x21)), CAMERA, Direction.IN),
                Arguments.of("PPPoE, IPv6, short protocol", 1, pppoe(behind(ip6, 0x57)), CAMERA6, Direction.IN),
                Arguments.of("PPPoE alone", 51, behind(ip4, 0x11, 0, 0, 1, 0, 62, 0, 0x21), CAMERA, Direction.IN),
                Arguments.of("SLL, received", 113, sll(0, 1, 0x0800, ip4), CAMERA, Direction.IN),
                Arguments.of("SLL, sent", 113, sll(4, 512, 0x86dd, ip6), CAMERA6, Direction.OUT),
                Arguments.of("SLL, loopback", 113, sll(0, 772, 0x0800, ip4), CAMERA, Direction.LOCAL),
                Arguments.of("SLL, tagged", 113, sll(0, 1, 0x8100, behind(ip4, 0, 42, 8, 0)), CAMERA, Direction.IN),
                Arguments.of("SLL2, received", 276, sll2(0, 1, 0x0800, ip4), CAMERA, Direction.IN),
                Arguments.of("SLL2, sent", 276, sll2(4, 1, 0x0800, ip4), CAMERA, Direction.OUT),
                Arguments.of("SLL2, loopback", 276, sll2(0, 772, 0x86dd, ip6), CAMERA6, Direction.LOCAL));
    }

    @ParameterizedTest(name = "{0}: {4}")
    @MethodSource("frames")
    void ofEachLinkTypeIsReadAndItsDirectionTold(
            String name, int linkType, byte[] frame, InetSocketAddress source, Direction direction) {
        Optional<Datagram> datagram = decode(linkType, frame);

        assertThat(datagram).as(name).hasValueSatisfying(read -> {
            assertThat(read.source()).isEqualTo(source);
            assertThat(read.direction()).isEqualTo(direction);
            assertThat(ByteBufUtil.getBytes(read.payload())).isEqualTo(PAYLOAD);
            assertThat(read.truncated()).isFalse();
        });
    }

    /** Nothing but loopback carries it, unless a stranger sends it; of an interface that is known it is known what it is. */
    @ParameterizedTest(name = "in a file: {0}, marked {1}: {2}")
    @CsvSource({"true, NONE, LOCAL", "true, IN, IN", "true, OUT, OUT", "false, NONE, UNKNOWN"})
    void ofRawIpForItsOwnSenderIsLocalWhereNothingElseIsNoted(boolean inAFile, Mark mark, Direction expected) {
        FrameDecoder decoder = inAFile
                ? FrameDecoder.ofFile(101, (index, loopback) -> loopback ? "lo" : "tun0", Directions.AS_NOTED)
                : FrameDecoder.ofInterface(101, "tun0", false, address -> false);
        byte[] frame = TestPackets.ip(SERVER, new InetSocketAddress(SERVER.getAddress(), 6_007), PAYLOAD);
        Heard heard = new Heard();

        decoder.decode(Instant.EPOCH, frame, 0, frame.length, mark, heard);

        assertThat(heard.datagrams).singleElement().satisfies(datagram -> {
            assertThat(datagram.direction()).isEqualTo(expected);
            assertThat(datagram.interfaceName()).isEqualTo(expected == Direction.LOCAL ? "lo" : "tun0");
        });
    }

    static Stream<Arguments> stations() {
        byte[] ip = TestPackets.ip(CAMERA, SERVER, PAYLOAD);
        byte[] cooked = sll(0, 1, 0x0800, ip);
        byte[] cooked2 = sll2(0, 1, 0x0800, ip);
        cooked[11] = 7;
        cooked2[17] = 7;
        byte[] prioritised = ethernet(CAMERA, SERVER, 0x8100);
        prioritised[14] = (byte) 0xe0;
        prioritised[15] = 0;
        return Stream.of(
                Arguments.of("Ethernet", 1, ethernet(CAMERA, SERVER), "02:00:00:00:00:07", "ff:ff:ff:ff:ff:ff", ""),
                Arguments.of(
                        "tagged", 1, ethernet(CAMERA, SERVER, 0x8100), "02:00:00:00:00:07", "ff:ff:ff:ff:ff:ff", "42"),
                Arguments.of(
                        "tagged twice",
                        1,
                        ethernet(CAMERA, SERVER, 0x88a8, 0x8100),
                        "02:00:00:00:00:07",
                        "ff:ff:ff:ff:ff:ff",
                        "42.42"),
                Arguments.of("of a priority alone", 1, prioritised, "02:00:00:00:00:07", "ff:ff:ff:ff:ff:ff", ""),
                Arguments.of("cooked", 113, cooked, "00:00:00:00:00:07", "00:00:00:00:00:00", ""),
                Arguments.of("cooked 2", 276, cooked2, "00:00:00:00:00:07", "00:00:00:00:00:00", ""),
                Arguments.of(
                        "loopback", 1, onLo(ethernet(CAMERA, SERVER)), "00:00:00:00:00:00", "00:00:00:00:00:00", ""),
                Arguments.of("raw IP", 101, ip, "00:00:00:00:00:00", "00:00:00:00:00:00", ""));
    }

    @ParameterizedTest(name = "{0}: {3} to {4}, VLAN {5}")
    @MethodSource("stations")
    void tellsBetweenWhichStationsItWent(
            String name, int linkType, byte[] frame, String source, String destination, String vlans) {
        assertThat(decode(linkType, frame)).as(name).map(Datagram::ends).hasValueSatisfying(ends -> {
            assertThat(LinkEnds.words(ends.source())).isEqualTo(source);
            assertThat(LinkEnds.words(ends.destination())).isEqualTo(destination);
            assertThat(ends.vlanWords()).isEqualTo(vlans);
            assertThat(ends.isForOne()).isFalse();
        });
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("frames")
    void thatIsCutAnywhereIsReadAsFarAsItGoesOrDropped(String name, int linkType, byte[] frame) {
        for (int length = 0; length < frame.length; length++) {
            decode(linkType, Arrays.copyOf(frame, length))
                    .ifPresent(read -> assertThat(read.truncated()).as(name).isTrue());
        }
    }

    @ParameterizedTest(name = "link address {0}: {1}")
    @CsvSource({"7, OUT", "9, IN"})
    void underThisHostsAddressWasSentOnlyByThisHostsInterfaces(int own, Direction expected) {
        FrameDecoder decoder = FrameDecoder.ofInterface(1, "eth0", false, LOCAL::contains, frame -> frame[11] != own);

        assertThat(decoder.decode(Instant.EPOCH, ethernet(SERVER, CAMERA)))
                .hasValueSatisfying(read -> assertThat(read.direction()).isEqualTo(expected));
        assertThat(decoder.decode(Instant.EPOCH, ethernet(CAMERA, SERVER)))
                .hasValueSatisfying(read -> assertThat(read.direction()).isEqualTo(Direction.IN));
        assertThat(decoder.decode(Instant.EPOCH, ethernet(CAMERA, CAMERA)))
                .hasValueSatisfying(read -> assertThat(read.direction()).isEqualTo(Direction.UNKNOWN));
    }

    @ParameterizedTest(name = "packet type {0}: {1}")
    @CsvSource({"0, false", "1, false", "2, false", "3, true", "4, false"})
    void isForAnotherHostAsTheCaptureMarksIt(int packetType, boolean forAnother) {
        byte[] ip = TestPackets.ip(CAMERA, SERVER, PAYLOAD);

        assertThat(decode(276, sll2(packetType, 1, 0x0800, ip)))
                .hasValueSatisfying(read -> assertThat(read.forAnother()).isEqualTo(forAnother));
        assertThat(decode(113, sll(packetType, 1, 0x0800, ip)))
                .hasValueSatisfying(read -> assertThat(read.forAnother()).isEqualTo(forAnother));
    }

    @ParameterizedTest(name = "{0} VLAN tags: {1}")
    @CsvSource({"4, true", "5, false"})
    void mayHaveFourTags(int tags, boolean isRead) {
        int[] protocols = new int[tags];
        Arrays.fill(protocols, 0x8100);

        assertThat(decode(1, ethernet(CAMERA, SERVER, protocols)).isPresent()).isEqualTo(isRead);
    }

    /** RFC 2516, 6. */
    @Test
    void ofPppoeThatIsNoSessionsIsNotRead() {
        byte[] discovery = pppoe(behind(TestPackets.ip(CAMERA, SERVER, PAYLOAD), 0, 0x21));
        discovery[15] = 9;

        assertThat(decode(1, discovery)).isEmpty();
    }

    /** Its network card is yet to cut it, and to write the length of each part. */
    @ParameterizedTest(name = "IPv{0}")
    @CsvSource({"4, 2", "6, 4"})
    void withoutALengthIsReadToItsEnd(int version, int lengthAt) {
        byte[] frame =
                version == 4 ? TestPackets.ip(CAMERA, SERVER, PAYLOAD) : TestPackets.ip(CAMERA6, SERVER6, PAYLOAD);
        frame[lengthAt + 1] = 0;

        assertThat(decode(12, frame))
                .hasValueSatisfying(
                        read -> assertThat(ByteBufUtil.getBytes(read.payload())).isEqualTo(PAYLOAD));
    }

    @Test
    void thatLeavesByLoopbackIsNotCountedTwice() {
        byte[] ip = TestPackets.ip(CAMERA, SERVER, PAYLOAD);

        assertThat(decode(276, sll2(4, 772, 0x0800, ip))).isEmpty();
        assertThat(decode(113, sll(4, 772, 0x0800, ip))).isEmpty();
    }

    @ParameterizedTest(name = "extension header {0}")
    @MethodSource("extensions")
    void withIpv6ExtensionsIsReadBehindThem(int header, byte[] extension) {
        ByteBuf frame = Unpooled.buffer();
        byte[] plain = TestPackets.ip(CAMERA6, SERVER6, PAYLOAD);
        frame.writeBytes(plain, 0, 40).writeBytes(extension).writeBytes(plain, 40, plain.length - 40);
        frame.setByte(6, header).setShort(4, frame.writerIndex() - 40);

        assertThat(decode(12, ByteBufUtil.getBytes(frame)))
                .hasValueSatisfying(read -> assertThat(read.source()).isEqualTo(CAMERA6));
    }

    static Stream<Arguments> extensions() {
        return Stream.of(
                Arguments.of(0, new byte[] {17, 0, 1, 4, 0, 0, 0, 0}),
                Arguments.of(43, new byte[] {17, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}),
                Arguments.of(44, new byte[] {17, 0, 0, 1, 0, 0, 0, 9}),
                Arguments.of(51, new byte[] {17, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}),
                Arguments.of(60, new byte[] {0, 0, 1, 4, 0, 0, 0, 0, 17, 0, 1, 4, 0, 0, 0, 0}),
                Arguments.of(60, chain(9)));
    }

    private static byte[] chain(int headers) {
        ByteBuf chain = Unpooled.buffer();
        for (int left = headers; left > 0; left--) {
            chain.writeBytes(new byte[] {(byte) (left == 1 ? 17 : 60), 0, 1, 4, 0, 0, 0, 0});
        }
        return ByteBufUtil.getBytes(chain);
    }

    @Test
    void ofRandomOctetsNeverThrows() {
        Random random = new Random(5_006);
        List<byte[]> seeds = frames().map(each -> (byte[]) each.get()[2]).toList();
        int[] linkTypes = {0, 1, 12, 51, 101, 108, 113, 228, 229, 276, 4_711};
        Verdicts verdicts = new Verdicts(WatchRules.DEFAULT, new PortRange(1, 65_535), List.of(), Instant.EPOCH);
        Map<Integer, FrameDecoder> decoders = new HashMap<>();
        PacketListener listener = new PacketListener() {
            @Override
            public void datagram(Datagram datagram) {
                verdicts.seen(datagram);
            }

            @Override
            public void icmpError(IcmpError error) {}
        };
        long end = System.nanoTime() + 1_500_000_000L;
        for (int round = 0; System.nanoTime() < end || round < 1_000; round++) {
            byte[] frame = mutate(random, seeds.get(random.nextInt(seeds.size())));
            int linkType = linkTypes[random.nextInt(linkTypes.length)];
            decoders.computeIfAbsent(linkType, FrameDecoderTest::decoder)
                    .decode(Instant.ofEpochMilli(round), frame, listener);
            if (round % 20_000 == 0) {
                verdicts.judge(Instant.EPOCH.plusSeconds(9), Coverage.all(), TestHost.unknown());
            }
        }
    }

    private static byte[] mutate(Random random, byte[] seed) {
        byte[] frame = Arrays.copyOf(seed, random.nextInt(4) == 0 ? random.nextInt(seed.length + 40) : seed.length);
        for (int i = random.nextInt(6); i > 0 && frame.length > 0; i--) {
            frame[random.nextInt(frame.length)] = (byte) random.nextInt();
        }
        return frame;
    }

    private static Optional<Datagram> decode(int linkType, byte[] frame) {
        return decoder(linkType).decode(Instant.EPOCH, frame);
    }

    private static FrameDecoder decoder(int linkType) {
        return FrameDecoder.ofInterface(linkType, "eth0", false, LOCAL::contains);
    }

    private static byte[] ethernet(InetSocketAddress from, InetSocketAddress to, int... tags) {
        return TestPackets.ethernet(tags, from, to, PAYLOAD);
    }

    private static byte[] behind(byte[] packet, int... header) {
        ByteBuf out = Unpooled.buffer();
        Arrays.stream(header).forEach(out::writeByte);
        return ByteBufUtil.getBytes(out.writeBytes(packet));
    }

    private static byte[] onLo(byte[] frame) {
        Arrays.fill(frame, 0, 12, (byte) 0);
        return frame;
    }

    private static byte[] pppoe(byte[] ppp) {
        return behind(ppp, 2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 7, 0x88, 0x64, 0x11, 0, 0, 1, 0, ppp.length);
    }

    private static byte[] sll(int packetType, int hardware, int protocol, byte[] packet) {
        ByteBuf out = Unpooled.buffer()
                .writeShort(packetType)
                .writeShort(hardware)
                .writeShort(6)
                .writeZero(8)
                .writeShort(protocol);
        return ByteBufUtil.getBytes(out.writeBytes(packet));
    }

    private static byte[] sll2(int packetType, int hardware, int protocol, byte[] packet) {
        ByteBuf out = Unpooled.buffer()
                .writeShort(protocol)
                .writeShort(0)
                .writeInt(3)
                .writeShort(hardware)
                .writeByte(packetType)
                .writeByte(6)
                .writeZero(8);
        return ByteBufUtil.getBytes(out.writeBytes(packet));
    }
}
