package dev.sightline.probe.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.packet.Datagram;
import dev.sightline.probe.packet.FrameDecoder;
import dev.sightline.probe.packet.IcmpError;
import dev.sightline.probe.packet.LinkType;
import dev.sightline.probe.packet.PacketListener;
import dev.sightline.probe.packet.TestPackets;
import dev.sightline.rtp.RtpPackets;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A frame that is kept in a file")
class WithoutMediaTest {
    private static final char PICTURE = 0xa7;
    private static final InetSocketAddress CAMERA = new InetSocketAddress("10.91.0.2", 5_006);
    private static final InetSocketAddress SERVER = new InetSocketAddress("10.91.0.1", 40_000);

    @ParameterizedTest(name = "with {0}: {2} octets of {1}")
    @CsvSource({
        "one packet of RTP,           1254, 54",
        "RTP with an extension,       1262, 62",
        "RTP whose extension lies,    1254, 54",
        "five joined packets of RTP,  1542, 1542",
        "RTCP,                        118,  118",
        "STUN,                        142,  142",
    })
    void holdsHeadersAndNoMedia(String what, int length, int kept) throws Exception {
        byte[] frame = TestPackets.ethernet(new int[0], CAMERA, SERVER, payload(what));
        byte[] before = frame.clone();
        assertThat(frame).hasSize(length);

        List<Datagram> seen = new ArrayList<>();
        WithoutMedia without = new WithoutMedia(frame, into(seen));
        decode(frame, without);

        assertThat(without.frame()).hasSize(kept);
        assertThat(new String(without.frame(), StandardCharsets.ISO_8859_1)).doesNotContain("" + PICTURE + PICTURE);
        assertThat(frame).isEqualTo(before);
        List<Datagram> read = new ArrayList<>();
        decode(without.frame(), into(read));
        assertThat(read)
                .extracting(WithoutMediaTest::shown)
                .containsExactlyElementsOf(
                        seen.stream().map(WithoutMediaTest::shown).toList());
    }

    private static byte[] payload(String what) throws Exception {
        return switch (what) {
            case "one packet of RTP" -> rtp(1, 0x80, 1_200);
            case "RTP with an extension" -> {
                byte[] packet = rtp(1, 0x90, 1_208);
                Arrays.fill(packet, 12, 20, (byte) 0);
                packet[15] = 1;
                yield packet;
            }
            case "RTP whose extension lies" -> rtp(1, 0x90, 1_200);
            case "five joined packets of RTP" -> {
                ByteArrayOutputStream joined = new ByteArrayOutputStream();
                for (int sequence = 1; sequence <= 5; sequence++) {
                    joined.write(rtp(sequence, 0x80, 288));
                }
                yield joined.toByteArray();
            }
            case "RTCP" -> TestPackets.feedback(7);
            default -> new byte[100];
        };
    }

    private static byte[] rtp(int sequence, int first, int carried) {
        byte[] packet = Arrays.copyOf(TestPackets.rtp(0xcafe_f00dL, sequence), 12 + carried);
        Arrays.fill(packet, 12, packet.length, (byte) PICTURE);
        packet[0] = (byte) first;
        return packet;
    }

    /** What is told from a header, or of other packets from all of it. */
    private static String shown(Datagram datagram) {
        return datagram.source() + " " + datagram.destination() + " "
                + (RtpPackets.isRtp(datagram.payload())
                        ? RtpPackets.ssrc(datagram.payload()) + " " + RtpPackets.sequenceNumber(datagram.payload())
                        : datagram.payload().toString());
    }

    private static void decode(byte[] frame, PacketListener listener) {
        FrameDecoder.ofInterface(LinkType.ETHERNET, "eth0", false, address -> false)
                .decode(Instant.EPOCH, frame, listener);
    }

    private static PacketListener into(List<Datagram> datagrams) {
        return new PacketListener() {
            @Override
            public void datagram(Datagram datagram) {
                datagrams.add(datagram);
            }

            @Override
            public void icmpError(IcmpError error) {}
        };
    }
}
