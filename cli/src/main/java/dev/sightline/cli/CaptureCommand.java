package dev.sightline.cli;

import dev.sightline.bench.capture.CaptureGenerator;
import dev.sightline.bench.capture.CapturePlan;
import dev.sightline.bench.capture.CapturePlan.Link;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "capture",
        mixinStandardHelpOptions = true,
        description = "Write a capture of cameras whose feedback is delivered, to measure what reads it.")
final class CaptureCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(
            names = "--packets",
            defaultValue = "1000000",
            paramLabel = "N",
            description = "Frames in all, RTCP among them (default: ${DEFAULT-VALUE}).")
    private long packets;

    @Option(
            names = "--size",
            defaultValue = "128",
            paramLabel = "OCTETS",
            description = "Of a frame of RTP, its link header included (default: ${DEFAULT-VALUE}).")
    private int size;

    @Option(
            names = "--cameras",
            defaultValue = "20",
            paramLabel = "N",
            description = "How many send (default: ${DEFAULT-VALUE}).")
    private int cameras;

    @Option(
            names = "--rate",
            defaultValue = "260",
            paramLabel = "N",
            description = "Packets of RTP in a second of each (default: ${DEFAULT-VALUE}).")
    private int rate;

    @Option(
            names = "--link",
            defaultValue = "ethernet",
            paramLabel = "KIND",
            description = "ethernet: captured on one interface; any: on all at once, as tcpdump -i any does.")
    @SuppressWarnings("NullAway.Init") // has a default
    private Link link;

    @Parameters(paramLabel = "FILE.pcap", description = "The file, written anew.")
    @SuppressWarnings("NullAway.Init") // required
    private Path file;

    @Override
    public Integer call() throws IOException {
        CapturePlan plan;
        try {
            plan = new CapturePlan(packets, size, cameras, rate, link);
        } catch (IllegalArgumentException problem) {
            throw new ParameterException(spec.commandLine(), problem.getMessage(), problem);
        }
        CaptureGenerator.write(plan, file);
        spec.commandLine().getOut().println(file + ": " + packets + " packets");
        return 0;
    }
}
