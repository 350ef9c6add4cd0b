package dev.sightline.probe.judge;

import dev.sightline.probe.packet.Datagram;
import dev.sightline.probe.packet.FrameDecoder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads a recording from the class path: classic pcap, little-endian, microseconds, all interfaces in one file. */
final class PcapFile {
    private static final int FILE_HEADER = 24;
    private static final int LINK_TYPE_AT = 20;

    private PcapFile() {}

    /** The datagrams in it; interfaces are named by their index, as {@code names} says. */
    static List<Datagram> read(String resource, Map<Integer, String> names) throws IOException {
        try (InputStream in = PcapFile.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IOException("no resource " + resource);
            }
            return read(ByteBuffer.wrap(in.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN), names);
        }
    }

    private static List<Datagram> read(ByteBuffer file, Map<Integer, String> names) {
        FrameDecoder decoder = FrameDecoder.ofManyInterfaces(
                file.getInt(LINK_TYPE_AT), index -> names.getOrDefault(index, "#" + index));
        List<Datagram> datagrams = new ArrayList<>();
        file.position(FILE_HEADER);
        while (file.hasRemaining()) {
            Instant at = Instant.ofEpochSecond(file.getInt()).plusNanos(1_000L * file.getInt());
            byte[] frame = new byte[file.getInt()];
            file.getInt();
            file.get(frame);
            decoder.decode(at, frame).ifPresent(datagrams::add);
        }
        return datagrams;
    }
}
