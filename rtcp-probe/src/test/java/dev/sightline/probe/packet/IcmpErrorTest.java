package dev.sightline.probe.packet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.packet.Datagram.Direction;
import dev.sightline.probe.packet.IcmpError.Kind;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("An ICMP error about a datagram")
class IcmpErrorTest {
    private final Heard heard = new Heard();

    @ParameterizedTest(name = "IPv{0}, type {1}, code {2}: {3}")
    @CsvSource({
        "4, 3, 0, NETWORK_UNREACHABLE",
        "4, 3, 1, HOST_UNREACHABLE",
        "4, 3, 2, PORT_UNREACHABLE",
        "4, 3, 3, PORT_UNREACHABLE",
        "4, 3, 4, TOO_BIG",
        "4, 3, 13, PROHIBITED",
        "4, 11, 0, TIME_EXCEEDED",
        "4, 11, 1, FRAGMENTS_MISSING",
        "4, 12, 0, OTHER",
        "6, 1, 0, NETWORK_UNREACHABLE",
        "6, 1, 1, PROHIBITED",
        "6, 1, 3, HOST_UNREACHABLE",
        "6, 1, 4, PORT_UNREACHABLE",
        "6, 2, 0, TOO_BIG",
        "6, 3, 0, TIME_EXCEEDED",
        "6, 3, 1, FRAGMENTS_MISSING",
        "6, 4, 0, OTHER",
        "6, 4, 1, PORT_UNREACHABLE",
    })
    void saysWhatCouldNotBeDone(int version, int type, int code, Kind kind) {
        decode(error(version, type, code));

        assertThat(heard.errors).singleElement().satisfies(error -> {
            assertThat(error.kind()).isEqualTo(kind);
            assertThat(error.reporter()).isEqualTo(camera(version).getAddress());
            assertThat(error.source()).isEqualTo(server(version));
            assertThat(error.destination()).isEqualTo(camera(version));
            assertThat(error.direction()).isEqualTo(Direction.IN);
            assertThat(error.interfaceName()).isEqualTo("eth0");
            assertThat(error.sender()).contains(TestPackets.SERVER_SSRC);
        });
        assertThat(heard.datagrams).isEmpty();
    }

    @Test
    void tellsFromWhichStationItCame() {
        byte[] frame = ByteBufUtil.getBytes(
                Unpooled.buffer().writeZero(11).writeByte(7).writeShort(0x0800).writeBytes(error(4, 3, 3)));

        FrameDecoder.ofInterface(1, "eth0", false, address -> false).decode(Instant.EPOCH, frame, heard);

        assertThat(heard.errors)
                .singleElement()
                .satisfies(error -> assertThat(error.ends().source()).isEqualTo(7));
    }

    /** Not that of the packet that it quotes. */
    @ParameterizedTest(name = "IPv{0}")
    @CsvSource({"4, 8", "6, 7"})
    void tellsWhatIsLeftOfItsOwnHopLimit(int version, int at) {
        byte[] frame = error(version, version == 4 ? 3 : 1, 3);
        frame[at] = 61;

        decode(frame);

        assertThat(heard.errors)
                .singleElement()
                .satisfies(error -> assertThat(error.hopLimit()).isEqualTo(61));
    }

    @Test
    void isNoEcho() {
        decode(error(4, 8, 0));
        decode(error(6, 128, 0));

        assertThat(heard.errors).isEmpty();
    }

    /** What would be its ports is anything. */
    @ParameterizedTest(name = "a fragment from octet {0} on: {1} errors")
    @CsvSource({"0, 1", "8, 0"})
    void aboutALaterFragmentSaysNothing(int from, int errors) {
        byte[] frame = error(4, 3, 3);
        frame[20 + 8 + 7] = (byte) (from / 8);

        decode(frame);

        assertThat(heard.errors).hasSize(errors);
    }

    @Test
    void thatIsCutIsReadOnceItQuotesThePorts() {
        byte[] frame = error(4, 3, 3);
        for (int length = 0; length < frame.length; length++) {
            heard.errors.clear();
            boolean quotesRtcp = length >= 20 + 8 + 20 + 8 + 8;
            decode(Arrays.copyOf(frame, length));
            assertThat(heard.errors).hasSize(length < 20 + 8 + 20 + 4 ? 0 : 1);
            assertThat(heard.errors).allMatch(error -> error.sender().isPresent() == quotesRtcp);
        }
    }

    private void decode(byte[] frame) {
        InetAddress server4 = server(4).getAddress();
        InetAddress server6 = server(6).getAddress();
        FrameDecoder.ofInterface(101, "eth0", false, address -> address.equals(server4) || address.equals(server6))
                .decode(Instant.EPOCH, frame, heard);
    }

    private static InetSocketAddress camera(int version) {
        return new InetSocketAddress(version == 4 ? "10.77.0.2" : "2001:db8::2", 5_007);
    }

    private static InetSocketAddress server(int version) {
        return new InetSocketAddress(version == 4 ? "10.77.0.1" : "2001:db8::1", 40_001);
    }

    /** From the camera, about what the server sent it. */
    private static byte[] error(int version, int type, int code) {
        byte[] undelivered = TestPackets.ip(server(version), camera(version), TestPackets.feedback(1));
        ByteBuf icmp = Unpooled.buffer()
                .writeByte(type)
                .writeByte(code)
                .writeShort(0)
                .writeInt(0)
                .writeBytes(undelivered);
        byte[] packet = TestPackets.ip(camera(version), server(version), ByteBufUtil.getBytes(icmp));
        int header = version == 4 ? 20 : 40;
        packet[version == 4 ? 9 : 6] = (byte) (version == 4 ? 1 : 58);
        byte[] withoutUdp = Arrays.copyOf(packet, packet.length - 8);
        System.arraycopy(packet, header + 8, withoutUdp, header, packet.length - header - 8);
        int length = withoutUdp.length - (version == 4 ? 0 : 40);
        int lengthAt = version == 4 ? 2 : 4;
        withoutUdp[lengthAt] = (byte) (length >> 8);
        withoutUdp[lengthAt + 1] = (byte) length;
        return withoutUdp;
    }
}
