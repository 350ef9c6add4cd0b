package dev.sightline.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sightline.bench.CameraCounters;
import dev.sightline.bench.CameraProfile;
import dev.sightline.bench.RtcpCounts;
import dev.sightline.bench.SimulatedCamera;
import dev.sightline.probe.command.Converters;
import dev.sightline.probe.command.StandardStreams;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "camera",
        mixinStandardHelpOptions = true,
        description = "Run simulated cameras that behave as real ones: they stop after 10 s without feedback.",
        footer = {
            "",
            "Exit codes: 0 when ended by --for and every camera has streamed and lives, 1 otherwise, 2 wrong usage."
        })
final class CameraCommand implements Callable<Integer> {
    private static final Pattern CONFIG_PATH = Pattern.compile("/cameras/([^/]+)/config");
    private static final Duration LOOK = Duration.ofMillis(200);

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(
            names = "--config-url",
            required = true,
            paramLabel = "URL",
            description =
                    "Where the camera fetches its configuration: http://HOST:PORT/cameras/ID/config; may be repeated.")
    private List<URI> configs = List.of();

    @Option(
            names = "--gateway-first",
            description = "Wait for play with a finished answer instead of posting a session.")
    private boolean gatewayFirst;

    @Option(
            names = "--strict-passive",
            paramLabel = "ID",
            description = "This one of the cameras insists on a=direction:passive, waits for play and has fixed SSRCs.")
    private List<String> strictPassive = List.of();

    @Option(names = "--ignores-fir", description = "Count requests for keyframes, but do not obey them.")
    private boolean ignoresFir;

    @Option(names = "--no-reports", description = "Send no sender reports.")
    private boolean noReports;

    @Option(names = "--no-audio", description = "Send video only.")
    private boolean noAudio;

    @Option(
            names = "--video-port",
            paramLabel = "PORT",
            description = "Local UDP port of the video (default: any free one).")
    private Optional<Integer> videoPort = Optional.empty();

    @Option(
            names = "--audio-port",
            paramLabel = "PORT",
            description = "Local UDP port of the audio (default: any free one).")
    private Optional<Integer> audioPort = Optional.empty();

    @Option(names = "--separate-rtcp", description = "Receive RTCP on the port above RTP's (default: on RTP's own).")
    private boolean separateRtcp;

    @Option(
            names = "--patience",
            defaultValue = "10s",
            paramLabel = "TIME",
            converter = Converters.Time.class,
            description = "How long it streams without any RTCP (default: ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init") // has a default
    private Duration patience;

    @Option(
            names = "--bind",
            paramLabel = "ADDRESS",
            converter = Converters.Address.class,
            description = "Address of its media sockets (default: the one that reaches the gateway).")
    private Optional<InetAddress> bind = Optional.empty();

    @Option(
            names = "--for",
            paramLabel = "TIME",
            converter = Converters.Time.class,
            description = "End after this time (default: run until Ctrl-C).")
    private Optional<Duration> time = Optional.empty();

    @Option(
            names = "--report",
            defaultValue = "1s",
            paramLabel = "TIME",
            converter = Converters.Time.class,
            description = "Print one line of JSON per camera this often (default: ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init") // has a default
    private Duration report;

    @Mixin
    private CameraTls tls = new CameraTls();

    @Override
    public Integer call() throws InterruptedException {
        Map<String, SimulatedCamera> cameras = new LinkedHashMap<>();
        try (Foreground foreground = new Foreground()) {
            for (URI config : configs) {
                CameraProfile profile = profile(config);
                cameras.put(profile.id(), foreground.hold(SimulatedCamera.start(profile)));
            }
            Map<String, String> told = new HashMap<>();
            long begin = System.nanoTime();
            long end = begin + time.orElse(Duration.ofDays(365)).toNanos();
            long next = begin;
            while (System.nanoTime() < end && !allStopped(cameras)) {
                tellTroubles(cameras, told);
                if (System.nanoTime() >= next) {
                    print(cameras);
                    next += report.toNanos();
                }
                Thread.sleep(Math.min(LOOK.toMillis(), report.toMillis()));
            }
            tellTroubles(cameras, told);
            print(cameras);
            return cameras.entrySet().stream().allMatch(one -> isWell(one.getKey(), one.getValue())) ? 0 : 1;
        }
    }

