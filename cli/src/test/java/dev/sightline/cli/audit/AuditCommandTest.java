package dev.sightline.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What is said of the libraries that a document lists, by a server that knows some of them. */
class AuditCommandTest {
    private static final String BAD = "pkg:maven/org.example/bad@1.0";
    private static final String BOM = """
        {"bomFormat": "CycloneDX", "components": [
          {"group": "dev.sightline", "name": "rtp", "version": "1", "purl": "pkg:maven/dev.sightline/rtp@1?type=jar"},
          {"group": "org.example", "name": "good", "version": "2.1", "purl": "pkg:maven/org.example/good@2.1?type=jar"},
          {"group": "org.example", "name": "bad", "version": "1.0", "purl": "pkg:maven/org.example/bad@1.0?type=jar"},
          {"group": "org.example", "name": "bad", "version": "1.0",
           "purl": "pkg:maven/org.example/bad@1.0?classifier=linux-x86_64&type=jar"}
        ]}
        """;
    private static final String DOCUMENT = """
        {"id": "GHSA-1", "aliases": ["CVE-2026-1"], "summary": "Takes\\u001b[31m anything",
         "database_specific": {"severity": "HIGH"},
         "affected": [
           {"package": {"ecosystem": "Maven", "name": "org.example:bad"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "1.1"}]}]},
           {"package": {"ecosystem": "Maven", "name": "org.example:other"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "9"}]}]}]}
        """;

    @TempDir
    private Path directory;

    private FakeVulnerabilityService service;

    @BeforeEach
    void start() throws IOException {
        service = new FakeVulnerabilityService();
    }

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void whatIsNotKnownIsClean() throws IOException {
        Result result = audit(BOM, service.uri(), "");

        assertThat(result.code()).isZero();
        assertThat(result.out())
                .contains("2 libraries of ")
                .contains("asked of " + service.uri() + " on 20")
                .contains("Nothing is known of any of them.");
        assertThat(service.asked()).containsExactly(BAD, "pkg:maven/org.example/good@2.1");
    }

    @Test
    void whatIsKnownIsNamedWithItsCure() throws IOException {
        service.knows(BAD, "GHSA-1", DOCUMENT);
        service.knows(BAD, "GHSA-2", "{\"id\": \"GHSA-2\", \"details\": \"On the second page\"}");

        Result result = audit(BOM, service.uri(), "");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.out())
                .contains("FOUND     org.example:bad 1.0: GHSA-1, CVE-2026-1 (HIGH)")
                .contains("          Takes [31m anything")
                .contains("          mended in 1.1" + System.lineSeparator())
                .contains("FOUND     org.example:bad 1.0: GHSA-2 (UNRATED)")
                .contains("          no version is known in which it is mended")
                .contains("2 to be dealt with, 0 accepted.");
    }

    @Test
    void whatWasTakenBackDoesNotCount() throws IOException {
        service.knows(BAD, "GHSA-3", "{\"id\": \"GHSA-3\", \"withdrawn\": \"2026-11-01T00:00:00Z\"}");

        assertThat(audit(BOM, service.uri(), "").code()).isZero();
    }

    @ParameterizedTest(name = "accepted as {0} until {1} → {2}")
    @CsvSource({
        "CVE-2026-1, 2999-12-31, 0, 'accepted  '",
        "GHSA-1,     2999-12-31, 0, 'accepted  '",
        "CVE-2026-1, 2026-01-01, 1, 'FOUND     '",
        "CVE-2026-2, 2999-12-31, 1, 'FOUND     '",
    })
    void whatIsAcceptedCountsUntilItsDay(String name, String until, int code, String word) throws IOException {
        service.knows(BAD, "GHSA-1", DOCUMENT);

        Result result = audit(BOM, service.uri(), "# why\n\n" + name + "  " + until + "  is not used\n");

        assertThat(result.code()).isEqualTo(code);
        assertThat(result.out()).contains(word + "org.example:bad 1.0: GHSA-1, CVE-2026-1");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "/broken | answered no JSON",
                "/short  | answered 0 of 2 questions",
                "/busy   | /busy/v1/querybatch answered 503",
                "/none   | /none/v1/querybatch answered 404",
            })
    void whoDoesNotAnswerIsNotTakenForClean(String path, String why) throws IOException {
        Result result = audit(BOM, service.uri() + path, "");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("not asked, so nothing is known: ").contains(why);
    }

    @Test
    void whoCannotBeReachedIsNotTakenForClean() throws IOException {
        service.close();
        Result result = audit(BOM, service.uri(), "");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains(service.uri() + " cannot be reached");
    }

    @Test
    void aVulnerabilityThatIsNotDescribedIsNotLeftOut() throws IOException {
        service.knows(BAD, "GHSA-1", DOCUMENT);
        service.knows("pkg:maven/org.example/good@2.1", "GHSA 4/..", "{}");

        assertThat(audit(BOM, service.uri(), "").code()).isEqualTo(2);
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`{`                    | is no JSON",
                "`{\"components\": []}` | lists no library",
                "`[]`                   | lists no library",
            })
    void aDocumentThatIsNoneIsNotTakenForClean(String bom, String why) throws IOException {
        Result result = audit(bom, service.uri(), "");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains(why);
    }

    @Test
    void aMissingDocumentIsNamedWithWhoWritesIt() {
        Result result = run("--bom", directory.resolve("none.json").toString(), "--service", service.uri());

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("none.json does not exist. The build writes it");
    }

    @Test
    void aLineOfTheAcceptedThatSaysNotWhyIsNamed() throws IOException {
        Result result = audit(BOM, service.uri(), "\nCVE-2026-1 2027-01-31\n");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("accepted.txt:2: expected a name, the last day");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://192.0.2.1", "ftp://127.0.0.1", "api.osv.dev"})
    void anAnswerThatOthersCouldChangeIsNotAskedFor(String uri) throws IOException {
        Result result = audit(BOM, uri, "");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("is no https:// address");
    }

    private Result audit(String bom, String uri, String accepted) throws IOException {
        return run(
                "--bom",
                Files.writeString(directory.resolve("bom.json"), bom).toString(),
                "--service",
                uri,
                "--timeout",
                "10",
                "--accept",
                Files.writeString(directory.resolve("accepted.txt"), accepted).toString());
    }

    private static Result run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = new CommandLine(new AuditCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
        return new Result(code, out.toString(), err.toString());
    }

    private record Result(int code, String out, String err) {}
}
