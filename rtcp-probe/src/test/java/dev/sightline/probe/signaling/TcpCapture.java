package dev.sightline.probe.signaling;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes TCP segments between 192.0.2.1:40000 (the client) and 192.0.2.2:80 to a pcap file of raw IP. */
final class TcpCapture {
    static final int CLIENT_START = Integer.MAX_VALUE - 20; // its numbers wrap around
    static final int SERVER_START = 1000;

    private final List<byte[]> frames = new ArrayList<>();
    private int clientPort = 40_000;
    private int client = CLIENT_START;
    private int server = SERVER_START;

    /** Another connection, from that port. */
    TcpCapture from(int port) {
        clientPort = port;
        return this;
    }

    TcpCapture opened() {
        frames.add(segment(true, CLIENT_START - 1, 2, new byte[0]));
        frames.add(segment(false, SERVER_START - 1, 0x12, new byte[0]));
        return this;
    }

    TcpCapture client(String text) {
        return client(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    TcpCapture client(byte[] octets) {
        frames.add(segment(true, client, 0x18, octets));
        client += octets.length;
        return this;
    }

    TcpCapture server(String text) {
        byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
        frames.add(segment(false, server, 0x18, octets));
        server += octets.length;
        return this;
    }

    /** Frames that are there already, in another order. */
    List<byte[]> frames() {
        return frames;
    }

    private byte[] segment(boolean fromClient, int sequence, int flags, byte[] payload) {
        ByteBuffer packet = ByteBuffer.allocate(40 + payload.length);
        packet.put((byte) 0x45).put((byte) 0).putShort((short) (40 + payload.length));
        packet.putInt(0).put((byte) 64).put((byte) 6).putShort((short) 0);
        packet.putInt(fromClient ? 0xc0000201 : 0xc0000202).putInt(fromClient ? 0xc0000202 : 0xc0000201);
        packet.putShort((short) (fromClient ? clientPort : 80)).putShort((short) (fromClient ? 80 : clientPort));
        packet.putInt(sequence)
                .putInt(0)
                .put((byte) 0x50)
                .put((byte) flags)
                .putShort((short) 0)
                .putInt(0);
        packet.put(payload);
        return packet.array();
    }

    Path writtenTo(Path file) throws IOException {
        int size = frames.stream().mapToInt(frame -> 16 + frame.length).sum();
        ByteBuffer pcap = ByteBuffer.allocate(24 + size);
        pcap.putInt(0xa1b2c3d4)
                .putShort((short) 2)
                .putShort((short) 4)
                .putLong(0)
                .putInt(65535)
                .putInt(101);
        int second = 1_700_000_000;
        for (byte[] frame : frames) {
            pcap.putInt(second++)
                    .putInt(0)
                    .putInt(frame.length)
                    .putInt(frame.length)
                    .put(frame);
        }
        return Files.write(file, pcap.array());
    }
}
