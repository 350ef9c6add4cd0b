package dev.sightline.cli;

import dev.sightline.probe.Negotiation;
import dev.sightline.probe.NegotiationVerdict;
import dev.sightline.probe.agent.message.AgentCodec;
import dev.sightline.probe.agent.message.FromAgent;
import dev.sightline.probe.agent.message.MalformedMessageException;
import dev.sightline.probe.agent.message.ToAgent;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** The gateway's end of the conversation with a probe agent: tells it what was negotiated, and keeps the last verdicts. */
final class GatewayEnd implements AutoCloseable {
    private final AgentCodec codec = new AgentCodec();
    private final Map<String, NegotiationVerdict> verdicts = new ConcurrentHashMap<>();
    private final CompletableFuture<SocketChannel> agent = new CompletableFuture<>();
    private final CompletableFuture<Void> alive = new CompletableFuture<>();
    private final ServerSocketChannel listener;

    /** @param socket where the agent connects to; it must not exist */
    GatewayEnd(Path socket) throws IOException {
        listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket));
        Thread listening = new Thread(this::listen, "the gateway's end");
        listening.setDaemon(true);
        listening.start();
    }

    private void listen() {
        try (SocketChannel channel = listener.accept()) {
            agent.complete(channel);
            tell(new ToAgent.Hello("test", Optional.empty()));
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                codec.readFromAgent(line).ifPresent(this::hear);
            }
        } catch (IOException | MalformedMessageException problem) {
            agent.completeExceptionally(problem);
            alive.completeExceptionally(problem);
        }
    }

    private void hear(FromAgent message) {
        if (message instanceof FromAgent.Judged judged) {
            verdicts.put(judged.verdict().camera(), judged.verdict());
        } else if (message instanceof FromAgent.Alive) {
            alive.complete(null);
        }
    }

    /** Waits until the agent is there and watches. */
    void awaitAgent() {
        alive.join();
    }

    void negotiated(Negotiation negotiation) {
        tell(new ToAgent.Camera(negotiation));
    }

    private void tell(ToAgent message) {
        String line = codec.write(message).orElseThrow() + "\n";
        try {
            synchronized (this) {
                ByteBuffer bytes = StandardCharsets.UTF_8.encode(line);
                while (bytes.hasRemaining()) {
                    agent.join().write(bytes);
                }
            }
        } catch (IOException problem) {
            throw new java.io.UncheckedIOException(problem);
        }
    }

    /** What it last said of a camera. */
    Optional<NegotiationVerdict> verdictOn(String camera) {
        return Optional.ofNullable(verdicts.get(camera));
    }

    @Override
    public void close() throws IOException {
        listener.close();
        if (agent.isDone() && !agent.isCompletedExceptionally()) {
            agent.join().close();
        }
    }
}
