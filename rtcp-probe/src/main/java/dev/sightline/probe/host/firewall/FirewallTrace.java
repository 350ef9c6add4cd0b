package dev.sightline.probe.host.firewall;

import dev.sightline.probe.FirewallDrop;
import dev.sightline.probe.PortRange;
import dev.sightline.probe.host.FirewallPass;
import dev.sightline.probe.host.program.HostCommand;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets nftables report which rule drops the watched packets. It adds a table of its own to the firewall, which marks a
 * sample of them and changes nothing else; the table goes when the trace is closed, when it was not asked for a while, and
 * with this process, however that ends: one program holds the table, another one prints the trace, and both end with
 * their standard input. Once it is closed, nothing more is made. Thread-safe.
 */
final class FirewallTrace implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(FirewallTrace.class);
    private static final Duration ANSWER = Duration.ofSeconds(2);
    private static final Duration UNASKED = Duration.ofSeconds(10);

    /** What keeps it from being traced may pass, as a host that is too busy to answer. */
    private static final Duration AGAIN = Duration.ofSeconds(30);

    private static final int MAX_OUTPUT = 1 << 20;
    private static final int MAX_LINE = 8 * 1_024;
    /** Ctrl-C in a terminal reaches every process of the group: this one must outlive it to clean up. */
    private static final String MONITOR = "trap '' INT HUP TERM; \"$1\" monitor trace 2>/dev/null & m=$!;"
            + " cat >/dev/null; kill -9 $m; \"$1\" delete table inet \"$2\" 2>/dev/null";

    /** Where the kernel knows no owner of a table, this makes it, and takes it away with the end of its input. */
    private static final String KEEPER = "trap '' INT HUP TERM; printf '%s' \"$3\" | \"$1\" -f - 2>&1"
            + " && cat >/dev/null; \"$1\" delete table inet \"$2\" 2>/dev/null";

    private final PortRange ports;
    private final Optional<Path> program;
    private final Optional<HostCommand> nft;
    private final String table = TraceTable.name();
    private final TraceLines lines = new TraceLines();
    private final Duration again;
    private volatile Optional<String> problem = Optional.empty();
    private long failedAt;
    private volatile long askedAt = System.nanoTime();
    private Optional<Process> holder = Optional.empty();
    private Optional<Process> monitor = Optional.empty();
    private boolean starting;
    private boolean closed;

    FirewallTrace(PortRange ports) {
        this(ports, HostCommand.path("nft"), AGAIN);
    }

    /**
     * @param program nftables' own
     * @param again how long after it failed it is tried again
     */
    FirewallTrace(PortRange ports, Optional<Path> program, Duration again) {
        this.again = again;
        this.ports = ports;
        this.program = program;
        this.nft = program.map(path -> HostCommand.of(path, ANSWER, MAX_OUTPUT));
    }

    /** The drops traced so far; starts the trace when it does not run. Never waits. */
    List<FirewallDrop> drops() {
        askedAt = System.nanoTime();
        synchronized (this) {
            if (!closed && !starting && monitor.isEmpty() && isDue()) {
                starting = true;
                Thread thread = new Thread(this::run, "probe-firewall-trace");
                thread.setDaemon(true);
                thread.start();
            }
        }
        return lines.drops();
    }

    private boolean isDue() {
        return problem.isEmpty() || System.nanoTime() - failedAt >= again.toNanos();
    }

    /** What was seen to be let through. */
    List<FirewallPass> passes() {
        return lines.passes();
    }

    /** Why nothing is traced, with the cure; empty when it is. */
    Optional<String> blindness() {
        return problem;
    }

    private void run() {
        try {
            removeLeftovers();
            makeTable();
            Process printing = startMonitor();
            problem = Optional.empty();
            Thread ending = new Thread(this::endWhenUnasked, "probe-firewall-trace-end");
            ending.setDaemon(true);
            ending.start();
            readAll(printing.getInputStream());
        } catch (IOException e) {
            failed(e);
        } finally {
            stop();
        }
    }

    private synchronized void failed(IOException e) {
        failedAt = System.nanoTime();
        problem =
                Optional.of("the firewall cannot be traced: " + e.getMessage()).filter(trouble -> !closed);
    }

    /** A killed probe's table marks packets for nobody; one that is owned has died with it and cannot be seen here. */
    private void removeLeftovers() throws IOException {
        HostCommand command = command();
        HostCommand.Output output = command.run("list", "tables");
        if (!output.succeeded()) {
            String complaint = output.complaint().lines().findFirst().orElse("nft failed");
            throw new IOException(
                    complaint.contains("not permitted")
                            ? "it takes the capability CAP_NET_ADMIN; run this as root or add +net_admin"
                            : complaint);
        }
        for (String line : output.text().lines().toList()) {
            String name = line.replaceFirst("^table inet ", "").strip();
            if (isLeftOver(TraceTable.owner(name))) {
                command.run("delete", "table", "inet", name);
                log.info("Removed the firewall table {} that a killed probe had left", name);
            }
        }
    }

    private static boolean isLeftOver(OptionalLong owner) {
        return owner.isPresent()
                && ProcessHandle.of(owner.getAsLong())
                        .map(process -> !process.isAlive())
                        .orElse(true);
    }

    private void makeTable() throws IOException {
        String nftables = program.orElseThrow().toString();
        Process process = hold(nftables, "-i");
        send(process, TraceTable.commands(table, ports, /* owned= */ true));
        if (isMade()) {
            return;
        }
        process.destroyForcibly();
        String commands = TraceTable.commands(table, ports, /* owned= */ false);
        Process keeper = hold("/bin/sh", "-c", KEEPER, "sh", nftables, table, commands);
        if (!isMade()) {
            end(keeper);
            try (InputStream said = keeper.getInputStream()) {
                String complaint = new String(said.readNBytes(MAX_LINE), StandardCharsets.UTF_8);
                throw new IOException(complaint.lines().findFirst().orElse("nft refused the table"));
            }
        }
    }

    /** The table is there as long as the program gets input, so it ends at once where the trace was closed meanwhile. */
    private Process hold(String... command) throws IOException {
        Optional<Process> process = isClosed() ? Optional.empty() : Optional.of(start(command));
        synchronized (this) {
            holder = process;
            if (closed) {
                stop();
            }
        }
        return process.orElseThrow(() -> new IOException("it was closed"));
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private boolean isMade() throws IOException {
        for (int attempt = 0; attempt < 10 && !isClosed(); attempt++) {
            HostCommand.Output output = command().run("list", "table", "inet", table);
            if (output.succeeded() && output.text().contains(TraceTable.OUTGOING + " {")) {
                return true;
            }
            try {
                TimeUnit.MILLISECONDS.sleep(50);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }
        return false;
    }

    private Process startMonitor() throws IOException {
        Process process =
                start("/bin/sh", "-c", MONITOR, "sh", program.orElseThrow().toString(), table);
        synchronized (this) {
            monitor = Optional.of(process);
            if (closed) {
                process.getOutputStream().close();
            }
        }
        return process;
    }

    private static Process start(String... command) throws IOException {
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static void send(Process process, String text) throws IOException {
        OutputStream to = process.getOutputStream();
        to.write(text.getBytes(StandardCharsets.US_ASCII));
        to.flush();
    }

    private void readAll(InputStream from) throws IOException {
        try (InputStream in = new BufferedInputStream(from)) {
            StringBuilder line = new StringBuilder();
            for (int octet = in.read(); octet >= 0; octet = in.read()) {
                if (octet == '\n') {
                    lines.read(Instant.now(), line.toString());
                    line.setLength(0);
                } else if (line.length() < MAX_LINE) {
                    line.append((char) octet);
                }
            }
        } catch (IOException ended) {
            log.debug("The firewall's trace ended", ended);
        }
    }

    private void endWhenUnasked() {
        try {
            while (System.nanoTime() - askedAt < UNASKED.toNanos() && isRunning()) {
                TimeUnit.MILLISECONDS.sleep(500);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        stop();
    }

    private synchronized boolean isRunning() {
        return monitor.isPresent();
    }

    private HostCommand command() throws IOException {
        return nft.orElseThrow(
                () -> new IOException("the program nft was not found; on Debian or Ubuntu: apt-get install nftables"));
    }

    /** Both programs end when their standard input does, and take the table with them. */
    private synchronized void stop() {
        holder.ifPresent(FirewallTrace::end);
        monitor.ifPresent(FirewallTrace::end);
        holder = Optional.empty();
        monitor = Optional.empty();
        starting = false;
    }

    private static void end(Process process) {
        try {
            process.getOutputStream().close();
        } catch (IOException gone) {
            log.debug("It has ended already", gone);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        stop();
    }
}
