package dev.sightline.cli.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sightline.cli.sdp.SdpShell.Result;
import dev.sightline.sdp.SessionDescription;
import dev.sightline.sdp.lint.LintRule;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Runs docs/sdp.md. A fence of {@code sdp}, {@code yaml} or {@code json} with a name is a file; one of {@code console} is a
 * command and what it prints, with the exit code behind it where that is not 0. One of {@code java} is a program.
 */
class DocumentedExamplesTest {
    private static final Path PAGE = Path.of("../docs/sdp.md");
    private static final Pattern FENCE = Pattern.compile("(?ms)^```(\\w+)(?: (\\S+))?\\n(.*?)^```$");
    private static final Pattern CHANGE = Pattern.compile("`([^`]+)` → `([^`]+)`$");
    private static final Pattern OPTIONS = Pattern.compile("^(\\S+?)(?: `(--[^`]+)`)?(?:, .*)?$");

    static final List<String> RULES = RuleReader.names();

    @TempDir
    private Path directory;

    private static String page() throws IOException {
        return Files.readString(PAGE);
    }

    private Map<String, String> files() throws IOException {
        Map<String, String> files = new HashMap<>();
        Matcher fence = FENCE.matcher(page());
        while (fence.find()) {
            if (!fence.group(1).equals("console")) {
                files.put(fence.group(2), fence.group(3));
                Files.writeString(directory.resolve(fence.group(2)), fence.group(3), StandardCharsets.ISO_8859_1);
            }
        }
        return files;
    }

    /** Words, those that name a file of the page with its place. */
    private List<String> arguments(String command, Map<String, String> files) {
        List<String> arguments = new ArrayList<>();
        for (String word : command.strip().split(" ", -1)) {
            arguments.add(files.containsKey(word) ? directory.resolve(word).toString() : word);
        }
        return arguments;
    }

    @Test
    void everyCommandPrintsWhatThePageSays() throws IOException {
        Map<String, String> files = files();
        Matcher fence = FENCE.matcher(page());
        int commands = 0;
        while (fence.find()) {
            if (fence.group(1).equals("console")) {
                String[] parts = fence.group(3).split("\n", 2);
                if (parts[0].startsWith("$ java ")) {
                    continue;
                }
                assertThat(parts[0]).startsWith("$ sightline sdp ");
                Result result = SdpShell.run("", arguments(parts[0].substring("$ sightline sdp ".length()), files));
                String shown = (result.out() + result.err())
                                .replace(directory + "/", "")
                                .replace("\r\n", "\n")
                        + (result.code() == 0 ? "" : "[exit code " + result.code() + "]\n");
                assertThat(shown).as(parts[0]).isEqualTo(parts[1]);
                commands++;
            }
        }
        assertThat(commands).isGreaterThan(RULES.size());
    }

    /** In a Java of its own that has nothing but the library. */
    @Test
    void theProgramPrintsWhatThePageSays() throws Exception {
        files();
        String library = Path.of(SessionDescription.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .toString();
        ByteArrayOutputStream complaints = new ByteArrayOutputStream();
        int compiled = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        complaints,
                        complaints,
                        "-Xlint:all",
                        "-proc:none",
                        "-cp",
                        library,
                        "-d",
                        directory.toString(),
                        directory.resolve("Example.java").toString());
        assertThat(complaints.toString(StandardCharsets.UTF_8)).isEmpty();
        assertThat(compiled).isZero();
        Matcher fence = FENCE.matcher(page());
        String printed = "";
        while (fence.find()) {
            printed = fence.group(3).startsWith("$ java Example trapped.sdp\n") ? fence.group(3) : printed;
        }
        ProcessBuilder java = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dstdout.encoding=UTF-8",
                        "-Dfile.encoding=UTF-8",
                        "-cp",
                        library + File.pathSeparator + directory,
                        "Example",
                        directory.resolve("trapped.sdp").toString())
                .redirectErrorStream(true);
        java.environment().remove("JAVA_TOOL_OPTIONS"); // which Java tells on its output
        Process program = java.start();
        String said = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat("$ java Example trapped.sdp\n" + said).isEqualTo(printed);
        assertThat(program.waitFor()).isZero();
    }

    @ParameterizedTest
    @FieldSource("RULES")
    void everyRuleStandsInThePageWithAnExampleThatChangesSomething(String rule) throws IOException {
        assertThat(page())
                .contains("### `" + rule + "`\n")
                .contains("$ sightline sdp explain --rules " + rule + ".yaml")
                .contains("\n" + rule + ": ");
    }

    @ParameterizedTest
    @EnumSource
    void everyFindingStandsInThePageWithAChangeThatBringsIt(LintRule rule) throws IOException {
        Map<String, String> files = files();
        String row = page().lines()
                .filter(line -> line.startsWith("| `" + rule.code() + "`<br>"))
                .findFirst()
                .orElseThrow(() -> new AssertionError(rule.code() + " has no row in " + PAGE));
        String[] cells = row.substring(2, row.length() - 2).split(" \\| ");
        assertThat(cells).hasSize(4);
        assertThat(cells[0]).endsWith("<br>" + rule.summary());
        assertThat(cells[1]).isEqualTo(LintCommand.word(rule.severity()));
        assertThat(cells[3]).isEqualTo(rule.cure());

        Matcher said = OPTIONS.matcher(cells[2]);
        assertThat(said.matches()).as(cells[2]).isTrue();
        String file = said.group(1);
        Matcher change = CHANGE.matcher(cells[2]);
        if (change.find()) {
            String old = change.group(1).replace("⏎", "\n");
            assertThat(files.getOrDefault(file, "")).contains(old);
            Files.writeString(
                    directory.resolve(file),
                    files.getOrDefault(file, "").replace(old, change.group(2).replace("⏎", "\n")));
        }
        String options = (said.group(2) == null ? "" : said.group(2) + " ")
                + switch (file) {
                    case "answer.sdp" -> "--answer answer.sdp camera.sdp";
                    case "viewer-answer.sdp" -> "--answer viewer-answer.sdp viewer.sdp";
                    default -> file;
                };
        Result result = SdpShell.run("", arguments("lint --json " + options, files));
        JsonNode findings = new ObjectMapper().readTree(result.out()).path("findings");
        assertThat(findings).extracting(found -> found.path("code").asText()).contains(rule.code());
    }

    @ParameterizedTest
    @FieldSource("SOUND")
    void theDescriptionsThatAreChangedAreSound(String command) throws IOException {
        assertThat(SdpShell.run("", arguments(command, files())).out()).startsWith("No trouble is found.");
    }

    static final List<String> SOUND = List.of(
            "lint camera.sdp",
            "lint viewer.sdp",
            "lint --answer answer.sdp camera.sdp",
            "lint --answer viewer-answer.sdp viewer.sdp");

    @Test
    void everyCommandStandsInThePage() throws IOException {
        assertThat(page())
                .contains(Arrays.stream(new String[] {"lint", "rewrite", "explain", "offer", "diff", "from"})
                        .map(name -> "| `sdp " + name + "` |")
                        .toArray(String[]::new));
    }
}
