package dev.sightline.probe.agent;

import dev.sightline.probe.agent.message.AgentCodec;
import dev.sightline.probe.agent.message.FromAgent;
import dev.sightline.probe.agent.message.MalformedMessageException;
import dev.sightline.probe.agent.message.Printable;
import dev.sightline.probe.agent.message.ToAgent;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * One connection's messages, read and written by threads of its own, so that who captures never waits for a gateway. What
 * waits is bounded: a gateway that does not read ends the conversation.
 */
final class Conversation implements AutoCloseable {
    private static final int INBOUND = 1_024;
    /** All verdicts twice over. */
    private static final int OUTBOUND = 2 * AgentSession.MAX_CAMERAS;

    private static final long LEAVING_MILLIS = 500;

    private final AgentCodec codec = new AgentCodec();
    private final Lines lines;
    private final BlockingQueue<ToAgent> inbound = new ArrayBlockingQueue<>(INBOUND);
    private final BlockingQueue<FromAgent> outbound = new ArrayBlockingQueue<>(OUTBOUND);
    private final CountDownLatch saidGoodbye = new CountDownLatch(1);
    private volatile String end = "";
    private final Thread reader = thread("agent-reader", this::read);
    private final Thread writer = thread("agent-writer", this::write);

    Conversation(Lines lines) {
        this.lines = lines;
    }

    void begin() {
        reader.start();
        writer.start();
    }

    /** The gateway's next message, waited for as long as this. */
    Optional<ToAgent> next(Duration patience) throws InterruptedException {
        return Optional.ofNullable(inbound.poll(patience.toNanos(), TimeUnit.NANOSECONDS));
    }

    /** Never waits. */
    void send(FromAgent message) {
        if (!outbound.offer(message)) {
            over("the gateway does not read what it is told");
        }
    }

    /** Ends it with a word to the gateway; waits a moment until that is written. */
    void leave() throws InterruptedException {
        if (isOpen()) {
            send(new FromAgent.Goodbye());
            var unused = saidGoodbye.await(LEAVING_MILLIS, TimeUnit.MILLISECONDS);
        }
        close();
    }

    boolean isOpen() {
        return end.isEmpty();
    }

    /** Why it is over; empty while it is not. */
    String end() {
        return end;
    }

    @Override
    public void close() {
        over("this agent ends");
    }

    private synchronized void over(String why) {
        if (end.isEmpty()) {
            end = why;
            lines.close();
            reader.interrupt();
            writer.interrupt();
        }
    }

    private void read() throws IOException, InterruptedException {
        for (Optional<String> line = lines.read(); line.isPresent(); line = lines.read()) {
            try {
                Optional<ToAgent> message = codec.readToAgent(line.get());
                if (message.isPresent()) {
                    inbound.put(message.get());
                }
            } catch (MalformedMessageException e) {
                throw new IOException(
                        "the gateway said what cannot be understood: " + Printable.of(String.valueOf(e.getMessage())),
                        e);
            }
        }
        over("the gateway closed the connection");
    }

    private void write() throws IOException, InterruptedException {
        while (isOpen()) {
            FromAgent message = outbound.take();
            lines.write(codec.write(message));
            if (message instanceof FromAgent.Goodbye) {
                saidGoodbye.countDown();
            }
        }
    }

    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    private Thread thread(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException | RuntimeException e) {
                        over(e instanceof IOException ? String.valueOf(e.getMessage()) : e.toString());
                    } catch (InterruptedException ended) {
                        over("this agent ends");
                    }
                },
                name);
        thread.setDaemon(true);
        return thread;
    }
}
