package dev.sightline.bench.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Measures the probe beside a media server with many cameras: whether it sees every datagram of RTCP that was sent, and
 * what that costs. All runs on this machine, in namespaces; the probe is a process of its own, as it always is.
 */
public final class LiveProbe {
    /**
     * What the probe took.
     *
     * @param cpu processor time of its process, by /proc/PID/stat
     * @param time meanwhile
     */
    public record Cost(Duration cpu, Duration time) {
        /** Of one core, in percent. */
        public double percent() {
            return 100.0 * cpu.toNanos() / time.toNanos();
        }
    }

    /**
     * What came out.
     *
     * @param cameras what the cameras sent
     * @param server what the media server sent
     * @param rtpSeen RTP packets that the probe counted
     * @param rtcpInSeen datagrams of RTCP from cameras that it saw
     * @param rtcpOutSeen datagrams of RTCP to cameras that it saw
     * @param delivered cameras whose verdict was DELIVERED at the same time, at most
     * @param received frames that passed the kernel's filter, by libpcap's counter
     * @param dropped of these, dropped before the probe read them
     * @param whole what it took while packets were sent
     * @param secondHalf the same in the second half of that, when most is compiled
     */
    public record Result(
            Sent cameras,
            Sent server,
            long rtpSeen,
            long rtcpInSeen,
            long rtcpOutSeen,
            long delivered,
            long received,
            long dropped,
            Cost whole,
            Cost secondHalf) {
        /** Datagrams of RTCP that were sent and not seen. */
        public long rtcpLost() {
            return cameras.rtcp() + server.rtcp() - rtcpInSeen - rtcpOutSeen;
        }
    }

    /** A look at the clocks. */
    private record Look(long nanos, Duration cpu) {
        static Look at(long pid) throws IOException {
            return new Look(System.nanoTime(), LiveProbe.cpu(pid));
        }

        Cost until(Look later) {
            return new Cost(later.cpu.minus(cpu), Duration.ofNanos(later.nanos - nanos));
        }
    }

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern COUNTS = Pattern.compile("rtp=(\\d+) rtcp=(\\d+) failed=(\\d+) seconds=(\\d+\\.\\d+)");
    private static final Duration CLOCK_TICK = Duration.ofMillis(10);
    private static final Duration LAST_PACKETS = Duration.ofSeconds(1);
    private static final int PATIENCE_SECONDS = 30;

    private final LoadPlan plan;
    private final String launcher;
    private final List<String> probe;

    /**
     * @param launcher the one launcher, for the senders
     * @param probe the command line of the probe up to its subcommand
     */
    public LiveProbe(LoadPlan plan, String launcher, List<String> probe) {
        this.plan = plan;
        this.launcher = launcher;
        this.probe = List.copyOf(probe);
    }

    /** Runs it once; takes some seconds longer than the plan. */
    public Result run() throws IOException, InterruptedException {
        List<Process> started = new ArrayList<>();
        try (Link link = Link.open(plan)) {
            Process watch = start(started, link.onServer(watchCommand()));
            BufferedReader report = watch.inputReader(StandardCharsets.UTF_8);
            expect(report, "\"status\"");
            FutureTask<List<JsonNode>> lines = new FutureTask<>(() -> readAll(report));
            Thread reader = new Thread(lines, "probe-output");
            reader.setDaemon(true);
            reader.start();
            Process server = start(started, link.onServer(senderCommand(LoadSender.Side.SERVER)));
            Process cameras = start(started, link.onCameras(senderCommand(LoadSender.Side.CAMERAS)));
            BufferedReader serverOut = server.inputReader(StandardCharsets.UTF_8);
            BufferedReader camerasOut = cameras.inputReader(StandardCharsets.UTF_8);
            expect(serverOut, "ready");
            expect(camerasOut, "ready");
            Look begin = Look.at(watch.pid());
            go(cameras);
            go(server);
            FutureTask<Look> half = lookIn(plan.duration().dividedBy(2), watch.pid());
            Sent fromCameras = sent(expect(camerasOut, "rtp="));
            Sent fromServer = sent(expect(serverOut, "rtp="));
            Look end = Look.at(watch.pid());
            Thread.sleep(LAST_PACKETS.toMillis());
            watch.toHandle().destroy(); // Process.destroy would close the stream before the summary came
            return result(
                    fromCameras,
                    fromServer,
                    lines.get(),
                    begin.until(end),
                    half.get().until(end));
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        } finally {
            for (Process process : started) {
                process.destroy();
                if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            }
        }
    }

    private List<String> watchCommand() {
        List<String> command = new ArrayList<>(probe);
        command.addAll(List.of("watch", "--media-ports", plan.firstPort() + "-" + plan.lastPort()));
        command.addAll(List.of("--for", "1h", "--ndjson"));
        return command;
    }

