package dev.sightline.probe.agent;

import dev.sightline.probe.agent.message.AgentCodec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** Lines over a Unix socket, each ended by a line feed. */
final class UnixLines implements Lines {
    private static final int BUFFER = 16 * 1024;

    private final SocketChannel channel;
    private final ByteBuffer received = ByteBuffer.allocate(BUFFER).flip();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    private UnixLines(SocketChannel channel) {
        this.channel = channel;
    }

    static UnixLines connect(Path socket) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(UnixDomainSocketAddress.of(socket));
            return new UnixLines(channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public Optional<String> read() throws IOException {
        while (true) {
            while (received.hasRemaining()) {
                byte octet = received.get();
                if (octet == '\n') {
                    String text = line.toString(StandardCharsets.UTF_8);
                    line.reset();
                    return Optional.of(text);
                }
                if (line.size() == AgentCodec.MAX_LINE) {
                    throw new IOException("the gateway sent a line of more than " + AgentCodec.MAX_LINE + " octets");
                }
                line.write(octet);
            }
            received.clear();
            int read = channel.read(received);
            received.flip();
            if (read < 0) {
                return Optional.empty();
            }
        }
    }

    @Override
    public void write(String text) throws IOException {
        ByteBuffer octets = ByteBuffer.wrap((text + "\n").getBytes(StandardCharsets.UTF_8));
        while (octets.hasRemaining()) {
            channel.write(octets);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException alreadyBroken) {
            // nothing more can be done for it
        }
    }
}
