package dev.sightline.probe.agent;

import dev.sightline.probe.agent.message.AgentCodec;
import dev.sightline.probe.agent.message.FromAgent;
import dev.sightline.probe.agent.message.MalformedMessageException;
import dev.sightline.probe.agent.message.ToAgent;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A gateway's end of the Unix socket. */
final class FakeGateway implements AutoCloseable {
    private final Path socket;
    private final ServerSocketChannel server;

    private FakeGateway(Path socket, ServerSocketChannel server) {
        this.socket = socket;
        this.server = server;
    }

    static FakeGateway at(Path socket) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
        return new FakeGateway(socket, server);
    }

    Path socket() {
        return socket;
    }

    Caller accept() throws IOException {
        return new Caller(server.accept());
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    /** One connected agent. */
    static final class Caller implements AutoCloseable {
        private final AgentCodec codec = new AgentCodec();
        private final SocketChannel channel;
        private final BufferedReader lines;

        private Caller(SocketChannel channel) {
            this.channel = channel;
            this.lines = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
        }

        void say(ToAgent message) throws IOException {
            write(codec.write(message).orElseThrow() + "\n");
        }

        void write(String text) throws IOException {
            ByteBuffer octets = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (octets.hasRemaining()) {
                channel.write(octets);
            }
        }

        /** The next message of this kind; others are passed over. */
        <T extends FromAgent> T next(Class<T> kind) throws IOException, MalformedMessageException {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                FromAgent message = codec.readFromAgent(line).orElseThrow();
                if (kind.isInstance(message)) {
                    return kind.cast(message);
                }
            }
            throw new AssertionError("the agent left before it said " + kind.getSimpleName());
        }

        void awaitEnd() {
            try {
                while (lines.readLine() != null) {
                    // until it leaves
                }
            } catch (IOException left) {
                // without reading all
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