    private boolean isWell(String id, SimulatedCamera camera) {
        PrintWriter err = spec.commandLine().getErr();
        if (camera.stopped().isDone()) {
            err.println("sightline: camera " + id + " ended: "
                    + camera.stopped().join().detail());
            return false;
        }
        if (camera.counters().negotiations() == 0) {
            err.println("sightline: camera " + id + " never streamed: no session or play command came of "
                    + "its configuration; see what GET on its --config-url answers");
            return false;
        }
        return true;
    }

    /** Each trouble once, beside the lines for programs. */
    private void tellTroubles(Map<String, SimulatedCamera> cameras, Map<String, String> told) {
        cameras.forEach((id, camera) -> camera.counters().trouble().ifPresent(trouble -> {
            if (!trouble.equals(told.put(id, trouble))) {
                spec.commandLine().getErr().println("sightline: camera " + id + ": " + trouble);
            }
        }));
    }

    private static boolean allStopped(Map<String, SimulatedCamera> cameras) {
        return cameras.values().stream().allMatch(camera -> camera.stopped().isDone());
    }

    private void print(Map<String, SimulatedCamera> cameras) {
        PrintWriter out = StandardStreams.exact(spec.commandLine().getOut());
        cameras.forEach((id, camera) -> out.println(json(id, camera)));
        out.flush();
    }

    private static ObjectNode json(String id, SimulatedCamera camera) {
        CameraCounters counters = camera.counters();
        RtcpCounts rtcp = counters.rtcp();
        ObjectNode line = JsonNodeFactory.instance
                .objectNode()
                .put("camera", id)
                .put("state", counters.state().name().toLowerCase(Locale.ROOT))
                .put("negotiations", counters.negotiations())
                .put("rtpSent", counters.rtpPackets())
                .put("videoBitrate", counters.videoBitrate())
                .put("rtcpReceived", rtcp.datagrams())
                .put("receiverReports", rtcp.receiverReports())
                .put("pli", rtcp.pli())
                .put("fir", rtcp.fir())
                .put("nack", rtcp.nack())
                .put("remb", rtcp.remb())
                .put("longestSilenceMillis", counters.longestSilence().toMillis());
        counters.remb().ifPresent(rate -> line.put("rembBitrate", rate));
        counters.firstFeedback().ifPresent(wait -> line.put("firstFeedbackMillis", wait.toMillis()));
        counters.trouble().ifPresent(reason -> line.put("trouble", reason));
        counters.lastRefusal().ifPresent(reason -> line.put("refusedAnswer", reason));
        if (camera.stopped().isDone()) {
            line.put("stopped", camera.stopped().join().kind().name());
            line.put("reason", camera.stopped().join().detail());
        }
        return line;
    }

    private CameraProfile profile(URI config) {
        Matcher path = CONFIG_PATH.matcher(String.valueOf(config.getPath()));
        if (!path.find()) {
            throw new ParameterException(
                    spec.commandLine(), "--config-url " + config + ": expected http://HOST:PORT/cameras/ID/config");
        }
        String id = path.group(1);
        boolean strict = strictPassive.contains(id);
        CameraProfile.Builder profile = strict
                ? CameraProfile.strictPassive(id, config)
                : CameraProfile.of(id, config).gatewayFirst(gatewayFirst);
        profile.ignoresFir(ignoresFir).patience(patience).separateRtcpPort(separateRtcp);
        tls.of(id, spec.commandLine()).ifPresent(profile::tls);
        bind.ifPresent(profile::bindAddress);
        videoPort.ifPresent(port -> profile.video(
                at(port, strict ? OptionalLong.of(CameraProfile.STRICT_PASSIVE_VIDEO_SSRC) : OptionalLong.empty())));
        audioPort.ifPresent(port -> profile.audio(
                at(port, strict ? OptionalLong.of(CameraProfile.STRICT_PASSIVE_AUDIO_SSRC) : OptionalLong.empty())));
        if (noAudio) {
            profile.withoutAudio();
        }
        if (noReports) {
            profile.reports(CameraProfile.Reports.NONE);
        }
        return profile.build();
    }

    private static CameraProfile.Stream at(int port, OptionalLong ssrc) {
        return new CameraProfile.Stream(OptionalInt.of(port), ssrc);
    }
}
