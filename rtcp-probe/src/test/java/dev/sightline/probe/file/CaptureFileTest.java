package dev.sightline.probe.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sightline.probe.packet.Mark;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A capture file")
class CaptureFileTest {
    private static final byte[] ONE = {1, 2, 3, 4, 5};
    private static final byte[] TWO = {6, 7};
    private static final Instant AT = Instant.parse("2026-01-02T03:04:05.678901Z");
    private static final long MICROS = 1_000_000 * AT.getEpochSecond() + 678_901;

    @TempDir
    private Path directory;

    /** A frame as it was read. */
    record Read(Instant at, String octets, Mark mark, FrameSource source) {}

    /** All of a file. */
    record Whole(List<Read> frames, Optional<String> damage) {}

    @ParameterizedTest(name = "little-endian {0}, nanoseconds {1}")
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    void ofTheClassicFormatIsReadInBothOrders(boolean little, boolean nanoseconds) throws Exception {
        int fraction = nanoseconds ? 678_901_234 : 678_901;
        int seconds = (int) AT.getEpochSecond();

        Whole whole = read(CaptureBytes.pcap(little, nanoseconds, 276)
                .record(seconds, fraction, ONE)
                .record(seconds + 1, 0, TWO));

        assertThat(whole.damage()).isEmpty();
        assertThat(whole.frames()).extracting(Read::octets).containsExactly(hex(ONE), hex(TWO));
        assertThat(whole.frames().get(0).at()).isEqualTo(nanoseconds ? AT.plusNanos(234) : AT);
        assertThat(whole.frames().get(0).source()).isEqualTo(new FrameSource(0, 276, Optional.empty()));
    }

    @ParameterizedTest(name = "little-endian {0}")
    @ValueSource(booleans = {true, false})
    void ofBlocksIsReadInBothOrders(boolean little) throws Exception {
        CaptureBytes file = new CaptureBytes(little);
        CaptureBytes none = file.body();
        Whole whole = read(file.section()
                .description(1, file.body().option(2, text("eth0")).option(0, new byte[0]))
                .description(113, none)
                .block(5, file.body().i32(0).i32(0).i32(0))
                .enhanced(0, MICROS, ONE, none)
                .block(0x4bad, file.body().octets(new byte[400_000]))
                .old(1, MICROS + 1, TWO, none)
                .simple(ONE));

        assertThat(whole.damage()).isEmpty();
        assertThat(whole.frames()).extracting(Read::octets).containsExactly(hex(ONE), hex(TWO), hex(ONE));
        assertThat(whole.frames()).extracting(Read::at).containsExactly(AT, AT.plusNanos(1_000), AT.plusNanos(1_000));
        assertThat(whole.frames())
                .extracting(Read::source)
                .containsExactly(
                        new FrameSource(0, 1, Optional.of("eth0")),
                        new FrameSource(1, 113, Optional.empty()),
                        new FrameSource(0, 1, Optional.of("eth0")));
    }

    /** What fills the block up to a multiple of four octets is none of the packet's. */
    @Test
    void whoseInterfaceKeepsOnlyTheBeginningOfPacketsIsReadAsFar() throws Exception {
        CaptureBytes file = new CaptureBytes(true).section();
        CaptureBytes interfaceOfThree = file.body().i16(1).i16(0).i32(3);

        Whole whole = read(file.block(1, interfaceOfThree)
                .block(3, file.body().i32(ONE.length).octets(new byte[] {1, 2, 3, 0})));

        assertThat(whole.frames()).extracting(Read::octets).containsExactly("010203");
    }

