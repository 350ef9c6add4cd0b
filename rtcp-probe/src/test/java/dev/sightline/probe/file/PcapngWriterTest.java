package dev.sightline.probe.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sightline.probe.file.PcapngWriter.Direction;
import dev.sightline.probe.packet.LinkType;
import dev.sightline.probe.packet.TestPackets;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.Pcaps;

@DisplayName("A capture that is written")
class PcapngWriterTest {
    private static final Instant AT = Instant.parse("2026-11-28T07:00:00.123456789Z");
    private static final InetSocketAddress SERVER = new InetSocketAddress("10.91.0.1", 40_001);
    private static final InetSocketAddress CAMERA = new InetSocketAddress("10.91.0.2", 5_007);
    private static final byte[] FRAME = TestPackets.ethernet(new int[0], SERVER, CAMERA, TestPackets.feedback(7));

    @TempDir
    private Path directory;

    private record Block(int type, ByteBuffer body) {}

    /** Reads the blocks, and checks that each says its length twice. */
    private static List<Block> blocks(Path file) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        List<Block> blocks = new ArrayList<>();
        while (in.hasRemaining()) {
            int start = in.position();
            int type = in.getInt();
            int length = in.getInt();
            assertThat(length % 4).isZero();
            assertThat(in.getInt(start + length - 4)).isEqualTo(length);
            blocks.add(new Block(type, in.slice(start + 8, length - 12).order(ByteOrder.LITTLE_ENDIAN)));
            in.position(start + length);
        }
        return blocks;
    }

    @Test
    void replacesAFileByANewOneAndNothingElse() throws Exception {
        Path others = Files.writeString(directory.resolve("others"), "theirs");
        Path link = Files.createSymbolicLink(directory.resolve("link"), others);
        Path hardLink = Files.createLink(directory.resolve("watch.pcapng"), others);
        Path pipe = directory.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();

        for (Path refused : List.of(link, pipe, directory)) {
            assertThatThrownBy(() -> PcapngWriter.create(refused, true, "test", Optional.empty()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("no regular file");
        }
        try (PcapngWriter writer = PcapngWriter.create(hardLink, true, "test", Optional.empty())) {
            writer.frame("srv0", LinkType.ETHERNET, AT, FRAME, FRAME.length, Direction.INBOUND);
        }

        assertThat(others).hasContent("theirs");
        assertThat(blocks(hardLink)).isNotEmpty();
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left).hasSize(4);
        }
    }

    @Test
    void isReadByLibpcapToTheNanosecond() throws Exception {
        Path file = directory.resolve("watch.pcapng");
        try (PcapngWriter writer = PcapngWriter.create(file, false, "test", Optional.empty())) {
            writer.frame("srv0", LinkType.ETHERNET, AT, FRAME, FRAME.length + 900, Direction.OUTBOUND);
            writer.frame("lo", LinkType.ETHERNET, AT.plusNanos(1), FRAME, FRAME.length, Direction.UNKNOWN);
        }
        PcapHandle handle = Pcaps.openOffline(file.toString(), PcapHandle.TimestampPrecision.NANO);
        try {
            assertThat(handle.getNextRawPacketEx()).isEqualTo(FRAME);
            assertThat(handle.getTimestamp().toInstant()).isEqualTo(AT);
            assertThat(handle.getOriginalLength()).isEqualTo(FRAME.length + 900);
            assertThat(handle.getNextRawPacketEx()).isEqualTo(FRAME);
            assertThat(handle.getTimestamp().toInstant()).isEqualTo(AT.plusNanos(1));
        } finally {
            handle.close();
        }
    }

    @Test
    void namesEachInterfaceOnceAndBeforeItsFirstFrame() throws Exception {
        Path file = directory.resolve("watch.pcapng");
        try (PcapngWriter writer = PcapngWriter.create(file, false, "test", Optional.empty())) {
            writer.describe("lo", LinkType.ETHERNET, 1_600, "", "");
            writer.frame("lo", LinkType.ETHERNET, AT, FRAME, FRAME.length, Direction.INBOUND);
            writer.frame("wg0", 12, AT, FRAME, FRAME.length, Direction.OUTBOUND);
            writer.frame("lo", LinkType.ETHERNET, AT, FRAME, FRAME.length, Direction.INBOUND);
            writer.statistics("lo", AT, 2, 1, 0);
        }
        List<Block> blocks = blocks(file);
        assertThat(blocks).extracting(Block::type).containsExactly(0x0a0d0d0a, 1, 6, 1, 6, 6, 5);
        assertThat(blocks.get(1).body().getInt(4)).isEqualTo(1_600);
        assertThat(blocks.get(3).body().getShort(0)).as("raw IP in files").isEqualTo((short) 101);
        assertThat(List.of(2, 4, 5))
                .extracting(index -> blocks.get(index).body().getInt(0))
                .containsExactly(0, 1, 0);
        int flags = blocks.get(4).body().capacity() - 8;
        assertThat(blocks.get(4).body().getInt(flags)).as("outbound").isEqualTo(2);
    }

    @Test
    void canBeReadWhileItIsWritten() throws Exception {
        Path file = directory.resolve("watch.pcapng");
        try (PcapngWriter writer = PcapngWriter.create(file, false, "test", Optional.empty())) {
            for (int i = 0; i < 5_000; i++) {
                writer.frame("lo", LinkType.ETHERNET, AT, FRAME, FRAME.length, Direction.UNKNOWN);
            }
            assertThat(blocks(file))
                    .as("only whole blocks, though nothing was flushed")
                    .isNotEmpty();
            writer.flush();
            assertThat(blocks(file)).hasSize(5_002);
            assertThat(writer.framesWritten()).isEqualTo(5_000);
        }
    }

    @Test
    void replacesAFileOnlyWhenTold() throws Exception {
        Path file = Files.writeString(directory.resolve("watch.pcapng"), "mine");
        assertThatThrownBy(() -> PcapngWriter.create(file, false, "test", Optional.empty()))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(file).hasContent("mine");
        PcapngWriter.create(file, true, "test", Optional.empty()).close();
        assertThat(blocks(file)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-------", "rw-rw----", "rw-r--rwx", "r--------", "---------"})
    void givesWhatReplacesAFileItsMode(String mode) throws Exception {
        Path file = Files.writeString(directory.resolve("watch.pcapng"), "mine");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));

        try (PcapngWriter writer = PcapngWriter.create(file, true, "test", Optional.empty())) {
            writer.frame("srv0", LinkType.ETHERNET, AT, FRAME, FRAME.length, Direction.INBOUND);
        }

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo(mode);
    }

    @Test
    @Tag("root")
    void leavesAFileThatRootReplacesToItsOwnerAndGroup() throws Exception {
        Path file = Files.writeString(directory.resolve("watch.pcapng"), "theirs");
        Files.setAttribute(file, "unix:gid", 65_533);
        Files.setAttribute(file, "unix:uid", 65_534);
        Files.setAttribute(file, "unix:mode", 06640);

        PcapngWriter.create(file, true, "test", Optional.empty()).close();

        assertThat(Files.readAttributes(file, "unix:uid,gid,mode"))
                .containsEntry("uid", 65_534)
                .containsEntry("gid", 65_533)
                .containsEntry("mode", 0100640);
        assertThat(blocks(file)).hasSize(1);
    }

    @Test
    void saysThatTheDiskIsFull() throws Exception {
        Path full = Path.of("/dev/full");
        assertThatThrownBy(() -> PcapngWriter.create(full, true, "test", Optional.empty())
                        .close())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("No space left");
    }
}
