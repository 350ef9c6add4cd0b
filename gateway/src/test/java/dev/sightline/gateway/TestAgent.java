package dev.sightline.gateway;

import dev.sightline.probe.Negotiation;
import dev.sightline.probe.agent.message.AgentCodec;
import dev.sightline.probe.agent.message.MalformedMessageException;
import dev.sightline.probe.agent.message.ToAgent;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.Scanner;
import java.util.concurrent.TimeUnit;
import reactor.core.Disposable;
import reactor.core.scheduler.Schedulers;

/** A probe agent that says what a test wants. */
final class TestAgent implements AutoCloseable {
    private static final int LIVING_MILLIS = 500;

    private final String began = Instant.now().toString();
    private final AgentCodec codec = new AgentCodec();
    private final SocketChannel channel;
    private final Scanner lines;
    private final Disposable living;

    private TestAgent(SocketChannel channel) {
        this.channel = channel;
        this.living = Schedulers.parallel()
                .schedulePeriodically(this::live, LIVING_MILLIS, LIVING_MILLIS, TimeUnit.MILLISECONDS);
        this.lines = new Scanner(Channels.newReader(channel, StandardCharsets.UTF_8)).useDelimiter("\n");
    }

    /** Connected, and nothing said yet. */
    static TestAgent at(Path socket) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(socket));
        return new TestAgent(channel);
    }

    /** Connected, greeted, and introduced as {@code host}. */
    static TestAgent introduced(Path socket, String host) throws IOException, MalformedMessageException {
        TestAgent agent = at(socket);
        agent.next(ToAgent.Hello.class);
        agent.say("{\"type\":\"hello\",\"version\":\"test\",\"host\":\"" + host + "\"}");
        return agent;
    }

    void say(String line) throws IOException {
        write(line + "\n");
    }

    synchronized void write(String text) throws IOException {
        ByteBuffer octets = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (octets.hasRemaining()) {
            channel.write(octets);
        }
    }

    void judge(Negotiation negotiation, String verdict, String reason) throws IOException {
        judge(negotiation, verdict, reason, 27);
    }

    /** With so many REMB that left for the camera. */
    void judge(Negotiation negotiation, String verdict, String reason, int remb) throws IOException {
        String now = Instant.now().toString();
        say("""
                {"type":"verdict","camera":"%s","negotiation":%d,"age":"PT1.5S",
                 "finding":{"verdict":"%s","since":"%s","reason":"%s","cure":null},
                 "evidence":{"rtpPackets":260,"rtpInterfaces":["eth0"],
                  "rtcpOut":[{"interfaceName":"eth0","source":"10.77.0.1:20001","destination":"10.77.0.2:5007",
                   "meaning":"DELIVERED","datagrams":28,"types":{"RR":28,"REMB":%d},"first":"%s","last":"%s"}],
                  "returnPath":{}},
                 "streams":[]}""".formatted(negotiation.camera(), negotiation.number(), verdict, now, reason, remb, began, now)
                .replace("\n", ""));
    }

    void fallSilent() {
        living.dispose();
    }

    private void live() {
        try {
            say("{\"type\":\"alive\"}");
        } catch (IOException cut) {
            living.dispose();
        }
    }

    void tellLosses() throws IOException {
        say(
                "{\"type\":\"alive\",\"interfaces\":[{\"name\":\"eth0\",\"loopback\":false,\"state\":\"CAPTURED\",\"detail\":\"\","
                        + "\"packets\":260,\"drops\":{\"received\":260,\"byKernel\":3,\"byInterface\":0}}]}");
    }

    Negotiation negotiation() throws MalformedMessageException {
        return next(ToAgent.Camera.class).negotiation();
    }

    /** The next message of this kind; others are passed over. */
    <T extends ToAgent> T next(Class<T> kind) throws MalformedMessageException {
        while (lines.hasNext()) {
            Optional<ToAgent> message = codec.readToAgent(lines.next());
            if (message.isPresent() && kind.isInstance(message.get())) {
                return kind.cast(message.get());
            }
        }
        throw new AssertionError("the gateway left before it said " + kind.getSimpleName());
    }

    /** Waits until the gateway leaves. */
    void awaitCut() {
        while (lines.hasNext()) {
            lines.next();
        }
    }

    @Override
    public void close() throws IOException {
        living.dispose();
        channel.close();
    }
}