    @Test
    void mayHaveSectionsOfDifferentOrders() throws Exception {
        CaptureBytes little = new CaptureBytes(true);
        CaptureBytes big = new CaptureBytes(false);
        little.section().description(1, little.body()).enhanced(0, MICROS, ONE, little.body());
        big.section().description(276, big.body()).enhanced(0, MICROS, TWO, big.body());

        Whole whole = read(new CaptureBytes(true).octets(little.toBytes()).octets(big.toBytes()));

        assertThat(whole.frames()).extracting(Read::octets).containsExactly(hex(ONE), hex(TWO));
        assertThat(whole.frames()).extracting(read -> read.source().linkType()).containsExactly(1, 276);
    }

    @ParameterizedTest(name = "resolution {0}, offset {1}, count {2}: {3}")
    @CsvSource({
        "6,    0,   1767323045678901,     2026-01-02T03:04:05.678901Z",
        "9,    0,   1767323045678901234,  2026-01-02T03:04:05.678901234Z",
        "0,    0,   1767323045,           2026-01-02T03:04:05Z",
        "3,    10,  1767323045678,        2026-01-02T03:04:15.678Z",
        "6,    -45, 1767323045678901,     2026-01-02T03:03:20.678901Z",
        "12,   0,   1000000000001000,     1970-01-01T00:16:40.000000001Z",
        "18,   0,   -1,                   1970-01-01T00:00:18.446744073Z",
        "127,  0,   -1,                   1970-01-01T00:00:00Z",
        "0x80, 0,   1767323045,           2026-01-02T03:04:05Z",
        "0x81, 0,   3534646091,           2026-01-02T03:04:05.5Z",
        "0xa0, 0,   -1,                   2106-02-07T06:28:15.999999999Z",
        "0xbf, 0,   -1,                   1970-01-01T00:00:01.999999999Z",
        "0xff, 0,   -1,                   1970-01-01T00:00:00Z",
        "0,    0,   -1,                   9999-12-31T23:59:59Z",
        "0, 9223372036854775807, 1,       9999-12-31T23:59:59Z",
        "6, -9223372036854775808, 1,      1970-01-01T00:00:00.000001Z",
    })
    void countsTimeAsItsInterfacesSay(String resolution, long offset, long count, Instant at) throws Exception {
        CaptureBytes file = new CaptureBytes(false);
        byte[] offsetValue =
                file.body().i32((int) (offset >>> 32)).i32((int) offset).toBytes();
        CaptureBytes options = file.body()
                .option(9, new byte[] {(byte) (int) Integer.decode(resolution)})
                .option(14, offsetValue);

        Whole whole = read(file.section().description(1, options).enhanced(0, count, ONE, file.body()));

        assertThat(whole.frames()).extracting(Read::at).containsExactly(at);
    }

    @ParameterizedTest(name = "flags {0}: {1}")
    @CsvSource({"0, NONE", "1, IN", "2, OUT", "9, IN"})
    void tellsADirectionWhereItNotesIt(int flags, Mark mark) throws Exception {
        CaptureBytes file = new CaptureBytes(true);
        CaptureBytes options = file.body()
                .option(1, text("a comment"))
                .option(2, file.body().i32(flags).toBytes());

        Whole whole = read(file.section().description(1, file.body()).enhanced(0, MICROS, ONE, options));

        assertThat(whole.frames()).extracting(Read::mark).containsExactly(mark);
    }