    private List<String> senderCommand(LoadSender.Side side) {
        return List.of(
                launcher,
                "bench",
                "rtp",
                "--wait",
                "--side=" + side,
                "--cameras=" + plan.cameras(),
                "--rate=" + plan.rate(),
                "--size=" + plan.size(),
                "--for=" + plan.duration().toMillis() + "ms",
                "--server=" + plan.server().getHostAddress(),
                "--first-camera=" + plan.firstCamera().getHostAddress(),
                "--first-port=" + plan.firstPort());
    }

    private static Process start(List<Process> started, List<String> command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        started.add(process);
        return process;
    }

    private static FutureTask<Look> lookIn(Duration time, long pid) {
        FutureTask<Look> look = new FutureTask<>(() -> {
            Thread.sleep(time.toMillis());
            return Look.at(pid);
        });
        Thread waiting = new Thread(look, "half-time");
        waiting.setDaemon(true);
        waiting.start();
        return look;
    }

    private static void go(Process sender) throws IOException {
        sender.getOutputStream().write('\n');
        sender.getOutputStream().flush();
    }

    private static String expect(BufferedReader output, String word) throws IOException {
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.contains(word)) {
                return line;
            }
        }
        throw new IOException("a process of the measurement ended before it said " + word);
    }

    private static Sent sent(String line) throws IOException {
        Matcher counts = COUNTS.matcher(line);
        if (!counts.matches()) {
            throw new IOException("expected the sender's counts, got: " + line);
        }
        return new Sent(
                Long.parseLong(counts.group(1)),
                Long.parseLong(counts.group(2)),
                Long.parseLong(counts.group(3)),
                Double.parseDouble(counts.group(4)));
    }

    /** The 14th and 15th field: user and system time. The second one, the name, may hold blanks. */
    private static Duration cpu(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"), StandardCharsets.ISO_8859_1);
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return CLOCK_TICK.multipliedBy(Long.parseLong(fields[11]) + Long.parseLong(fields[12]));
    }

    private static List<JsonNode> readAll(BufferedReader report) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line = report.readLine(); line != null; line = report.readLine()) {
            lines.add(JSON.readTree(line));
        }
        if (lines.isEmpty()
                || !lines.get(lines.size() - 1).path("type").asText().equals("summary")) {
            throw new IOException("the probe ended without a summary");
        }
        return lines;
    }

    private static Result result(Sent cameras, Sent server, List<JsonNode> lines, Cost whole, Cost secondHalf) {
        JsonNode summary = lines.get(lines.size() - 1);
        long delivered = lines.stream()
                .mapToLong(line -> line.at("/cameras/DELIVERED").asLong())
                .max()
                .orElse(0);
        long rtp = 0;
        long rtcpIn = 0;
        long rtcpOut = 0;
        for (JsonNode camera : summary.path("cameras")) {
            JsonNode evidence = camera.path("evidence");
            rtp += evidence.at("/rtpIn/packets").asLong();
            rtcpIn += datagrams(evidence.path("rtcpIn"));
            rtcpOut += datagrams(evidence.path("rtcpOut"));
        }
        long received = 0;
        long dropped = 0;
        for (JsonNode watched : summary.path("interfaces")) {
            received += watched.path("received").asLong();
            dropped += watched.path("dropped").asLong();
        }
        return new Result(cameras, server, rtp, rtcpIn, rtcpOut, delivered, received, dropped, whole, secondHalf);
    }

    private static long datagrams(JsonNode flows) {
        long sum = 0;
        for (JsonNode flow : flows) {
            sum += flow.path("datagrams").asLong();
        }
        return sum;
    }

    /** The figures, one a line. */
    public static String text(Result result) {
        return String.format(
                Locale.ROOT,
                """
                sent by cameras:      %d RTP (%.0f/s), %d RTCP, %d refused by the kernel
                sent by the server:   %d RTCP, %d refused by the kernel
                seen by the probe:    %d RTP, %d RTCP from cameras, %d RTCP to cameras
                RTCP lost:            %d
                cameras DELIVERED:    %d
                passed the filter:    %d frames, %d dropped by the kernel
                the probe's own time: %.2f s in %.2f s, %.1f %% of a core
                in the second half:   %.2f s in %.2f s, %.1f %% of a core
                """,
                result.cameras().rtp(),
                result.cameras().rtp() / result.cameras().seconds(),
                result.cameras().rtcp(),
                result.cameras().failed(),
                result.server().rtcp(),
                result.server().failed(),
                result.rtpSeen(),
                result.rtcpInSeen(),
                result.rtcpOutSeen(),
                result.rtcpLost(),
                result.delivered(),
                result.received(),
                result.dropped(),
                seconds(result.whole().cpu()),
                seconds(result.whole().time()),
                result.whole().percent(),
                seconds(result.secondHalf().cpu()),
                seconds(result.secondHalf().time()),
                result.secondHalf().percent());
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1_000.0;
    }
}
