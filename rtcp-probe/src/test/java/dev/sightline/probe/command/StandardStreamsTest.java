package dev.sightline.probe.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.Wording;
import dev.sightline.probe.file.CaptureBytes;
import dev.sightline.probe.packet.LinkType;
import dev.sightline.probe.packet.TestPackets;
import dev.sightline.rtp.RtcpCompound;
import dev.sightline.rtp.SenderReport;
import dev.sightline.rtp.SourceDescription;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The probe's standard output and error")
class StandardStreamsTest {
    private static final InetSocketAddress SERVER = new InetSocketAddress("10.91.0.1", 40_001);
    private static final InetSocketAddress CAMERA = new InetSocketAddress("10.91.0.2", 5_007);
    private static final long SSRC = 0xcafe_f00dL;

    /** Turns the direction, has no width, is a soft hyphen, ends a line: none of them is to be seen. */
    private static final String UNSEEN = "\u202e\u200b\u2066\ufeff\u00ad\u2028\u061c\ue0041\r\n\u001b";

    @TempDir
    private Path directory;

    private record Said(String out, String err) {}

    @Test
    void showNothingOfStrangersThatWouldNotBeSeen() throws Exception {
        Path file = directory.resolve("camera.pcapng");
        CaptureBytes capture = new CaptureBytes(true).section();
        capture.description(LinkType.ETHERNET, capture.body().option(2, utf8("eth\u202e\u200b0")));
        for (int i = 0; i < 100; i++) {
            byte[] rtp = TestPackets.rtp(SSRC, i);
            long micros = 1_700_000_000_000_000L + 100_000L * i;
            capture.enhanced(0, micros, frame(CAMERA, SERVER, rtp), capture.body());
            capture.enhanced(0, micros + 1, frame(SERVER, CAMERA, report("cam" + UNSEEN + "era")), capture.body());
        }
        Files.write(file, capture.toBytes());

        Said said = run(List.of(), "analyze", file.toString());

        assertThat(said.out()).contains("CNAME cam?", "?era", "eth??0");
        assertThat(said.out() + said.err()).satisfies(StandardStreamsTest::showsAll);
    }

    private static void showsAll(String text) {
        assertThat(text.lines().flatMapToInt(String::codePoints).filter(Wording::isHarmful))
                .as(text)
                .isEmpty();
    }

    @Test
    void holdNothingThatJnaLogs() throws Exception {
        Path noDirectory = Files.createFile(directory.resolve("file")).resolve("x");

        Said said = run(List.of("-Djna.tmpdir=" + noDirectory), "watch", "--media-ports=9-9", "--for=100ms");

        assertThat(said.out()).contains("cannot be unpacked and loaded", "-Djna.tmpdir=DIRECTORY");
        assertThat(said.err()).isEmpty();
    }

    private static byte[] frame(InetSocketAddress from, InetSocketAddress to, byte[] payload) {
        return TestPackets.ethernet(new int[0], from, to, payload);
    }

    private static byte[] report(String cname) {
        ByteBuf out = Unpooled.buffer();
        RtcpCompound.write(
                out, List.of(new SenderReport(7, 0, 0, 10, 400, List.of()), SourceDescription.ofCname(7, cname)));
        return ByteBufUtil.getBytes(out);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private Said run(List<String> options, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Dstdout.encoding=UTF-8"));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), ProbeMain.class.getName()));
        command.addAll(List.of(arguments));
        Path err = directory.resolve("err");
        Process probe = new ProcessBuilder(command).redirectError(err.toFile()).start();
        String out = new String(probe.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        probe.waitFor();
        return new Said(out, Files.readString(err));
    }
}
