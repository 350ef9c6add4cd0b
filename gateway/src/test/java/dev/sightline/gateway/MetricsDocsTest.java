package dev.sightline.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is warned by a metric reads of it in {@code docs/api.md} first. */
class MetricsDocsTest {
    private static final Path MODULE = Path.of(System.getProperty("basedir", "."));
    private static final Pattern ROW =
            Pattern.compile("^\\| `(sightline_[a-z_]+)(?:\\{[a-z,]+\\})?` \\| ([a-z]+) \\| \\S", Pattern.MULTILINE);
    private static final Pattern NAME = Pattern.compile("\"(sightline(?!\\.css)(?:\\.[a-z]+)+)\"");

    @Test
    void whatTheCodeCountsIsDocumentedAndNothingElse() throws Exception {
        Set<String> counted = namesInSources();
        Set<String> documented = documented().keySet().stream()
                .map(name -> name.replaceFirst("_total$", ""))
                .map(name -> counted.contains(name) ? name : name.replaceFirst("_seconds$", ""))
                .collect(Collectors.toSet());

        assertThat(documented).containsExactlyInAnyOrderElementsOf(counted);
    }

    /** Many are there only once something happened, which no test sees all of. */
    @Test
    void everyMetricIsMadeWithAMeaning() throws Exception {
        assertThat(sources())
                .allSatisfy(source -> assertThat(Files.readString(source))
                        .as(source.toString())
                        .doesNotContain("registry.counter(", "registry.gauge(", "registry.timer("));
    }

    @Test
    void whatIsShownHasTheDocumentedTypeAndAMeaning(@TempDir Path directory) throws Exception {
        try (GuardedGateway gateway = GuardedGateway.with(directory, "")) {
            gateway.signIn("admin");
            String shown = gateway.metrics();

            Map<String, String> types = new TreeMap<>(found(shown, "^# TYPE (sightline_[a-z_]+) ([a-z]+)$"));
            types.keySet().removeIf(name -> name.endsWith("_seconds_max")); // of a histogram
            assertThat(documented()).containsAllEntriesOf(types);
            assertThat(found(shown, "^# HELP (sightline_[a-z_]+) *(.*)$"))
                    .allSatisfy((name, meaning) -> assertThat(meaning).as(name).isNotBlank());
            assertThat(types)
                    .containsKeys(
                            "sightline_media_server_up",
                            "sightline_tls_ocsp_stapled",
                            "sightline_rate_limited_total",
                            "sightline_negotiations_failed_total");
        }
    }

    private static Map<String, String> documented() throws IOException {
        return found(Files.readString(MODULE.resolve("../docs/api.md")), ROW);
    }

    private static Map<String, String> found(String text, String pattern) {
        return found(text, Pattern.compile(pattern, Pattern.MULTILINE));
    }

    private static Map<String, String> found(String text, Pattern pattern) {
        return pattern.matcher(text)
                .results()
                .collect(Collectors.toMap(one -> one.group(1), one -> one.group(2), (one, other) -> one, TreeMap::new));
    }

    private static Set<String> namesInSources() throws IOException {
        return sources().stream()
                .flatMap(file -> NAME.matcher(text(file)).results())
                .map(MatchResult::group)
                .map(name -> name.substring(1, name.length() - 1).replace('.', '_'))
                .collect(Collectors.toSet());
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(MODULE.resolve("src/main/java"))) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
