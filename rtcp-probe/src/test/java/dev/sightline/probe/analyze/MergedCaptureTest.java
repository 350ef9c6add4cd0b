package dev.sightline.probe.analyze;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.file.CaptureBytes;
import dev.sightline.probe.file.CaptureInput;
import dev.sightline.probe.packet.Datagram;
import dev.sightline.probe.packet.Directions;
import dev.sightline.probe.packet.IcmpError;
import dev.sightline.probe.packet.PacketListener;
import dev.sightline.probe.packet.TestPackets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Several captures")
class MergedCaptureTest {
    private static final InetSocketAddress CAMERA = new InetSocketAddress("10.77.0.2", 5_006);
    private static final InetSocketAddress SERVER = new InetSocketAddress("10.77.0.1", 40_000);
    private static final byte[] FRAME = TestPackets.ethernet(new int[0], CAMERA, SERVER, TestPackets.rtp(7, 1));

    @TempDir
    private Path directory;

    @Test
    void arePlayedInTheOrderOfTime() throws Exception {
        Path eth0 = write(
                "eth0.pcap",
                CaptureBytes.pcap(true, false, 1)
                        .record(1, 0, FRAME)
                        .record(2, 0, FRAME)
                        .record(6, 0, FRAME));
        Path eth1 = write(
                "eth1.PCAP",
                CaptureBytes.pcap(false, true, 1).record(1, 5, FRAME).record(5, 0, FRAME));
        Path none = write("none.cap", CaptureBytes.pcap(false, true, 1));

        assertThat(play(eth0, none, eth1))
                .extracting(datagram ->
                        datagram.interfaceName() + "@" + datagram.at().getEpochSecond())
                .containsExactly(
                        "link of eth0.pcap@1",
                        "link of eth1.PCAP@1",
                        "link of eth0.pcap@2",
                        "link of eth1.PCAP@5",
                        "link of eth0.pcap@6");
    }

    @Test
    void nameTheirInterfaces() throws Exception {
        CaptureBytes blocks = new CaptureBytes(true).section();
        blocks.description(1, blocks.body().option(2, "eth7".getBytes(StandardCharsets.UTF_8)))
                .description(1, blocks.body().option(2, "lo".getBytes(StandardCharsets.UTF_8)))
                .enhanced(0, 1, FRAME, blocks.body());
        Path any = write(
                "any.pcap",
                CaptureBytes.pcap(true, false, 276)
                        .record(1, 0, cooked2(1, 772))
                        .record(1, 0, cooked2(3, 1)));
        Path old = write(
                "old.pcap",
                CaptureBytes.pcap(true, false, 113).record(1, 0, cooked(772)).record(1, 0, cooked(1)));
        byte[] loopback = FRAME.clone();
        Arrays.fill(loopback, 0, 12, (byte) 0);
        Path itself = write("itself.pcap", CaptureBytes.pcap(true, false, 1).record(1, 0, loopback));

        assertThat(names(write("blocks.pcapng", blocks))).containsExactly("eth7", "lo");
        assertThat(names(any)).containsExactly("if3", "lo");
        assertThat(names(old)).containsExactly("any", "lo");
        assertThat(names(itself)).containsExactly("lo");
    }

    private List<String> names(Path file) throws Exception {
        try (MergedCapture capture =
                MergedCapture.open(List.of(CaptureInput.of(file)), Sampling::ofAll, Directions.AS_NOTED)) {
            capture.play(keeping(new ArrayList<>()));
            return capture.interfaces();
        }
    }

    private static List<Datagram> play(Path... files) throws Exception {
        List<Datagram> datagrams = new ArrayList<>();
        try (MergedCapture capture = MergedCapture.open(
                Stream.of(files).map(CaptureInput::of).toList(), Sampling::ofMany, Directions.AS_NOTED)) {
            capture.play(keeping(datagrams));
        }
        return datagrams;
    }

    private static PacketListener keeping(List<Datagram> datagrams) {
        return new PacketListener() {
            @Override
            public void datagram(Datagram datagram) {
                datagrams.add(datagram);
            }

            @Override
            public void icmpError(IcmpError error) {}
        };
    }

    private static byte[] cooked2(int index, int hardware) {
        ByteBuf header = Unpooled.buffer()
                .writeShort(0x0800)
                .writeShort(0)
                .writeInt(index)
                .writeShort(hardware)
                .writeShort(6)
                .writeZero(8);
        return ByteBufUtil.getBytes(header.writeBytes(TestPackets.ip(CAMERA, SERVER, TestPackets.rtp(7, 1))));
    }

    private static byte[] cooked(int hardware) {
        ByteBuf header = Unpooled.buffer()
                .writeShort(0)
                .writeShort(hardware)
                .writeShort(6)
                .writeZero(8)
                .writeShort(0x0800);
        return ByteBufUtil.getBytes(header.writeBytes(TestPackets.ip(CAMERA, SERVER, TestPackets.rtp(7, 1))));
    }

    private Path write(String name, CaptureBytes octets) throws Exception {
        return Files.write(directory.resolve(name), octets.toBytes());
    }
}
