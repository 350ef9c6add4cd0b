package dev.sightline.sdp.rewrite;

import static dev.sightline.sdp.rewrite.SdpAssertions.assertThatSdp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sightline.sdp.Direction;
import dev.sightline.sdp.Recording;
import dev.sightline.sdp.SdpException;
import dev.sightline.sdp.SdpLine;
import dev.sightline.sdp.SessionDescription;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RewriteRulesTest {
    private static final String ZERO = Recording.read("a_zero_ip_discard_port.offer");
    private static final String COMEDIA = Recording.read("h_comedia_audio.offer");
    private static final String ANSWER = Recording.read("g_camera_ip_audio.answer");
    private static final String CHROME = Recording.read("chrome_offer");

    private static InetAddress ip(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void connectionAddressChangesOriginAndConnection() {
        assertThatSdp(ZERO)
                .rewrittenBy(new ConnectionAddress(ip("10.77.0.2")))
                .changesOnly(
                        "o=- 1234567890 1 IN IP4 0.0.0.0 → o=- 1234567890 1 IN IP4 10.77.0.2",
                        "c=IN IP4 0.0.0.0 → c=IN IP4 10.77.0.2");
    }

    @Test
    void connectionAddressChangesEverySectionAndTheAddressFamily() {
        assertThatSdp(CHROME)
                .rewrittenBy(new ConnectionAddress(ip("2001:db8::7")))
                .changesOnly(
                        "o=- 9112956252995276820 2 IN IP4 127.0.0.1 → o=- 9112956252995276820 2 IN IP6 2001:db8::7",
                        "c=IN IP4 0.0.0.0 → c=IN IP6 2001:db8::7",
                        "a=rtcp:9 IN IP4 0.0.0.0 → a=rtcp:9 IN IP6 2001:db8::7",
                        "c=IN IP4 0.0.0.0 → c=IN IP6 2001:db8::7",
                        "a=rtcp:9 IN IP4 0.0.0.0 → a=rtcp:9 IN IP6 2001:db8::7");
    }

    @Test
    void connectionAddressMendsConnectionsThatAreBrokenOrMissing() {
        assertThatSdp("v=0\ns=-\nt=0 0\nm=audio 1 RTP/AVP 0\nc=IN\nm=video 2 RTP/AVP 96\n")
                .rewrittenBy(new ConnectionAddress(ip("192.0.2.9")))
                .yields("""
                        v=0
                        s=-
                        c=IN IP4 192.0.2.9
                        t=0 0
                        m=audio 1 RTP/AVP 0
                        c=IN IP4 192.0.2.9
                        m=video 2 RTP/AVP 96
                        """);
    }

    @Test
    void aConnectionOfTheSessionStandsBehindWhatComesBeforeIt() {
        assertThatSdp("v=0\ns=-\ni=i\nu=u\ne=e\np=p\nb=AS:1\nt=0 0\nm=audio 1 RTP/AVP 0\n")
                .rewrittenBy(new ConnectionAddress(ip("192.0.2.9")))
                .yields("v=0\ns=-\ni=i\nu=u\ne=e\np=p\nc=IN IP4 192.0.2.9\nb=AS:1\nt=0 0\nm=audio 1 RTP/AVP 0\n");
    }

    @Test
    void anIpv6ScopeIsNotWritten() {
        assertThatSdp("v=0\nc=IN IP4 0.0.0.0\n")
                .rewrittenBy(new ConnectionAddress(ip("fe80::1%1")))
                .changesOnly("c=IN IP4 0.0.0.0 → c=IN IP6 fe80::1");
    }

    @Test
    void originAddressLeavesConnectionsAlone() {
        assertThatSdp(ZERO)
                .rewrittenBy(new OriginAddress(ip("10.77.0.2")))
                .changesOnly("o=- 1234567890 1 IN IP4 0.0.0.0 → o=- 1234567890 1 IN IP4 10.77.0.2");
    }

    @Test
    void mediaPortSaysBothPorts() {
        assertThatSdp(ZERO)
                .rewrittenBy(new MediaPort("video", 5006, OptionalInt.of(5017)))
                .changesOnly("m=video 9 RTP/AVPF 103 → m=video 5006 RTP/AVPF 103", "+a=rtcp:5017");
    }

    @Test
    void mediaPortWithoutRtcpPortTakesAnOldOneAway() {
        assertThatSdp(ANSWER)
                .rewrittenBy(new MediaPort("audio", 4000, OptionalInt.empty()))
                .changesOnly("m=audio 49480 RTP/AVPF 96 0 → m=audio 4000 RTP/AVPF 96 0", "-a=rtcp:49481");
    }

    @Test
    void portsOfRejectedSectionsStayZero() {
        assertThatSdp("v=0\nm=video 0 RTP/AVP 96\n")
                .rewrittenBy(new MediaPort("video", 5006, OptionalInt.of(5017)), new RtcpPort("video", 5018))
                .changesNothing();
    }

    @Test
    void rtcpPortReplacesOrFollowsTheDirection() {
        assertThatSdp(ANSWER).rewrittenBy(new RtcpPort("video", 5017)).changesOnly("a=rtcp:31421 → a=rtcp:5017");
        assertThatSdp("v=0\nm=video 1 RTP/AVP 96\na=sendonly\na=ssrc:1 cname:x")
                .rewrittenBy(new RtcpPort("video", 5017))
                .yields("v=0\nm=video 1 RTP/AVP 96\na=sendonly\na=rtcp:5017\na=ssrc:1 cname:x");
    }

    @Test
    void comediaGoesIntoEverySection() {
        assertThatSdp(Recording.read("g_camera_ip_audio.offer"))
                .rewrittenBy(ComediaDirection.active())
                .changesOnly("+a=direction:active", "+a=direction:active");
        assertThatSdp(COMEDIA).rewrittenBy(ComediaDirection.active()).changesNothing();
        assertThatSdp(COMEDIA)
                .rewrittenBy(ComediaDirection.none())
                .changesOnly("-a=direction:active", "-a=direction:active");
    }

    @Test
    void anOfferForAnAddressBecomesTheRecordedComediaOffer() {
        assertThatSdp(Recording.read("c_camera_ip.offer"))
                .rewrittenBy(
                        new ConnectionAddress(ip("0.0.0.0")),
                        new MediaPort("video", 9, OptionalInt.empty()),
                        ComediaDirection.active())
                .yields(Recording.read("d_zero_ip_comedia.offer"));
    }

    @Test
    void mediaDirectionIsReplacedOrAddedOnce() {
        assertThatSdp(COMEDIA)
                .rewrittenBy(new MediaDirection("audio", Direction.SENDRECV))
                .changesOnly("a=sendonly → a=sendrecv");
        assertThatSdp("v=0\nm=audio 1 RTP/AVP 0\na=sendonly\na=inactive\n")
                .rewrittenBy(new MediaDirection("audio", Direction.RECVONLY))
                .changesOnly("a=sendonly → a=recvonly", "-a=inactive");
        assertThatSdp("v=0\nm=audio 1 RTP/AVP 0\n\n")
                .rewrittenBy(new MediaDirection("audio", Direction.RECVONLY))
                .yields("v=0\nm=audio 1 RTP/AVP 0\na=recvonly\n\n");
    }

    @Test
    void sourceDescriptionTakesThePlaceOfAllOthers() {
        assertThatSdp(ANSWER)
                .rewrittenBy(new SourceDescription("video", 1607797317L, "cam@host"))
                .changesOnly("a=ssrc:2717297218 cname:user2512140713@host-d66f9795 → a=ssrc:1607797317 cname:cam@host");
        assertThatSdp("m=video 1 RTP/AVP 96\na=ssrc-group:FID 1 2\na=ssrc:1 cname:a\na=ssrc:2 cname:a\n")
                .rewrittenBy(new SourceDescription("video", 0xFFFF_FFFFL, "b"))
                .yields("m=video 1 RTP/AVP 96\na=ssrc:4294967295 cname:b\n");
    }

    @Test
    void vendorLinesStandAtTheEnd() {
        assertThatSdp("v=0\nm=video 1 RTP/AVP 96")
                .rewrittenBy(new AppendedLines(List.of("a=x-skl-ssrcv:1607797317", "a=x-skl-cname:cam")))
                .yields("v=0\nm=video 1 RTP/AVP 96\na=x-skl-ssrcv:1607797317\na=x-skl-cname:cam\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a=direction:passive", "a=direction:PASSIVE", "a=direction: passive ", "A=direction:passive"})
    void theOtherSidesPromiseCannotBeAppended(String line) {
        assertThatThrownBy(() -> new AppendedLines(List.of(line))).isInstanceOf(SdpException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "a=x\r\nc=IN IP4 192.0.2.1", "a=x\n", "a=\u0000", "A=x", " a=x", "a=\u20ac"})
    void anAppendedLineCannotBeMoreThanALine(String line) {
        assertThatThrownBy(() -> new AppendedLines(List.of(line))).isInstanceOf(SdpException.class);
    }

    @Test
    void theAnnouncedAddressStandsInHostCandidatesOfItsFamily() {
        assertThatSdp("""
                        m=video 1 UDP/TLS/RTP/SAVPF 96
                        a=candidate:1 1 udp 2122260223 172.17.0.3 40000 typ host generation 0
                        a=candidate:2 1 udp 2122260223 2001:db8::3 40000 typ host
                        a=candidate:3 1 udp 1686052607 198.51.100.1 40000 typ srflx raddr 172.17.0.3 rport 40000
                        a=candidate:broken
                        """)
                .rewrittenBy(new CandidateAddress(ip("192.0.2.9")))
                .changesOnly("a=candidate:1 1 udp 2122260223 172.17.0.3 40000 typ host generation 0 → "
                        + "a=candidate:1 1 udp 2122260223 192.0.2.9 40000 typ host generation 0");
    }

    @Test
    void rulesFollowOneAnotherAndEachSaysWhy() {
        Rewriting rewriting = new Rewriter(List.of(new ConnectionAddress(ip("10.77.0.2")), new RtcpPort("video", 5007)))
                .rewrite(SessionDescription.parse(ZERO));

        assertThat(rewriting.changes())
                .extracting(Change::rule)
                .containsExactly("connection-address", "connection-address", "rtcp-port");
        assertThat(rewriting.changes()).extracting(Change::reason).doesNotContain("");
        assertThat(rewriting.changes().get(2)).hasToString("+a=rtcp:5007 (rtcp-port: RTCP is received at this port)");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 65536})
    void portsThatAreNoneAreRefused(int port) {
        assertThatThrownBy(() -> new MediaPort("video", port, OptionalInt.empty()))
                .isInstanceOf(SdpException.class)
                .hasMessage("the video port is " + port + "; a number from 1 to 65535 was expected");
        assertThatThrownBy(() -> new RtcpPort("video", port)).isInstanceOf(SdpException.class);
    }

    @Test
    void sourcesThatWouldBreakTheLineAreRefused() {
        assertThatThrownBy(() -> new SourceDescription("video", 1, "a\r\na=x")).isInstanceOf(SdpException.class);
        assertThatThrownBy(() -> new SourceDescription("video", 1, "a b")).isInstanceOf(SdpException.class);
        assertThatThrownBy(() -> new SourceDescription("video", 1L << 32, "a")).isInstanceOf(SdpException.class);
    }

    @Test
    void aPortIsChangedAndNothingBesideIt() {
        assertThatSdp("m=video  5004/2  RTP/AVP  96 \n")
                .rewrittenBy(new MediaPort("video", 5006, OptionalInt.empty()))
                .yields("m=video  5006/2  RTP/AVP  96 \n");
    }

    @Test
    void linesAroundARemovedOneStayTwo() {
        SessionDescription in = SessionDescription.parse("m=video 9 RTP/AVP 96\ra=rtcp:1\n\na=sendonly\n");

        assertThat(new MediaPort("video", 9, OptionalInt.empty())
                        .apply(in)
                        .result()
                        .lines())
                .extracting(SdpLine::content)
                .containsExactly("m=video 9 RTP/AVP 96", "", "a=sendonly");
    }

    @Test
    void whatIsNoMediaTypeOrNoLineIsRefused() {
        assertThatThrownBy(() -> new MediaDirection("video\r\n", Direction.SENDONLY))
                .isInstanceOf(SdpException.class);
        LineEdits edits = new LineEdits(SessionDescription.parse("v=0\n"), new SdpNormaliser());
        for (int number : new int[] {0, 2, -1}) {
            assertThatThrownBy(() -> edits.remove(number, "x")).isInstanceOf(SdpException.class);
        }
    }

    /** Terminals obey 0x80 to 0x9f, too; in a description they are parts of UTF-8 characters, and stay. */
    @Test
    void parametersHoldNoControlCharactersOfTheUpperHalf() {
        assertThatThrownBy(() -> new AppendedLines(List.of("a=x:\u009b31m"))).isInstanceOf(SdpException.class);
        assertThatThrownBy(() -> new SourceDescription("video", 1, "\u0085")).isInstanceOf(SdpException.class);
        assertThatSdp("o=caf\u00c3\u0089 1 1 IN IP4 192.0.2.1\r\n")
                .rewrittenBy(new OriginAddress(InetAddress.getLoopbackAddress()))
                .changesOnly("o=caf\u00c3\u0089 1 1 IN IP4 192.0.2.1 → o=caf\u00c3\u0089 1 1 IN IP4 127.0.0.1");
    }
}
