package dev.sightline.probe.agent;

import dev.sightline.probe.agent.message.Printable;
import dev.sightline.probe.agent.message.ToAgent;
import dev.sightline.probe.capture.CaptureLimits;
import dev.sightline.probe.clock.HostClock;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The agent: it stays with one gateway for ever, through lost connections and obstacles, and tells it where the RTCP of its
 * cameras leaves. It listens nowhere.
 */
public final class ProbeAgent {
    private final AgentOptions options;
    private final String version;
    private final AgentTimes times;
    private final Log log;
    private final HostClock clock;
    private final AtomicReference<@Nullable Thread> runner = new AtomicReference<>();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private volatile long lastTurn = System.nanoTime();
    private String complaint = "";

    /**
     * An agent that does not run yet.
     *
     * @param version of this program, for people
     * @param log is told what happens, on the thread that runs
     */
    public ProbeAgent(AgentOptions options, String version, Log log) {
        this(options, version, AgentTimes.DEFAULT, new HostClock(), log);
    }

    ProbeAgent(AgentOptions options, String version, AgentTimes times, HostClock clock, Log log) {
        this.options = options;
        this.version = version;
        this.times = times;
        this.log = log;
        this.clock = clock;
    }

    /**
     * Goes on until {@link #stop()}; blocks the calling thread, which does the work.
     *
     * @throws IOException when the certificate to trust cannot be read
     */
    public void run() throws IOException {
        runner.set(Thread.currentThread());
        Connector connector = Connector.to(options.gateway());
        Pause pause = new Pause(times.firstPause(), times.longestPause(), new Random());
        try {
            AgentCapture.prepare(CaptureLimits.DEFAULT);
            while (!stopped.get()) {
                turned();
                complain(once(connector, pause));
                Thread.sleep(pause.next().toMillis());
            }
        } catch (InterruptedException ended) {
            // by stop()
        }
    }

    /** Ends the agent at once. Any thread, idempotent. */
    public void stop() {
        stopped.set(true);
        Thread thread = runner.get();
        if (thread != null) {
            thread.interrupt();
        }
    }

    /** Whether its thread came round lately; trying to connect, and pausing, takes up to a minute. Any thread. */
    public boolean isAlive(Duration lately) {
        return System.nanoTime() - lastTurn < lately.toNanos();
    }

    private void turned() {
        lastTurn = System.nanoTime();
    }

    /** One connection, from the first try to its end; answers why it ended. */
    private String once(Connector connector, Pause pause) throws InterruptedException {
        try (Conversation conversation = new Conversation(connector.connect());
                AgentSession session = new AgentSession(conversation, options, times, log, clock, this::turned)) {
            conversation.begin();
            ToAgent.Hello hello = session.greeting();
            log.say("connected to the gateway at " + options.gateway() + " (Sightline " + Printable.of(hello.version())
                    + ")");
            complaint = "";
            long connected = System.nanoTime();
            session.run(hello, version);
            if (System.nanoTime() - connected > times.longestPause().toNanos()) {
                pause.reset(); // one that cuts again and again is not to be overrun
            }
            return options.gateway() + ": " + conversation.end();
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** The same is said once, not at every try. */
    private void complain(String end) {
        if (!end.equals(complaint) && !stopped.get()) {
            complaint = end;
            log.say("not connected: " + end + ". It is tried again for ever");
        }
    }
}
