package dev.sightline.sdp;

import static dev.sightline.sdp.SdpAssertions.assertThatSdp;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class NormalFormTest {
    private static final String HEAD = "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n";
    private static final String VIDEO = "m=video 5006 RTP/AVPF 103\r\n";

    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.sightline.sdp.Recording#names")
    void whatServersAndBrowsersWriteIsNormalAlready(String name) {
        assertThatSdp(Recording.read(name)).rewrittenBy(new NormalForm()).changesNothing();
    }

    @Test
    void lineEndsBlankLinesAndTrailingSpacesAreMended() {
        assertThatSdp((HEAD + VIDEO + "a=sendonly").replace("\r\n", " \n\n"))
                .rewrittenBy(new NormalForm())
                .yields(HEAD + VIDEO + "a=sendonly\r\n");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "m=video UDP 96                 | at least one format",
                "m=video 5006 UDP 96            | a protocol such as RTP/AVPF",
                "m=video 5006 RTP/AVP           | at least one format",
                "m=video 5006 RTP/AVP 128       | payload types from 0 to 127",
                "m=video 99999 RTP/AVP 96       | a port from 0 to 65535",
                "m=                             | type, port, protocol",
                "a=rtpmap:x H264/90000          | a=rtpmap:x H264/90000",
                "a=rtpmap:96 H264               | were expected",
                "a=fmtp:                        | were expected",
                "a=rtcp-fb:nack                 | were expected",
                "a=rtcp:none                    | were expected",
                "c=IN IP4 evil.example          | a literal address was expected",
                "c=IN                           | a literal address was expected",
                "o=- 1 1 IN IP4 host            | a literal address was expected",
                "hello                          | one of the letters",
                "' a=indented'                  | one of the letters",
                "x=unknown                      | one of the letters"
            })
    void linesThatCouldBeReadInTwoWaysAreRefusedByNumber(String line, String expected) {
        assertThatSdp(HEAD + VIDEO + line + "\r\n").isRefusedBy(new NormalForm(), "line 7", expected);
    }

    @Test
    void controlCharactersAndOtherScriptsAreRefusedByColumn() {
        assertThatSdp(HEAD + VIDEO + "a=x\u0000y\r\n").isRefusedBy(new NormalForm(), "line 7, column 4");
        assertThatSdp(HEAD + VIDEO + "a=\u20ac\r\n").isRefusedBy(new NormalForm(), "line 7, column 3");
    }

    @Test
    void aDescriptionWithoutItsFrameIsRefused() {
        assertThatSdp("").isRefusedBy(new NormalForm(), "no o= line");
        assertThatSdp("\r\n").isRefusedBy(new NormalForm(), "no o= line");
        assertThatSdp("s=-\r\n" + HEAD + VIDEO).isRefusedBy(new NormalForm(), "line 1", "begins with v=0");
        assertThatSdp("v=0\r\n" + VIDEO).isRefusedBy(new NormalForm(), "no o= line");
        assertThatSdp(HEAD).isRefusedBy(new NormalForm(), "no m= line");
    }
}
