package dev.sightline.bench.sdp;

import dev.sightline.sdp.SdpLimits;
import dev.sightline.sdp.SessionDescription;
import dev.sightline.sdp.rewrite.KeepCodec;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import javax.sdp.SdpFactory;
import javax.sdp.SdpParseException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Chromium's offer (6 kB) read, cut to the camera's H264 and printed; the same a hundred times as long; and read and printed
 * by JAIN SDP beside it. {@code mvn -q -Pbench-sdp -pl bench -am -DskipTests test} runs it.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 8, time = 1)
@Fork(2)
public class SdpBenchmark {
    private static final int TIMES = 100;

    private final String offer = resource("chrome_offer");
    private final String longOffer = longer(offer);
    private final KeepCodec keepCodec = KeepCodec.of(SessionDescription.parse(resource("c_camera_ip.answer")));

    @Benchmark
    public String rewrite() {
        return keepCodec.apply(SessionDescription.parse(offer)).result().toString();
    }

    @Benchmark
    public String rewriteAHundredTimesAsLong() {
        return keepCodec
                .apply(SessionDescription.parse(longOffer, SdpLimits.NONE))
                .result()
                .toString();
    }

    @Benchmark
    public String parseAndPrint() {
        return SessionDescription.parse(offer).toString();
    }

    @Benchmark
    public int parseAndFindProblems() {
        return SessionDescription.parse(offer).problems().size();
    }

    @Benchmark
    public String jainParseAndPrint() throws SdpParseException {
        return SdpFactory.getInstance().createSessionDescription(offer).toString();
    }

    /** @param args JMH's own, such as {@code -f 5} or a benchmark's name */
    public static void main(String... args) throws RunnerException, CommandLineOptionException {
        new Runner(new OptionsBuilder()
                        .parent(new CommandLineOptions(args))
                        .include(SdpBenchmark.class.getSimpleName())
                        .addProfiler(GCProfiler.class)
                        .build())
                .run();
    }

    /** The session's lines once, its sections a hundred times. */
    private static String longer(String text) {
        int sections = text.indexOf("m=");
        return text.substring(0, sections) + text.substring(sections).repeat(TIMES);
    }

    private static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(
                SdpBenchmark.class.getResourceAsStream("/sdp/" + name + ".sdp"), "no description " + name)) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
