package dev.sightline.cli;

import dev.sightline.bench.browser.CameraPage;
import dev.sightline.bench.browser.CameraPage.Figures;
import dev.sightline.bench.browser.Chromium;
import dev.sightline.bench.browser.SignIn;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.ToIntFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "join",
        mixinStandardHelpOptions = true,
        description = "Open a camera's page in Chromium again and again, and measure how long the picture takes.")
final class JoinCommand implements Callable<Integer> {
    private static final int MOST_BYTES = 4096;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(
            names = "--page",
            required = true,
            paramLabel = "URL",
            description = "The gateway's page, as https://127.0.0.1:5000.")
    @SuppressWarnings("NullAway.Init") // required
    private URI page;

    @Option(
            names = "--link-file",
            paramLabel = "FILE",
            description =
                    "A file with a one-time link that signs in, as bin/demo prints it, or - for the standard input; needed"
                            + " where people have to. As an argument every user of the host could read it.")
    private Optional<Path> linkFile = Optional.empty();

    @Option(names = "--camera", required = true, paramLabel = "ID", description = "Which camera to watch.")
    @SuppressWarnings("NullAway.Init") // required
    private String camera;

    @Option(
            names = "--joins",
            defaultValue = "50",
            paramLabel = "N",
            description = "How often (default: ${DEFAULT-VALUE}). One more before them warms up and is not counted.")
    private int joins;

    @Override
    public Integer call() throws IOException {
        Optional<URI> link = linkFile.isPresent() ? Optional.of(link(linkFile.get())) : Optional.empty();
        List<Figures> measured = new ArrayList<>();
        try (Chromium browser = Chromium.start(1280, 800)) {
            link.ifPresent(once -> SignIn.by(browser, once, PATIENCE));
            CameraPage.open(browser, page, camera).awaitPicture(PATIENCE);
            for (int i = 0; i < joins; i++) {
                measured.add(CameraPage.open(browser, page, camera).awaitPicture(PATIENCE));
            }
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println("joins=" + measured.size() + " offer-answer-ms " + percentiles(measured, Figures::answerMillis)
                + " join-first-frame-ms " + percentiles(measured, Figures::firstFrameMillis));
        out.flush();
        return 0;
    }

    private URI link(Path file) throws IOException {
        boolean standardInput = file.toString().equals("-");
        String line;
        try (InputStream in = standardInput ? System.in : Files.newInputStream(file)) {
            line = new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8).strip();
        }
        try {
            URI read = new URI(line);
            if (read.isAbsolute()) {
                return read;
            }
        } catch (URISyntaxException none) {
            // as for what is another thing; what was found is not repeated
        }
        throw new ParameterException(
                spec.commandLine(),
                "--link-file: " + (standardInput ? "the standard input" : file)
                        + " holds no link; one line was expected, such as https://127.0.0.1:5000/#/enter/…");
    }

    private static String percentiles(List<Figures> measured, ToIntFunction<Figures> figure) {
        int[] sorted = measured.stream().mapToInt(figure).sorted().toArray();
        return "p50=" + rank(sorted, 50) + " p99=" + rank(sorted, 99);
    }

    /** The nearest-rank percentile. */
    private static int rank(int[] sorted, int percent) {
        return sorted[Math.max(0, (int) Math.ceil(sorted.length * percent / 100.0) - 1)];
    }
}
