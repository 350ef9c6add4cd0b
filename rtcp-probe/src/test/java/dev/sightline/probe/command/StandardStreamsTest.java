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
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The probe's standard output and error")
class StandardStreamsTest {
    private static final InetSocketAddress SERVER = new InetSocketAddress("10.91.0.1", 40_001);
    private static final InetSocketAddress CAMERA = new InetSocketAddress("10.91.0.2", 5_007);
    private static final long SSRC = 0xcafe_f00dL;

    /** Turns the direction, has no width, is a soft hyphen, ends a line: none of them is to be seen. */
    private static final String UNSEEN = "\u202e\u200b\u2066\ufeff\u00ad\u2028\u061c\ue0041\r\n\u001b";

    private static final long LIMIT_SECONDS = 20;

    @TempDir
    private Path directory;

    private record Said(int code, String out, String err) {}

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

        assertThat(said.out()).contains("CNAME cam?", "?era", "link of camera.pcapng");
        assertThat(said.out() + said.err()).satisfies(StandardStreamsTest::showsAll);
    }

    @Test
    void leaveNothingInTheDirectoryInWhichAUserWithoutAHomeWorks() throws Exception {
        Path here = Files.createDirectory(directory.resolve("here"));
        List<String> command = new ArrayList<>(List.of("env", "-u", "XDG_CACHE_HOME", "-C", here.toString()));
        command.addAll(program(List.of("-Duser.home=?")));
        command.addAll(List.of("watch", "--media-ports=9-9", "--interface=lo", "--for=100ms"));

        assertThat(run(command).out()).contains("watched for ");
        assertThat(here).isEmptyDirectory();
    }

    private static void showsAll(String text) {
        assertThat(text.lines().flatMapToInt(String::codePoints).filter(Wording::isHarmful))
                .as(text)
                .isEmpty();
    }

    @Test
    void nameTheCureWhereThereIsNoRoomForStandardInput() throws Exception {
        Path absent = directory.resolve("absent");

        Said said = run(List.of("-Djava.io.tmpdir=" + absent), "analyze", "-");

        assertThat(said.code()).isEqualTo(2);
        assertThat(said.err())
                .startsWith("sightline-probe: the standard input cannot be kept in a temporary file: " + absent)
                .contains(": no such directory; ", "SIGHTLINE_JAVA_OPTIONS=-Djava.io.tmpdir=DIRECTORY");
    }

    @Test
    void holdNothingThatJnaLogs() throws Exception {
        Path noDirectory = Files.createFile(directory.resolve("file")).resolve("x");

        Said said = run(List.of("-Djna.tmpdir=" + noDirectory), "watch", "--media-ports=9-9", "--for=100ms");

        assertThat(said.out()).contains("cannot be unpacked and loaded", "-Djna.tmpdir=DIRECTORY");
        assertThat(said.err()).isEmpty();
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "route 127.0.0.1, >/dev/full, No space left on device",
        "route --json 127.0.0.1, >/dev/full, No space left on device",
        "route 127.0.0.1, >&-, Bad file descriptor",
        "analyze --json CAPTURE, >/dev/full, No space left on device",
        "watch --media-ports=9-9 --for=100ms, >/dev/full, No space left on device",
        "analyze --help, >/dev/full, No space left on device",
    })
    void areNotSaidToBeWrittenWhereTheyCannotBe(String command, String redirection, String reason) throws Exception {
        String capture = Path.of(Objects.requireNonNull(getClass().getResource("/captures/c_camera_ip.pcap"))
                        .toURI())
                .toString();
        List<String> line = new ArrayList<>(List.of("sh", "-c", "exec \"$@\" " + redirection, "sh"));
        line.addAll(program(List.of()));
        line.addAll(List.of(command.replace("CAPTURE", capture).split(" ", -1)));

        Said said = run(line);

        assertThat(said.code()).isEqualTo(2);
        assertThat(said.err())
                .isEqualTo("sightline-probe: the standard output cannot be written (" + reason
                        + "): what it holds is not whole\n");
    }

    @Test
    @Tag("root")
    void thatNobodyReadsAnyMoreEndAWatch() throws Exception {
        List<String> line = new ArrayList<>(program(List.of()));
        line.addAll(List.of("watch", "--media-ports=9-9", "--interface=lo", "--for=1h", "--ndjson"));
        Path err = directory.resolve("err");
        Process watch = new ProcessBuilder(line).redirectError(err.toFile()).start();
        watch.inputReader(StandardCharsets.UTF_8).readLine();
        watch.getInputStream().close();

        assertThat(watch.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(watch.exitValue()).isEqualTo(2);
        assertThat(err).content().contains("the standard output cannot be written (Broken pipe)");
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
        List<String> command = new ArrayList<>(program(options));
        command.addAll(List.of(arguments));
        return run(command);
    }

    private static List<String> program(List<String> options) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Dstdout.encoding=UTF-8"));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), ProbeMain.class.getName()));
        return command;
    }

    private Said run(List<String> command) throws IOException, InterruptedException {
        Path err = directory.resolve("err");
        Process probe = new ProcessBuilder(command).redirectError(err.toFile()).start();
        String out = new String(probe.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Said(probe.waitFor(), out, Files.readString(err));
    }
}
