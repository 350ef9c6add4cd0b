package dev.sightline.probe.service;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The systemd that started this process as a service of {@code Type=notify}; where none did, nothing happens. Trouble in telling
 * it something is logged: systemd itself will say what it missed.
 */
public final class Systemd implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Systemd.class);

    private final Optional<NotifySocket> socket;
    private final Optional<Duration> watchdog;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "watchdog");
        made.setDaemon(true);
        return made;
    });

    private Systemd(Optional<NotifySocket> socket, Optional<Duration> watchdog) {
        this.socket = socket;
        this.watchdog = watchdog;
    }

    /** @param environment of this process */
    public static Systemd of(Map<String, String> environment) {
        try {
            return new Systemd(
                    Optional.ofNullable(environment.get("NOTIFY_SOCKET")).map(NotifySocket::new),
                    watchdog(environment));
        } catch (IllegalArgumentException e) {
            log.warn("{}; systemd is not told anything", e.getMessage());
            return new Systemd(Optional.empty(), Optional.empty());
        }
    }

    /** The service does its work now. */
    public void ready(String status) {
        tell("READY=1\nSTATUS=" + status.replace('\n', ' '));
    }

    /**
     * Tells the watchdog again and again that the service lives, for as long as it does: systemd starts it again otherwise.
     *
     * @param alive is asked on a thread of its own and given the time within which it has to answer
     */
    public void watch(Predicate<Duration> alive) {
        if (socket.isEmpty() || watchdog.isEmpty()) {
            return;
        }
        long pause = watchdog.get().toNanos() / 4;
        Duration patience = watchdog.get().dividedBy(4);
        var unused = thread.scheduleWithFixedDelay(
                () -> {
                    if (alive.test(patience)) {
                        tell("WATCHDOG=1");
                    } else {
                        log.error("the service does not answer; the watchdog is not told that it lives");
                    }
                },
                0,
                pause,
                TimeUnit.NANOSECONDS);
    }

    /** The service ends. */
    @Override
    public void close() {
        thread.shutdownNow();
        tell("STOPPING=1");
    }

    private void tell(String lines) {
        if (socket.isPresent()) {
            try {
                socket.get().send(lines);
            } catch (IOException e) {
                log.warn("{}", e.getMessage());
            }
        }
    }

    /** {@code sd_watchdog_enabled(3)}: it may be meant for another process. */
    private static Optional<Duration> watchdog(Map<String, String> environment) {
        String micros = environment.get("WATCHDOG_USEC");
        String pid = environment.get("WATCHDOG_PID");
        boolean meant =
                pid == null || pid.equals(Long.toString(ProcessHandle.current().pid()));
        try {
            return micros == null || !meant
                    ? Optional.empty()
                    : Optional.of(Duration.ofNanos(Math.multiplyExact(Long.parseLong(micros), 1_000)))
                            .filter(time -> !time.isNegative() && !time.isZero());
        } catch (ArithmeticException | NumberFormatException e) {
            throw new IllegalArgumentException("WATCHDOG_USEC is '" + micros + "', expected microseconds", e);
        }
    }
}
