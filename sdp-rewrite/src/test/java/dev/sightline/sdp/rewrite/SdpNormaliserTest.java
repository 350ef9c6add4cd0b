package dev.sightline.sdp.rewrite;

import static dev.sightline.sdp.rewrite.SdpAssertions.assertThatSdp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.sightline.sdp.Recording;
import dev.sightline.sdp.SessionDescription;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SdpNormaliserTest {
    private static final String HEAD = "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n";
    private static final String VIDEO = "m=video 5006 RTP/AVPF 103\r\n";

    /** All but RTSP's, which speaks of its own URLs and clocks. */
    static Stream<String> negotiated() {
        return Recording.names().filter(name -> !name.endsWith("_rtsp"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("negotiated")
    void whatServersAndBrowsersWriteIsNormalAlready(String name) {
        assertThatSdp(Recording.read(name)).rewrittenBy(new SdpNormaliser()).changesNothing();
    }

    @Test
    void lineEndsBlankLinesAndTrailingSpacesAreMended() {
        assertThatSdp((HEAD + VIDEO + "a=sendonly").replace("\r\n", " \n\n"))
                .rewrittenBy(new SdpNormaliser())
                .yields(HEAD + VIDEO + "a=sendonly\r\n");
    }

    /** One sentence for all line ends, one change for a line that moves, and all in the order of the lines. */
    @Test
    void theAccountIsShortAndInOrder() {
        String text = """
                v=0
                o=- 1 1 IN IP4 192.0.2.1
                c=IN IP4 192.0.2.1
                s=-\s
                t=0 0\s
                m=video 5006 RTP/AVPF 103
                a=x-y
                """;

        assertThat(new SdpNormaliser().apply(SessionDescription.parse(text)).changes())
                .extracting(
                        Change::line,
                        change -> change.before().orElse(""),
                        change -> change.after().orElse(""),
                        Change::reason)
                .containsExactly(
                        tuple(0, "", "", "every line ends with CRLF, and 6 did not"),
                        tuple(4, "s=- ", "s=-", "it moves to its place by RFC 8866, section 5"),
                        tuple(5, "t=0 0 ", "t=0 0", "no space stands at a line's end"),
                        tuple(7, "a=x-y", "", "an attribute that no media server needs"));
    }

    @Test
    void anAddressWithAMulticastSuffixPasses() {
        assertThatSdp(HEAD.replace("c=IN IP4 192.0.2.1", "c=IN IP4 0.0.0.0/0") + VIDEO)
                .rewrittenBy(new SdpNormaliser())
                .changesNothing();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "m=video UDP 96                 | a port from 0 to 65535",
                "m=video 5006 UDP 96            | a protocol such as RTP/AVPF",
                "m=video 5006 RTP/AVP           | at least one format",
                "m=video 5006 RTP/AVP 128       | payload types from 0 to 127",
                "m=video 99999 RTP/AVP 96       | a port from 0 to 65535",
                "m=                             | type, port, protocol",
                "a=rtpmap:x H264/90000          | a=rtpmap:x H264/90000",
                "a=rtpmap:96 H264               | its clock rate",
                "a=fmtp:                        | a payload type from 0 to 127",
                "a=rtcp-fb:nack                 | a payload type or *",
                "a=rtcp:none                    | a port from 0 to 65535",
                "a=candidate:1 1 udp x          | foundation, component",
                "a=setup:perhaps                | active, passive, actpass or holdconn",
                "c=IN IP4 evil.example          | a literal address was expected",
                "c=IN                           | and an address were expected",
                "o=- 1 1 IN IP4 192.0.2.1       | belongs before the first m=",
                "t=0 0                          | belongs before the first m=",
                "hello                          | a letter, '=' and a value",
                "' a=indented'                  | a letter, '=' and a value",
                "x=unknown                      | one of the letters"
            })
    void linesThatCouldBeReadInTwoWaysAreRefusedByNumber(String line, String expected) {
        assertThatSdp(HEAD + VIDEO + line + "\r\n").isRefusedBy(new SdpNormaliser(), "line 7", expected);
    }

    /** A camera that sends the string of its C program with the NUL at the end. */
    @Test
    void theEndOfAStringInCGoes() {
        assertThatSdp(HEAD + VIDEO + "\0\0").rewrittenBy(new SdpNormaliser()).yields(HEAD + VIDEO);
        assertThat(SessionDescription.parse(HEAD + VIDEO + "\0").problems())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.harmless()).isTrue();
                    assertThat(problem.message()).contains("NUL stands behind the last line");
                });
        assertThatSdp(HEAD + VIDEO + "\0")
                .rewrittenBy(new AppendedLines(List.of("a=x")))
                .yields(HEAD + VIDEO + "a=x\r\n\0");
        assertThatSdp(HEAD + VIDEO + "\0\r\n").isRefusedBy(new SdpNormaliser(), "line 7, column 1", "a NUL");
        assertThatSdp("\0").isRefusedBy(new SdpNormaliser(), "v=0");
    }

    @Test
    void controlCharactersAndOtherScriptsAreRefusedByColumn() {
        assertThatSdp(HEAD + VIDEO + "a=x\u0000y\r\n").isRefusedBy(new SdpNormaliser(), "line 7, column 4");
        assertThatSdp(HEAD + VIDEO + "a=\u20ac\r\n").isRefusedBy(new SdpNormaliser(), "line 7, column 3");
    }

    @ParameterizedTest
    @CsvSource({"o=- 1 1 IN IP4 host", "o=- 1 1", "o=camera"})
    void anOriginWithoutLiteralAddressIsRefused(String origin) {
        assertThatSdp((HEAD + VIDEO).replace("o=- 1 1 IN IP4 192.0.2.1", origin))
                .isRefusedBy(new SdpNormaliser(), "line 2", "o=- 1 1 IN IP4 192.0.2.1");
    }

    @Test
    void whatStandsInTheWrongPlaceMoves() {
        assertThatSdp("""
                        v=0
                        o=- 1 1 IN IP4 192.0.2.1
                        t=0 0
                        a=group:BUNDLE 0
                        c=IN IP4 192.0.2.1
                        s=-
                        m=video 5006 RTP/AVPF 103
                        a=mid:0
                        c=IN IP4 192.0.2.2
                        b=AS:1000
                        """)
                .rewrittenBy(new SdpNormaliser())
                .yields(HEAD + "a=group:BUNDLE 0\r\n" + VIDEO + "c=IN IP4 192.0.2.2\r\nb=AS:1000\r\na=mid:0\r\n");
    }

    @Test
    void whatEveryDescriptionHasIsAdded() {
        assertThatSdp("v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\nc=IN IP4 192.0.2.1\r\n" + VIDEO)
                .rewrittenBy(new SdpNormaliser())
                .changesOnly("+s=-", "+t=0 0")
                .yields(HEAD + VIDEO);
        assertThatSdp("v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\n" + VIDEO)
                .rewrittenBy(new SdpNormaliser())
                .yields("v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nt=0 0\r\n" + VIDEO);
    }

    @Test
    void attributesThatNoMediaServerNeedsGo() {
        assertThatSdp(HEAD + VIDEO + "a=x-vendor:%n%n%n\r\na=\r\na=simulcast:broken\r\na=sendonly\r\n")
                .rewrittenBy(new SdpNormaliser())
                .changesOnly("-a=x-vendor:%n%n%n", "-a=", "-a=simulcast:broken");
    }

    @Test
    void whatOnlyRtspNeedsGoes() {
        assertThatSdp(Recording.read("gstreamer_rtsp"))
                .rewrittenBy(new SdpNormaliser())
                .changesOnly(
                        "-a=control:stream=1",
                        "-a=ts-refclk:local",
                        "-a=mediaclk:sender",
                        "-a=control:stream=0",
                        "-a=ts-refclk:local",
                        "-a=mediaclk:sender");
    }

    @Test
    void oneOfEachIsEnough() {
        assertThatSdp(HEAD + "s=again\r\n" + VIDEO).isRefusedBy(new SdpNormaliser(), "2 s= lines");
    }

    @Test
    void whatIsTooMuchForAMediaServerIsRefused() {
        assertThatSdp(HEAD + VIDEO + "a=sendonly\r\n".repeat(1500)).isRefusedBy(new SdpNormaliser(), "more than 1500");
        assertThatSdp(HEAD + VIDEO.repeat(17)).isRefusedBy(new SdpNormaliser(), "more than 16");
    }

    @Test
    void aDescriptionWithoutItsFrameIsRefused() {
        assertThatSdp("").isRefusedBy(new SdpNormaliser(), "no o= line");
        assertThatSdp("\r\n").isRefusedBy(new SdpNormaliser(), "no o= line");
        assertThatSdp("s=-\r\n" + HEAD + VIDEO).isRefusedBy(new SdpNormaliser(), "line 1", "begins with v=0");
        assertThatSdp("v=0\r\n" + VIDEO).isRefusedBy(new SdpNormaliser(), "no o= line");
        assertThatSdp(HEAD).isRefusedBy(new SdpNormaliser(), "no m= line");
    }
}
