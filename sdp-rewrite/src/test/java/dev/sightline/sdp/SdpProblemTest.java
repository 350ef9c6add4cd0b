package dev.sightline.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SdpProblemTest {
    private static final String HEAD = "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n";

    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.sightline.sdp.Recording#names")
    void whatServersAndBrowsersWriteHasNone(String name) {
        assertThat(Recording.parsed(name).problems()).isEmpty();
    }

    @ParameterizedTest(name = "{0} → column {1}: {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "m=video                     | 8  | a port from 0 to 65535",
                "m=video x RTP/AVP 96        | 9  | a port from 0 to 65535",
                "m=video 1x RTP/AVP 96       | 10 | a port from 0 to 65535",
                "m=video 1 RTP/AVP           | 18 | at least one format",
                "m=video 1 RTP/AVP 96 x      | 19 | payload types from 0 to 127",
                "c=IN IP4                    | 9  | and an address were expected",
                "c=OUT IP4 192.0.2.1         | 3  | IN, IP4 or IP6",
                "c=IN IP4 192.0.2.1 x        | 20 | nothing more",
                "b=2000                      | 3  | as in b=AS:2000",
                "b=AS:many                   | 6  | as in b=AS:2000",
                "a=rtpmap:128 H264/90000     | 10 | a payload type from 0 to 127",
                "a=rtpmap:96 H264            | 13 | its clock rate",
                "a=rtpmap:96 H264/0          | 18 | its clock rate",
                "a=fmtp:x y                  | 8  | a payload type from 0 to 127",
                "a=rtcp-fb:96                | 13 | a feedback message",
                "a=rtcp-fb:pli               | 11 | a payload type or *",
                "a=ssrc:4294967296 cname:x   | 8  | an SSRC from 0",
                "a=ssrc:1                    | 9  | what is said of the SSRC",
                "a=ssrc-group:FID x          | 18 | an SSRC from 0",
                "a=rtcp:none                 | 8  | a port from 0",
                "a=candidate:1 1 udp x       | 21 | foundation, component",
                "a=candidate:1 1 udp 1 h 1 x | 27 | typ with the type",
                "a=direction:perhaps         | 13 | active, passive or both",
                "a=setup:perhaps             | 9  | actpass or holdconn",
                "a=fingerprint:sha-256 AB:Cx | 27 | bytes in hexadecimal",
                "a=extmap:x urn:y            | 10 | a number from 0 to 4351",
                "a=extmap:1/up urn:y         | 12 | sendrecv, sendonly",
                "a=mid:a b                   | 9  | nothing more",
                "a=rid:hi both               | 10 | send or recv",
                "a=simulcast:hi              | 13 | send or recv",
                "a=ice-ufrag:abc             | 13 | 4 to 256",
                "a=ice-pwd:short             | 11 | 22 to 256",
                "a=sendonly:x                | 12 | nothing was expected",
                "hello                       | 1  | a letter, '=' and a value",
                "' a=x'                      | 1  | a letter, '=' and a value",
                "x=y                         | 1  | one of the letters"
            })
    void aMalformedLineSaysWhatIsWrongAndWhere(String line, int column, String message) {
        SessionDescription session = SessionDescription.parse(HEAD + "m=audio 1 RTP/AVP 0\r\n" + line + "\r\n");

        assertThat(session.problems()).hasSize(1);
        SdpProblem problem = session.problems().get(0);
        assertThat(problem.line()).isEqualTo(7);
        assertThat(problem.column()).isEqualTo(column);
        assertThat(problem.message()).contains(message);
        assertThat(problem.harmless()).isFalse();
        assertThat(session.lines().get(6).view()).isEmpty();
        assertThat(problem.toException()).hasMessageStartingWith("line 7, column " + column + ": ");
        assertThat(session).hasToString(HEAD + "m=audio 1 RTP/AVP 0\r\n" + line + "\r\n");
    }

    /** As cameras have written them: read all the same, and reported. */
    @Test
    void theBrokenLinesOfRealCamerasAreTolerated() {
        SessionDescription session = SessionDescription.parse("v=0\r\n" + "o=camera\r\n" // no address
                + "s=\u0000\r\n" // a NUL
                + "t=0 0\r\n" + "a=tool:x\r\n" + "c=IN IP4 192.0.2.7\r\n" // after a=
                + "m=video 5000 RTP/AVP 96 \r" // a space, and a lone CR
                + "\r\n" + "a=rtpmap:96 H264/90000\n" + "a=control:track1");

        assertThat(session.origin()).isEmpty();
        assertThat(session.connection()).contains(new Connection("IP4", "192.0.2.7"));
        assertThat(session.media("video").orElseThrow().rtpMaps()).hasSize(1);
        assertThat(session.problems().stream().map(SdpProblem::toString))
                .containsExactly(
                        "line 2, column 9: 'o=camera': a name, a session id, a version, IN, IP4 or IP6, and an address "
                                + "were expected, as in o=- 1 1 IN IP4 192.0.2.1",
                        "line 3, column 3: there is a NUL; printable characters were expected",
                        "line 6, column 1: a c= line stands after a=; the order vosiuepcbtrzka was expected (RFC 8866, "
                                + "section 5)",
                        "line 7, column 24: 'm=video 5000 RTP/AVP 96 ': no space was expected at its end",
                        "line 8, column 1: the line is empty; x=value was expected");
        assertThat(session.problems().stream().map(SdpProblem::harmless))
                .containsExactly(false, false, true, true, true);
    }

    @Test
    void aLoneCarriageReturnIsReported() {
        assertThat(SessionDescription.parse("v=0\rs=-\n")
                        .lines()
                        .get(0)
                        .problem()
                        .orElseThrow()
                        .message())
                .contains("a lone carriage return");
    }

    @Test
    void whatIsMissingIsReportedLast() {
        assertThat(SessionDescription.parse("").problems())
                .extracting(SdpProblem::line)
                .containsOnly(0)
                .hasSize(4);
        assertThat(SessionDescription.parse("v=0\r\nm=video 1 RTP/AVP 96\r\nt=0 0\r\n")
                        .problems())
                .extracting(SdpProblem::message)
                .containsAll(List.of(
                        "a t= line belongs before the first m=",
                        "there is no s= line; one was expected before the first m=",
                        "a section has no c= line, and neither has the session; one of them was expected"));
    }
}
