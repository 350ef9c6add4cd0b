package dev.sightline.bench.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sightline.bench.capture.CapturePlan.Link;
import dev.sightline.rtp.RtpPackets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A generated capture")
class CaptureGeneratorTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource(Link.class)
    void holdsRtpOfTheSizeAskedForAndRtcpAmongIt(Link link) throws IOException {
        Path file = directory.resolve("capture.pcap");
        CaptureGenerator.write(new CapturePlan(20_000, 128, 5, 260, link), file);

        ByteBuf in = Unpooled.wrappedBuffer(Files.readAllBytes(file)).skipBytes(24);
        int rtp = 0;
        int rtcp = 0;
        for (; in.isReadable(); ) {
            in.skipBytes(8);
            int length = in.readIntLE();
            in.skipBytes(4);
            ByteBuf payload = in.readSlice(length).skipBytes(link.header() + PcapWriter.IP_UDP);
            if (RtpPackets.isRtp(payload)) {
                assertThat(length).isEqualTo(128);
                rtp++;
            } else {
                assertThat(RtpPackets.isRtcp(payload)).isTrue();
                rtcp++;
            }
        }
        assertThat(rtp + rtcp).isEqualTo(20_000);
        assertThat(rtcp).isBetween(100, 400);
    }

    @Test
    void holdsTwoReportsInFiveSecondsOfASlowCamera() throws IOException {
        Path file = directory.resolve("capture.pcap");
        CaptureGenerator.write(new CapturePlan(1_400, 128, 10, /* rate= */ 1, Link.ETHERNET), file);

        ByteBuf in = Unpooled.wrappedBuffer(Files.readAllBytes(file)).skipBytes(24);
        int rtp = 0;
        for (; in.isReadable(); ) {
            in.skipBytes(8);
            int length = in.readIntLE();
            in.skipBytes(4);
            rtp += RtpPackets.isRtp(in.readSlice(length).skipBytes(Link.ETHERNET.header() + PcapWriter.IP_UDP)) ? 1 : 0;
        }
        assertThat(rtp).isBetween(990, 1_010);
    }

    @Test
    void isTheSameForTheSamePlan() throws IOException {
        CapturePlan plan = new CapturePlan(1_000, 1_200, 3, 260, Link.ANY);
        Path one = directory.resolve("one.pcap");
        Path two = directory.resolve("two.pcap");
        CaptureGenerator.write(plan, one);
        CaptureGenerator.write(plan, two);

        assertThat(two).hasSameBinaryContentAs(one);
    }

    @ParameterizedTest(name = "packets {0}, size {1}, cameras {2}, rate {3}: {4}")
    @CsvSource({
        "0, 128, 1, 260, packets: 0",
        "1, 63, 1, 260, size: 63",
        "1, 1515, 1, 260, size: 1515",
        "1, 128, 0, 260, cameras: 0",
        "1, 128, 1, 0, rate: 0"
    })
    void refusesWhatCannotBe(long packets, int size, int cameras, int rate, String expected) {
        assertThatThrownBy(() -> new CapturePlan(packets, size, cameras, rate, Link.ANY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(expected + ", expected");
    }
}
