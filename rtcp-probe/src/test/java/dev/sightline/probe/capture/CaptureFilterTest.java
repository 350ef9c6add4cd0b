package dev.sightline.probe.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.PortRange;
import dev.sightline.probe.packet.LinkType;
import dev.sightline.probe.packet.TestPackets;
import dev.sightline.rtp.RtpPackets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pcap4j.core.BpfProgram;
import org.pcap4j.core.BpfProgram.BpfCompileMode;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.Pcaps;
import org.pcap4j.packet.namednumber.DataLinkType;

/** Compiled by libpcap itself, and applied to frames of every kind by its interpreter. */
@DisplayName("The kernel's filter")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CaptureFilterTest {
    private static final PortRange PORTS = new PortRange(40_000, 40_999);
    private static final int RAW = 12;
    private static final InetSocketAddress CAMERA = new InetSocketAddress("10.91.0.2", 5_006);
    private static final InetSocketAddress SERVER = new InetSocketAddress("10.91.0.1", 40_020);
    private static final InetSocketAddress ELSEWHERE = new InetSocketAddress("10.91.0.1", 41_000);
    private static final InetSocketAddress CAMERA6 = new InetSocketAddress("fd91::2", 5_006);
    private static final InetSocketAddress SERVER6 = new InetSocketAddress("fd91::1", 40_020);
    private static final InetSocketAddress ELSEWHERE6 = new InetSocketAddress("fd91::1", 41_000);

    private final PcapHandle ethernetHandle = dead(LinkType.ETHERNET);
    private final PcapHandle rawHandle = dead(RAW);
    private BpfProgram ethernet;
    private BpfProgram raw;
    private BpfProgram whole;

    private static PcapHandle dead(int linkType) {
        try {
            return Pcaps.openDead(DataLinkType.getInstance(linkType), 65_535);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @BeforeAll
    void compile() throws Exception {
        ethernet = compile(ethernetHandle, LinkType.ETHERNET, 16);
        raw = compile(rawHandle, RAW, 16);
        whole = compile(ethernetHandle, LinkType.ETHERNET, 1);
    }

    private static BpfProgram compile(PcapHandle handle, int linkType, int sampling) throws Exception {
        return handle.compileFilter(
                CaptureFilter.expression(PORTS, linkType, sampling),
                BpfCompileMode.OPTIMIZE,
                PcapHandle.PCAP_NETMASK_UNKNOWN);
    }

    @AfterAll
    void close() {
        ethernet.free();
        whole.free();
        raw.free();
        ethernetHandle.close();
        rawHandle.close();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "RTCP from the media server, true",
        "RTCP from a camera, true",
        "goodbye alone, true",
        "RTP whose sequence number is 32, true",
        "RTP whose sequence number is 33, false",
        "RTP whose sequence number is 65535, false",
        "RTP with a marker whose sequence number is 32, true",
        "RTP with a marker whose sequence number is 33, false",
        "RTP from the media server, true",
        "RTP on other ports, false",
        "RTCP on other ports, false",
        "STUN, true",
        "DTLS, true",
        "TURN channel data, false",
        "QUIC, false",
        "one octet below 64, true",
        "nothing at all, false",
    })
    void passesOfTheMediaPortsWhatVerdictsNeed(String packet, boolean passes) {
        for (boolean ipv6 : List.of(false, true)) {
            Flow flow = flow(packet, ipv6);
            byte[] payload = payload(packet);
            int[][] tags = {{}, {0x8100}, {0x88a8, 0x8100}};
            for (int[] stack : tags) {
                assertThat(ethernet.applyFilter(TestPackets.ethernet(stack, flow.from, flow.to, payload)))
                        .as("%s, IPv%d, %d tags", packet, ipv6 ? 6 : 4, stack.length)
                        .isEqualTo(passes);
            }
            assertThat(raw.applyFilter(TestPackets.ip(flow.from, flow.to, payload)))
                    .as("%s, IPv%d without link header", packet, ipv6 ? 6 : 4)
                    .isEqualTo(passes);
        }
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "RTCP from the media server, true",
        "RTCP from a camera, true",
        "RTP whose sequence number is 32, true",
        "RTP whose sequence number is 33, true",
        "RTP with a marker whose sequence number is 33, true",
        "RTP on other ports, false",
        "STUN, true",
        "TURN channel data, false",
        "QUIC, false",
    })
    void passesAllOfTheRtpWhereItDoesNotSample(String packet, boolean passes) {
        for (boolean ipv6 : List.of(false, true)) {
            Flow flow = flow(packet, ipv6);
            byte[] frame = TestPackets.ethernet(new int[] {}, flow.from, flow.to, payload(packet));
            assertThat(whole.applyFilter(frame))
                    .as("%s, IPv%d", packet, ipv6 ? 6 : 4)
                    .isEqualTo(passes);
        }
    }

    /** Which way a packet goes only the kernel knows: here all of them leave. */
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "RTCP on other ports, true",
        "feedback on other ports, true",
        "PLI on other ports, true",
        "RTCP longer than its datagram on other ports, false",
        "RTCP of an unknown type on other ports, false",
        "RTP on other ports, false",
        "RTP with a marker on other ports, false",
        "STUN on other ports, false",
        "DTLS on other ports, false",
        "QUIC on other ports, false",
        "nothing at all on other ports, false",
        "RTCP from a camera, true",
        "RTP whose sequence number is 32, true",
        "RTP whose sequence number is 33, false",
    })
    void passesRtcpThatLeavesWhateverThePorts(String packet, boolean passes) throws Exception {
        for (int linkType : List.of(LinkType.ETHERNET, RAW)) {
            PcapHandle handle = linkType == RAW ? rawHandle : ethernetHandle;
            BpfProgram leaving = handle.compileFilter(
                    CaptureFilter.expression(PORTS, linkType, 16).replace(CaptureFilter.LEAVING, ""),
                    BpfCompileMode.OPTIMIZE,
                    PcapHandle.PCAP_NETMASK_UNKNOWN);
            for (boolean ipv6 : List.of(false, true)) {
                Flow flow = flow(packet, ipv6);
                byte[] payload = payload(packet.replace(" on other ports", ""));
                int[][] tags = linkType == RAW ? new int[][] {{}} : new int[][] {{}, {0x8100}, {0x88a8, 0x8100}};
                for (int[] stack : tags) {
                    byte[] frame = linkType == RAW
                            ? TestPackets.ip(flow.from, flow.to, payload)
                            : TestPackets.ethernet(stack, flow.from, flow.to, payload);
                    assertThat(leaving.applyFilter(frame))
                            .as("%s, IPv%d, link type %d, %d tags", packet, ipv6 ? 6 : 4, linkType, stack.length)
                            .isEqualTo(passes);
                }
            }
            leaving.free();
        }
    }

    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource({
        // IPv4 header, then ICMP
        "ICMP port unreachable,          450000380000000040010000 0a5b0002 0a5b0001 0303000000000000, true",
        "ICMP time exceeded,             450000380000000040010000 0a5b0002 0a5b0001 0b00000000000000, true",
        "ICMP echo,                      450000380000000040010000 0a5b0002 0a5b0001 0800000000000000, false",
        "first fragment of another port, 450005dc0001200040110000 0a5b0002 0a5b0001 0035003505c80000 8000, false",
        "later fragment of UDP,          450005dc000100b940110000 0a5b0002 0a5b0001 8060002100000000, true",
        "later fragment of TCP,          450005dc000100b940060000 0a5b0002 0a5b0001 8060002100000000, false",
        "TCP on a media port,            4500003c0001000040060000 0a5b0002 0a5b0001 13889c54000000000000, false",
        "IPv4 with options and RTCP,     460000500001000040110000 0a5b0002 0a5b0001 01010101 13889c54001c0000 80c80006, true",
        "IPv4 with options and RTP,      460000500001000040110000 0a5b0002 0a5b0001 01010101 13889c54001c0000 80600021, false",
        "ICMPv6 port unreachable,        6000000000303a40 *6 *6 0104000000000000, true",
        "ICMPv6 neighbour solicitation,  6000000000203aff *6 *6 8700000000000000, false",
        "IPv6 fragment of UDP,           6000000000302c40 *6 *6 1100000100000001 138b9c54, true",
        "IPv6 fragment of TCP,           6000000000302c40 *6 *6 0600000100000001 138b9c54, false",
        "IPv6 with destination options,  6000000000303c40 *6 *6 1100010400000000 13889c54001c0000 80600021, true",
        "IPv6 TCP,                       6000000000300640 *6 *6 13889c540000000000000000, false",
    })
    void passesIcmpErrorsAndFragments(String packet, String hex, boolean passes) {
        String digits = hex.replace("*6", "fd910000000000000000000000000002").replace(" ", "");
        byte[] ip = HexFormat.of().parseHex(digits);
        assertThat(raw.applyFilter(ip)).isEqualTo(passes);
        String etherType = digits.startsWith("6") ? "86dd" : "0800";
        String addresses = "0200000000010200000000" + "07";
        for (String tags : List.of("", "8100002a", "88a8002a8100002b")) {
            byte[] frame = HexFormat.of().parseHex(addresses + tags + etherType + digits);
            assertThat(ethernet.applyFilter(frame)).as("with tags '%s'", tags).isEqualTo(passes);
        }
    }

    private record Flow(InetSocketAddress from, InetSocketAddress to) {}

    private static Flow flow(String packet, boolean ipv6) {
        InetSocketAddress camera = ipv6 ? CAMERA6 : CAMERA;
        InetSocketAddress server = ipv6 ? SERVER6 : SERVER;
        if (packet.endsWith("other ports")) {
            return new Flow(camera, ipv6 ? ELSEWHERE6 : ELSEWHERE);
        }
        return packet.endsWith("from the media server") ? new Flow(server, camera) : new Flow(camera, server);
    }

    private static byte[] payload(String packet) {
        return switch (packet) {
            case "RTCP from the media server" -> TestPackets.feedback(7);
            case "RTCP from a camera" -> TestPackets.senderReport(7);
            case "RTCP", "RTCP on other ports" -> TestPackets.senderReport(7);
            case "feedback" -> TestPackets.feedback(7);
            case "PLI" -> HexFormat.of().parseHex("81ce00020000000100000007");
            case "RTCP longer than its datagram" -> HexFormat.of().parseHex("80c80006000000010000000200");
            case "RTCP of an unknown type" -> HexFormat.of().parseHex("80d00001" + "00000001");
            case "RTP with a marker" -> rtp(true, 32);
            case "goodbye alone" -> HexFormat.of().parseHex("81cb000100000007");
            case "RTP whose sequence number is 33", "RTP from a camera" -> TestPackets.rtp(7, 33);
            case "RTP whose sequence number is 65535" -> TestPackets.rtp(7, 65_535);
            case "RTP with a marker whose sequence number is 32" -> rtp(true, 32);
            case "RTP with a marker whose sequence number is 33" -> rtp(true, 33);
            case "STUN" -> HexFormat.of().parseHex("000100002112a442000000000000000000000000");
            case "DTLS" -> HexFormat.of().parseHex("16fefd0000000000000000002a");
            case "TURN channel data" -> HexFormat.of().parseHex("4000000480600020");
            case "QUIC" -> HexFormat.of().parseHex("c300000001080000");
            case "one octet below 64" -> new byte[] {13};
            case "nothing at all" -> new byte[0];
            default -> TestPackets.rtp(7, 32);
        };
    }

    private static byte[] rtp(boolean marker, int sequence) {
        ByteBuf out = Unpooled.buffer();
        return ByteBufUtil.getBytes(
                RtpPackets.writeHeader(out, marker, 96, sequence, 0, 7).writeZero(40));
    }
}
