package dev.sightline.cli.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sightline.cli.sdp.SdpShell.Result;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a network engineer meets who types these commands. */
class SdpCommandTest {
    private static final Path SAMPLES = Path.of("src/test/resources/sdp");
    private static final String TRAPPED = String.join(
            "\r\n",
            "v=0",
            "o=- 1 1 IN IP4 0.0.0.0",
            "s=Camera",
            "c=IN IP4 0.0.0.0",
            "t=0 0",
            "m=video 9 RTP/AVPF 103",
            "a=rtpmap:103 H264/90000",
            "a=sendonly",
            "");

    @TempDir
    private Path directory;

    private String file(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        Files.writeString(file, text, StandardCharsets.ISO_8859_1);
        return file.toString();
    }

    @Test
    void withoutRulesEveryByteComesBack() {
        Random random = new Random(11);
        for (int i = 0; i < 100; i++) {
            StringBuilder text = new StringBuilder();
            random.ints(random.nextInt(500), 0, 256).forEach(octet -> text.append((char) octet));
            assertThat(SdpShell.run(text.toString(), "rewrite").out()).isEqualTo(text.toString());
        }
        String odd = "v=0\rm=video\0\n\r\na=\u00ff \t\r\nno end";
        assertThat(SdpShell.run(odd, "rewrite", "-")).isEqualTo(new Result(0, odd, ""));
        assertThat(SdpShell.run("", "rewrite").out()).isEmpty();
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "a_zero_ip_discard_port | --json                             | 1 | loopback-trap",
                "b_server_lan_ip        | --local-address 10.77.0.1 --json   | 1 | loopback-trap",
                "c_camera_ip            | --local-address 10.77.0.1 --json   | 0 | ''",
                "d_zero_ip_comedia      | --local-address 10.77.0.1 --json   | 0 | comedia-needs-rtcp"
            })
    void lintNamesTheTrapAndItsCure(String name, String options, int code, String first) throws IOException {
        String[] arguments = ("lint " + options + " " + SAMPLES.resolve(name + ".offer.sdp")).split(" ");
        Result result = SdpShell.run("", arguments);
        assertThat(result.code()).isEqualTo(code);
        JsonNode findings = new ObjectMapper().readTree(result.out()).path("findings");
        assertThat(findings.path(0).path("code").asText()).isEqualTo(first);
        for (JsonNode finding : findings) {
            assertThat(finding.path("line").asInt()).isPositive();
            assertThat(finding.path("severity").asText()).isIn("error", "warning", "info");
            assertThat(finding.path("why").asText()).isNotBlank();
            assertThat(finding.path("cure").asText()).isNotBlank();
            assertThat(finding.path("source").asText()).isNotBlank();
        }
    }

    @Test
    void withItsAnswerAnOffersFateIsPredicted() throws IOException {
        String offer = SAMPLES.resolve("c_camera_ip.offer.sdp").toString();
        String answer = SAMPLES.resolve("c_camera_ip.answer.sdp").toString();
        Result json = SdpShell.run("", "lint", "--json", "--answer", answer, offer);
        assertThat(new ObjectMapper()
                        .readTree(json.out())
                        .path("prediction")
                        .path("verdict")
                        .asText())
                .isEqualTo("DELIVERED");
        assertThat(SdpShell.run("", "lint", "--answer", answer, offer).out()).contains("prediction: DELIVERED");
    }

    @Test
    void explainSaysWhatRewriteDoes() throws IOException {
        String[] options = {"--address", "192.0.2.7", "--video-port", "5006"};
        Result explained = SdpShell.run(TRAPPED, "explain", options[0], options[1], options[2], options[3]);
        assertThat(explained.out())
                .contains("connection-address: media and RTCP are sent to this address")
                .contains("    4 - c=IN IP4 0.0.0.0\n      + c=IN IP4 192.0.2.7\n")
                .doesNotContain("\u001b");
        Result json = SdpShell.run(TRAPPED, "rewrite", "--json", options[0], options[1], options[2], options[3]);
        JsonNode document = new ObjectMapper().readTree(json.out());
        assertThat(document.path("sdp").asText())
                .isEqualTo(SdpShell.run(TRAPPED, "rewrite", options[0], options[1], options[2], options[3])
                        .out());
        assertThat(document.path("changes")).hasSize(3);
        assertThat(SdpShell.run(TRAPPED, "explain", "--color", "always", options[0], options[1])
                        .out())
                .contains("\u001b[31m- c=IN IP4 0.0.0.0\u001b[0m");
    }

    @Test
    void whatAFileSaysCannotSteerTheTerminal() {
        String hostile = TRAPPED.replace("s=Camera", "s=\u001b]0;owned\u0007").replace("a=sendonly", "a=\u001b[2J");
        for (String command : new String[] {"lint", "explain --normalise", "explain --append a=x:1"}) {
            Result result = SdpShell.run(hostile, command.split(" "));
            assertThat(result.out() + result.err()).as(command).doesNotContain("\u001b", "\u0007");
        }
    }

    @Test
    void anOfferIsBuiltAsTheGatewayBuildsIt() {
        Result offer = SdpShell.run(
                "",
                "offer",
                "--address",
                "10.77.0.2",
                "--video-port",
                "5006",
                "--video-ssrc",
                "1607797317",
                "--cname",
                "cam@host");
        assertThat(offer.code()).isZero();
        assertThat(offer.out())
                .startsWith("v=0\r\n")
                .contains("c=IN IP4 10.77.0.2\r\n", "m=video 5006 RTP/AVPF 103\r\n");
        assertThat(SdpShell.run(offer.out(), "lint").out()).isEqualTo("No trouble is found.\n");
        assertThat(SdpShell.run("", "offer", "--policy", "comedia").out()).contains("a=direction:active\r\n");
    }

    @Test
    void diffComparesMeaning() throws IOException {
        String other = file("other.sdp", TRAPPED.replace("\r\n", "\n").replace("o=- 1 1", "o=- 7 9"));
        assertThat(SdpShell.run(TRAPPED, "diff", other).code()).isZero();
        String moved = file("moved.sdp", TRAPPED.replace("m=video 9", "m=video 5006"));
        Result result = SdpShell.run(TRAPPED, "diff", "-", moved);
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.out()).isEqualTo("video (section 1)\n  port\n    - 9\n    + 5006\n");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "",
                "rewrite --address camera.example",
                "rewrite --comedia passive",
                "rewrite --video-port 99999",
                "rewrite --video-rtcp-port 5007",
                "rewrite --drop-candidates mdsn",
                "rewrite --map 10.0.0.1=home",
                "rewrite --keep-codec H264:zz",
                "rewrite --append x",
                "rewrite none.sdp",
                "rewrite src",
                "rewrite --rules -",
                "lint --role camera",
                "lint --local-address here",
                "lint --role answer --answer a.sdp b.sdp",
                "lint",
                "diff",
                "diff -",
                "offer",
                "offer --policy sideways",
                "offer --address 192.0.2.1 --video-port 0"
            })
    void wrongUsageIsTwoAndNothingIsPrinted(String command) {
        Result result = SdpShell.run("", command.isEmpty() ? new String[0] : command.split(" "));
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).isNotBlank();
    }

    @Test
    void aParameterCannotBringALineOfItsOwn() {
        for (String[] options : new String[][] {
            {"rewrite", "--append", "a=x\r\nm=audio 1 RTP/AVP 0"},
            {"rewrite", "--add-feedback", "nack\npli"},
            {"rewrite", "--keep-codec", "H264\r\na=x"},
            {"offer", "--address", "192.0.2.1", "--video-port", "5006", "--video-fmtp", "x\r\na=y"},
            {"offer", "--address", "192.0.2.1", "--video-port", "5006", "--video-ssrc", "1", "--cname", "x\ny"}
        }) {
            Result result = SdpShell.run(TRAPPED, options);
            assertThat(result.code()).as(String.join(" ", options)).isEqualTo(2);
            assertThat(result.out()).isEmpty();
        }
    }

    @Test
    void aRuleThatCannotBeAppliedIsOneAndNothingIsPrinted() {
        Result result = SdpShell.run(TRAPPED, "rewrite", "--keep-codec", "VP8");
        assertThat(result).extracting(Result::code, Result::out).containsExactly(1, "");
        assertThat(result.err()).contains("VP8").contains("H264").contains("--keep-codec cannot be applied");
        Result nul = SdpShell.run(TRAPPED.replace("s=Camera", "s=\0"), "rewrite", "--normalise");
        assertThat(nul).extracting(Result::code, Result::out).containsExactly(1, "");
        assertThat(nul.err())
                .contains("--normalise cannot be applied, and nothing is written: line 3, column 3: there is a NUL");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "ruls: []|1|rules",
                "rules: {}|1|list",
                "rules:\\n- fly|2|no such rule; known: normalise",
                "rules:\\n- normalize|2|no such rule; did you mean 'normalise'?",
                "rules:\\n- media-port: {type: video, prt: 5}|2|media-port.prt: there is no such parameter; did you mean 'port'?",
                "rules:\\n- media-port: {type: video, colour: 5}|2|colour: there is no such parameter; known here: type, port, rtcpPort",
                "rules:\\n- media-port: 5|2|expected parameters by name: type, port",
                "rules:\\n- normalise\\n- media-port: {port: 5006, prot: 1}|3|prot",
                "rules:\\n- media-port: {port: many}|2|many",
                "rules:\\n- media-port: {port: 70000}|2|65535",
                "rules:\\n- media-port: {port: -1}|2|a port from 1 to 65535",
                "rules:\\n- address-mapping: 192.0.2.1|2|as in '- address-mapping: {10.0.0.7: 203.0.113.7}'",
                "rules:\\n- media-port: {}|2|port",
                "rules:\\n- media-port: {port: 1, port: 2}|2|second time",
                "rules:\\n- connection-address: home|2|home",
                "rules:\\n- comedia-direction: passive|2|only the media server",
                "rules:\\n- candidate-filter: [mdsn]|2|mdns",
                "rules:\\n- normalise: {x: 1}|2|x",
                "rules:\\n- normalise: 1|2|value",
                "rules:\\n- keep-codecs: {type: video}|2|codecs",
                "rules:\\n- {normalise: {}, media-port: {}}|2|one rule",
                "rules:\\n- appended-lines: 'no line'|2|a letter",
                "rules:\\n- stream-profile: {sps: xyz, offer: a.sdp}|2|hexadecimal",
                "rules:\\n- keep-codec: {camera: none.sdp}|2|no such file",
                "rules:\\n- normalise\\n- {}|3|an empty rule",
                "rules: []\\nmore: 1|2|more",
                "rules: 'x|1|YAML"
            })
    void everyMistakeInARuleFileIsNamedWithItsLine(String yaml, int line, String said) throws IOException {
        String rules = file("rules.yaml", yaml.replace("\\n", "\n"));
        Result result = SdpShell.run(TRAPPED, "rewrite", "--rules", rules);
        assertThat(result).extracting(Result::code, Result::out).containsExactly(2, "");
        assertThat(result.err()).contains("rules.yaml:" + line + ":").contains(said);
    }

    @Test
    void aRuleThatFindsNothingToChangeSaysWhatItLookedFor() throws IOException {
        String rules = file("rules.yaml", "rules:\n- media-port: {type: vdeo, port: 5006}\n");
        String why = "no m=vdeo section; there is video";
        String[] options = {"--rules", rules, "--audio-port", "5008", "--video-port", "5006"};
        Result rewritten = SdpShell.run(TRAPPED, command("rewrite", options));
        assertThat(rewritten.code()).isZero();
        assertThat(rewritten.out()).isEqualTo(TRAPPED.replace("m=video 9", "m=video 5006"));
        assertThat(rewritten.err())
                .contains("remark: " + rules + ":2: media-port changes nothing: " + why)
                .contains("remark: --audio-port changes nothing: no m=audio section; there is video")
                .doesNotContain("--video-port");
        Result explained = SdpShell.run(TRAPPED, command("explain", options));
        assertThat(explained.err()).isEmpty();
        assertThat(explained.out()).contains("unused: " + rules + ":2: media-port changes nothing: " + why);
        JsonNode unused = new ObjectMapper()
                .readTree(SdpShell.run(TRAPPED, command("rewrite", options[0], rules, "--json"))
                        .out())
                .path("unused");
        assertThat(unused).hasSize(1);
        assertThat(unused.path(0).path("rule").asText()).isEqualTo("media-port");
        assertThat(unused.path(0).path("from").asText()).isEqualTo(rules + ":2: media-port");
        assertThat(unused.path(0).path("why").asText()).isEqualTo(why);
        assertThat(SdpShell.run(TRAPPED, "rewrite", "--with-partners").code()).isEqualTo(2);
    }

    private static List<String> command(String name, String... options) {
        return Stream.concat(Stream.of(name), Stream.of(options)).toList();
    }

    @Test
    void whatIsVeryLongIsCutInTheTextOfADifferenceAndWholeInItsJson() throws IOException {
        String fmtp = "x".repeat(5000);
        String other = file("long.sdp", TRAPPED.replace("a=sendonly", "a=fmtp:103 " + fmtp + "\r\na=sendonly"));
        assertThat(SdpShell.run(TRAPPED, "diff", "-", other).out())
                .contains("xxx… (4711 characters more)")
                .satisfies(text -> assertThat(text.length()).isLessThan(1000));
        assertThat(SdpShell.run(TRAPPED, "diff", "--json", "-", other).out()).contains(fmtp);
        String many = IntStream.range(0, 1000).mapToObj("a=x-%d\r\n"::formatted).collect(Collectors.joining());
        String messages = IntStream.range(0, 1000)
                .mapToObj("a=rtcp-fb:* x%d\r\n"::formatted)
                .collect(Collectors.joining());
        assertThat(SdpShell.run(TRAPPED, "diff", "-", file("many.sdp", TRAPPED + messages + many))
                        .out())
                .contains("+ … (900 more)");
    }

    @Test
    void upperControlCharactersAndTextThatTurnsAroundAreShownByNumber() throws IOException {
        String conversation = file(
                "c.jsonl",
                "{\"type\":\"of\\u202efe\\u200br\\udb40\\udc41\",\"sdp\":\"v=0\\r\\ns=\\u009b2J\\r\\nm=\\u2066\\r\\n\"}\n");
        for (String[] command : new String[][] {
            {"from", conversation}, {"from", "--json", conversation}, {"explain", "--json", "--normalise"}
        }) {
            Result result = SdpShell.run(TRAPPED.replace("s=Camera", "s=\u009b2J"), command);
            assertThat(result.out())
                    .as(String.join(" ", command))
                    .doesNotContain("\u009b", "\u202e", "\u200b", "\u2066", "\udb40");
        }
        assertThat(SdpShell.run("", "from", conversation).out()).contains("of\\u202efe\\u200br\\ue0041");
        assertThat(SdpShell.run(TRAPPED, "rewrite", "--append", "a=x:\u009b2J").code())
                .isEqualTo(2);
    }

    @Test
    void anOfferThatKeepsTheTrapSaysSoAndOneWithoutAddressNamesTheOption() {
        String[] trap = {"offer", "--policy", "server-address", "--address", "10.77.0.1", "--video-port", "5006"};
        assertThat(SdpShell.run("", trap)).satisfies(result -> {
            assertThat(result.code()).isZero();
            assertThat(result.out()).startsWith("v=0\r\n");
            assertThat(result.err()).contains("warning", "loopback-trap");
        });
        assertThat(SdpShell.run("", "offer", "--video-port", "5006").err()).contains("--address", "camera-address");
        assertThat(SdpShell.run("", "offer", "--address", "10.77.0.1").err())
                .contains("--video-port is missing", "camera-address");
        assertThat(SdpShell.run("", "offer", "--policy", "comedia", "--talk", "--cname", "x")
                        .err())
                .contains("remark: --talk changes nothing", "remark: --cname changes nothing");
        assertThat(SdpShell.run("", "from", "nosuch.pcap").err()).isEqualTo("sightline: nosuch.pcap: no such file\n");
    }

    @Test
    void explainPutsAMovedLineOnceAndLineEndsIntoOneSentence() {
        String moved = TRAPPED.replace("\r\n", "\n").replace("c=IN IP4 0.0.0.0\nt=0 0\n", "t=0 0\nc=IN IP4 0.0.0.0\n");
        assertThat(SdpShell.run(moved, "explain", "--normalise").out()).isEqualTo("""
                        normalise: every line ends with CRLF, and 8 did not
                        normalise: it moves to its place by RFC 8866, section 5
                            5 ~ c=IN IP4 0.0.0.0
                        """);
    }

    @Test
    void ofAViewersOfferNoEstimatesAreForetold() throws IOException {
        String viewer = SAMPLES.resolve("../../../../../sdp-rewrite/src/test/resources/sdp/")
                .toString();
        String[] command = {"lint", "--answer", viewer + "/kms_webrtc_answer_h264.sdp", viewer + "/chrome_offer.sdp"};
        assertThat(SdpShell.run("", command).out()).contains("UNPROVEN").doesNotContain("REMB");
        assertThat(SdpShell.run(TRAPPED.replace("v=0", "SDP:\r\nv=0"), "lint").out())
                .contains("ffmpeg");
    }
}