    static Stream<Arguments> unreadable() {
        return Stream.of(
                Arguments.of("empty", new byte[0], "is empty"),
                Arguments.of("a text", text("No. Time Source\n"), "is not a capture: it begins with 4e 6f 2e 20"),
                Arguments.of("one octet", new byte[] {7}, "is not a capture: it begins with 07;"),
                Arguments.of("gzip", new byte[] {0x1f, (byte) 0x8b, 8, 0, 0}, "gunzip"),
                Arguments.of(
                        "half a header", new byte[] {(byte) 0xa1, (byte) 0xb2, (byte) 0xc3, (byte) 0xd4, 0}, "header"),
                Arguments.of("half a section", new byte[] {10, 13, 13, 10, 0, 0, 0, 28}, "header"));
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("unreadable")
    void thatIsNoneIsRefusedInOneLine(String name, byte[] octets, String expected) throws Exception {
        Path path = Files.write(directory.resolve("file"), octets);

        assertThatThrownBy(() -> CaptureFile.open(path))
                .as(name)
                .isInstanceOf(CaptureFileException.class)
                .hasMessageStartingWith(path.toString())
                .hasMessageContaining(expected)
                .message()
                .doesNotContain("\n");
    }

    @Test
    void thatCannotBeOpenedIsRefusedInOneLine() throws IOException {
        assertThatThrownBy(() -> CaptureFile.open(directory.resolve("missing.pcap")))
                .isInstanceOf(CaptureFileException.class)
                .hasMessageEndingWith("missing.pcap: no such file");
        assertThatThrownBy(() -> CaptureFile.open(directory))
                .isInstanceOf(CaptureFileException.class)
                .hasMessageContaining("is a directory");
        Path secret = Files.createFile(
                directory.resolve("secret.pcap"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("---------")));
        String expected =
                Files.isReadable(secret) ? "is empty" : "may not be read by this user"; // root reads everything
        assertThatThrownBy(() -> CaptureFile.open(secret))
                .isInstanceOf(CaptureFileException.class)
                .hasMessageContaining(expected);
    }

    @Test
    void thatEndsEarlyGivesWhatIsThereAndSaysSo() throws Exception {
        byte[] whole = CaptureBytes.pcap(true, false, 1)
                .record(1, 0, ONE)
                .record(2, 0, ONE)
                .toBytes();
        for (int length = 24; length < whole.length; length++) {
            Whole read = read(new CaptureBytes(true).octets(Arrays.copyOf(whole, length)));
            int frames = (length - 24) / 21;
            assertThat(read.frames()).as("%d octets", length).hasSize(frames);
            assertThat(read.damage().isPresent()).isEqualTo((length - 24) % 21 != 0);
            read.damage()
                    .ifPresent(damage -> assertThat(damage).contains("ends within", "behind " + frames + " packet"));
        }
    }

    @Test
    void ofBlocksThatEndsEarlyGivesWhatIsThereAndSaysSo() throws Exception {
        CaptureBytes file = new CaptureBytes(true);
        CaptureBytes begun = file.section().description(1, file.body()).enhanced(0, MICROS, ONE, file.body());
        int first = begun.toBytes().length;
        byte[] whole = begun.enhanced(0, MICROS, ONE, file.body()).toBytes();
        for (int length = first + 1; length < whole.length; length++) {
            Whole read = read(new CaptureBytes(true).octets(Arrays.copyOf(whole, length)));
            assertThat(read.frames()).hasSize(1);
            assertThat(read.damage())
                    .hasValueSatisfying(
                            damage -> assertThat(damage).contains("ends within", "behind 1 packet at octet " + first));
        }
    }

    static Stream<Arguments> damaged() {
        CaptureBytes file = new CaptureBytes(true);
        byte[] begun = file.section().description(1, file.body()).toBytes();
        return Stream.of(
                Arguments.of(
                        "a long packet",
                        CaptureBytes.pcap(true, false, 1)
                                .i32(1)
                                .i32(0)
                                .i32(1 << 30)
                                .i32(0)),
                Arguments.of("no interface", file(begun).enhanced(7, 0, ONE, file.body())),
                Arguments.of("a short block", file(begun).i32(6).i32(8).i32(8)),
                Arguments.of("an odd block", file(begun).i32(6).i32(33).octets(new byte[33])),
                Arguments.of("a large block", file(begun).i32(6).i32(1 << 24).octets(new byte[33])),
                Arguments.of("a block without body", file(begun).block(6, file.body())),
                Arguments.of(
                        "no byte order",
                        file(begun)
                                .block(
                                        0x0a0d0d0a,
                                        file.body().i32(0).i32(0).i32(0).i32(0))),
                Arguments.of(
                        "more than its block",
                        file(begun)
                                .block(
                                        6,
                                        file.body()
                                                .i32(0)
                                                .i32(0)
                                                .i32(0)
                                                .i32(9)
                                                .i32(9)
                                                .i32(0))));
    }

    private static CaptureBytes file(byte[] begun) {
        return new CaptureBytes(true).octets(begun);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("damaged")
    void thatIsDamagedSaysWhere(String name, CaptureBytes file) throws Exception {
        Whole whole = read(file);

        assertThat(whole.frames()).as(name).isEmpty();
        assertThat(whole.damage())
                .hasValueSatisfying(damage -> assertThat(damage).contains("damaged", "at octet"));
    }

    @Test
    void mayDescribeOnlySoManyInterfaces() throws Exception {
        CaptureBytes file = new CaptureBytes(true).section();
        for (int number = 0; number < 1_024; number++) {
            file.description(1, file.body().option(2, text("eth" + number)));
        }
        assertThat(read(file).damage()).isEmpty();
        file.section().description(1, file.body().option(2, text("eth1024")));
        assertThat(read(file).damage())
                .hasValueSatisfying(damage -> assertThat(damage).contains("more than 1024 different interfaces"));
    }

    @Test
    void mayDescribeOneInterfaceOnlySoOftenInASection() throws Exception {
        CaptureBytes file = new CaptureBytes(true).section();
        for (int number = 0; number < 1_024; number++) {
            file.description(1, file.body());
        }
        assertThat(read(file).damage()).isEmpty();
        assertThat(read(file.description(1, file.body())).damage())
                .hasValueSatisfying(damage -> assertThat(damage).contains("more than 1024 interfaces"));
    }

    @Test
    void ofRandomOctetsNeverThrowsAnythingElse() throws Exception {
        Random random = new Random(276);
        List<byte[]> seeds =
                new ArrayList<>(unreadable().map(each -> (byte[]) each.get()[1]).toList());
        damaged().map(each -> ((CaptureBytes) each.get()[1]).toBytes()).forEach(seeds::add);
        seeds.add(new CaptureBytes(false).section().toBytes());
        try (InputStream recording = CaptureFileTest.class.getResourceAsStream("/captures/c_camera_ip.pcap")) {
            seeds.add(Arrays.copyOf(recording.readAllBytes(), 40_000));
        }
        long end = System.nanoTime() + 2_000_000_000L;
        for (int round = 0; System.nanoTime() < end || round < 500; round++) {
            byte[] seed = seeds.get(random.nextInt(seeds.size()));
            byte[] octets =
                    Arrays.copyOf(seed, random.nextInt(4) == 0 ? random.nextInt(seed.length + 40) : seed.length);
            for (int flips = random.nextInt(8); flips > 0 && octets.length > 0; flips--) {
                octets[random.nextInt(random.nextBoolean() ? octets.length : Math.min(64, octets.length))] =
                        (byte) random.nextInt();
            }
            try {
                read(new CaptureBytes(true).octets(octets));
            } catch (CaptureFileException expected) {
                assertThat(expected.getMessage()).isNotBlank();
            }
        }
    }

    private Whole read(CaptureBytes octets) throws CaptureFileException, IOException {
        Path path = Files.write(directory.resolve("capture"), octets.toBytes());
        List<Read> frames = new ArrayList<>();
        try (CaptureFile file = CaptureFile.open(path)) {
            while (file.next()) {
                Frame frame = file.frame();
                byte[] copy = Arrays.copyOfRange(frame.octets(), frame.offset(), frame.offset() + frame.length());
                frames.add(new Read(frame.at(), hex(copy), frame.mark(), frame.source()));
            }
            return new Whole(frames, file.damage());
        }
    }

    private static String hex(byte[] octets) {
        return HexFormat.of().formatHex(octets);
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
