package dev.sightline.sdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SessionDescriptionTest {
    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.sightline.sdp.Recording#names")
    void everyRecordedDescriptionIsPrintedAsItWasRead(String name) {
        String text = Recording.read(name);
        SessionDescription session = SessionDescription.parse(text);

        assertThat(session).hasToString(text);
        assertThat(session.lines().stream().map(SdpLine::toString).collect(Collectors.joining()))
                .isEqualTo(text);
        assertThat(session.sessionLines().stream().map(SdpLine::toString).collect(Collectors.joining())
                        + session.media().stream()
                                .map(MediaDescription::toString)
                                .collect(Collectors.joining()))
                .isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "\r\n\r\n",
                "v=0",
                "v=0\n\ra=x\r\r\n",
                "nonsense",
                "m=",
                "m=video\r\n",
                "=\r\n==",
                "a=\u0000\u00ff\u00e9\t",
                "  v=0 \r\n\tm=video 1 RTP/AVP 0",
                "m=audio 1 RTP/AVP 0\nm=video x y z\r"
            })
    void whateverTheTextItIsPrintedAsItWasRead(String text) {
        assertThat(SessionDescription.parse(text)).hasToString(text);
    }

    @Test
    void aLoneCarriageReturnEndsALineAsMediaServersHaveIt() {
        SessionDescription session = SessionDescription.parse("v=0\rc=IN IP4 192.0.2.1\rm=video 1 RTP/AVP 96\r");

        assertThat(session.connection()).contains(new Connection("IP4", "192.0.2.1"));
        assertThat(session.media()).hasSize(1);
    }

    @Test
    void aMediaServersAnswerIsUnderstood() {
        SessionDescription answer = Recording.parsed("h_comedia_audio.answer");
        MediaDescription video = answer.media("video").orElseThrow();

        assertThat(answer.origin()).contains(new Origin("-", "4004476666", "4004476666", "IP4", "10.77.0.1"));
        assertThat(answer.connectionOf(video)).contains(new Connection("IP4", "10.77.0.1"));
        assertThat(video.connection()).isEmpty();
        assertThat(video.port()).isEqualTo(48560);
        assertThat(video.rtcpPort()).isEqualTo(48561);
        assertThat(video.rtcpConnection()).isEmpty();
        assertThat(video.protocol()).isEqualTo("RTP/AVPF");
        assertThat(video.formats()).containsExactly("103");
        assertThat(video.payloadTypes()).containsExactly(103);
        assertThat(video.rtpMaps()).containsExactly(new RtpMap(103, "H264", 90000, Optional.empty()));
        assertThat(video.feedback(103)).containsExactly("nack", "nack pli", "ccm fir", "goog-remb");
        assertThat(video.fmtp(103).flatMap(fmtp -> fmtp.parameter("Profile-Level-ID")))
                .contains("42e01f");
        assertThat(video.fmtp(103).flatMap(fmtp -> fmtp.parameter("profile"))).isEmpty();
        assertThat(video.direction()).isEqualTo(Direction.RECVONLY);
        assertThat(video.comedia()).contains(Comedia.PASSIVE);
        assertThat(video.rtcpMux()).isFalse();
        assertThat(video.ssrcs())
                .containsExactly(new Ssrc(992926741L, "cname", Optional.of("user2183428194@host-1b720bde")));
        assertThat(answer.media("audio").orElseThrow().rtpMaps())
                .extracting(RtpMap::name)
                .containsExactly("opus/48000/2", "PCMU/8000");
        assertThat(answer.media("application")).isEmpty();
    }

    @Test
    void aBrowsersOfferIsUnderstood() {
        SessionDescription offer = Recording.parsed("chrome_offer");
        MediaDescription video = offer.media("video").orElseThrow();

        assertThat(offer.attribute("group")).contains("BUNDLE 0 1");
        assertThat(offer.attribute("extmap-allow-mixed")).contains("");
        assertThat(offer.attribute("nothing")).isEmpty();
        assertThat(video.mid()).contains("0");
        assertThat(video.iceUfrag()).contains("QTCB");
        assertThat(video.icePwd()).contains("mQgQTe1dXVBhZoM0BilBk8jh");
        assertThat(video.setup()).contains(Setup.ACTPASS);
        assertThat(video.fingerprint().orElseThrow().hash()).isEqualTo("sha-256");
        assertThat(video.fingerprint().orElseThrow().value())
                .startsWith("D3:83:")
                .hasSize(95);
        assertThat(video.rtcpMux()).isTrue();
        assertThat(video.has("rtcp-rsize")).isTrue();
        assertThat(video.rtcpPort()).isEqualTo(9);
        assertThat(video.rtcpConnection()).contains(new Connection("IP4", "0.0.0.0"));
        assertThat(video.payloadTypes()).hasSize(34);
        assertThat(video.rtpMaps()).hasSize(34);
        assertThat(video.extmaps()).hasSize(11).contains(new Extmap(3, "urn:3gpp:video-orientation"));
        assertThat(video.candidates()).isEmpty();
    }

    @Test
    void aSectionOverridesTheSession() {
        SessionDescription session = SessionDescription.parse("""
                v=0
                c=IN IP4 192.0.2.1
                a=recvonly
                a=ice-ufrag:session
                a=setup:passive
                m=audio 4000 RTP/AVP 0
                m=video 5000/2 RTP/AVP 96
                c=IN IP6 2001:db8::1
                a=sendonly
                a=ice-ufrag:section
                a=rtcp:5017
                """);
        MediaDescription audio = session.media().get(0);
        MediaDescription video = session.media().get(1);

        assertThat(session.connectionOf(audio)).contains(new Connection("IP4", "192.0.2.1"));
        assertThat(audio.direction()).isEqualTo(Direction.RECVONLY);
        assertThat(audio.iceUfrag()).contains("session");
        assertThat(audio.rtcpPort()).isEqualTo(4001);
        assertThat(session.connectionOf(video)).contains(new Connection("IP6", "2001:db8::1"));
        assertThat(video.port()).isEqualTo(5000);
        assertThat(video.direction()).isEqualTo(Direction.SENDONLY);
        assertThat(video.iceUfrag()).contains("section");
        assertThat(video.setup()).contains(Setup.PASSIVE);
        assertThat(video.rtcpPort()).isEqualTo(5017);
    }

    @Test
    void staticPayloadTypesNeedNoLineAndUnexplainedOnesAreLeftOut() {
        MediaDescription audio = SessionDescription.parse("m=audio 4000 RTP/AVP 8 0 97 200 x 8\n")
                .media()
                .get(0);

        assertThat(audio.payloadTypes()).containsExactly(8, 0, 97);
        assertThat(audio.rtpMaps()).extracting(RtpMap::name).containsExactly("PCMA/8000", "PCMU/8000");
        assertThat(audio.direction()).isEqualTo(Direction.SENDRECV);
    }

    @Test
    void feedbackForEveryPayloadTypeCountsForEach() {
        MediaDescription video = SessionDescription.parse(
                        "m=video 1 RTP/AVPF 96 97\na=rtcp-fb:96 nack pli\na=rtcp-fb:* ccm fir\n")
                .media()
                .get(0);

        assertThat(video.feedback(96)).containsExactly("nack pli", "ccm fir");
        assertThat(video.feedback(97)).containsExactly("ccm fir");
    }

    @Test
    void theFirstSectionThatIsNotRejectedIsTheOne() {
        SessionDescription session =
                SessionDescription.parse("m=video 0 RTP/AVP 96\nm=video 5000 RTP/AVP 97\nm=audio 0 RTP/AVP 0\n");

        assertThat(session.media("video").orElseThrow().payloadTypes()).containsExactly(97);
        assertThat(session.media("audio")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a=rtpmap:96 H264/0",
                "a=rtpmap:128 H264/90000",
                "a=rtpmap:96 H264",
                "a=rtpmap:96 H264/9x",
                "a=rtpmap:٣ H264/90000",
                "a=rtpmap:-1 H264/90000",
                "a=rtpmap H264/90000"
            })
    void aLineThatIsNotUnderstoodIsAbsentFromItsViewAndStaysInTheText(String line) {
        SessionDescription session = SessionDescription.parse("m=video 1 RTP/AVP 96\n" + line + "\n");

        assertThat(session.media().get(0).rtpMaps()).isEmpty();
        assertThat(session.toString()).contains(line);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"m=", "m=video", "m=video x RTP/AVP 96", "m=video 65536 RTP/AVP 96", "m=video -1 RTP/AVP 96"})
    void aMissingPortIsNamedWithItsLine(String line) {
        SessionDescription session = SessionDescription.parse("v=0\r\n" + line + "\r\n");

        assertThatThrownBy(() -> session.media().get(0).port())
                .isInstanceOfSatisfying(
                        SdpException.class, e -> assertThat(e.line()).isEqualTo(2))
                .hasMessageContaining("a number from 0 to 65535 was expected");
    }

    @Test
    void thereIsNoRtcpPortAboveTheLastPort() {
        MediaDescription video =
                SessionDescription.parse("m=video 65535 RTP/AVP 96\n").media().get(0);

        assertThatThrownBy(video::rtcpPort).isInstanceOf(SdpException.class).hasMessageContaining("65535");
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1",
        "2001:DB8::1, 2001:db8:0:0:0:0:0:1",
        "::ffff:127.0.0.1, 127.0.0.1",
        "::, 0:0:0:0:0:0:0:0",
        "localhost, ",
        "192.0.2, ",
        "192.0.2.256, ",
        "192.0.2.1.1, ",
        "192.0.02.1, ",
        "0x7f.0.0.1, ",
        "2130706433, ",
        "192.0.2.1/127, 192.0.2.1",
        "192.0.2.1/, ",
        "192.0.2.1/a, ",
        "/127, ",
        ".a:1, ",
        ".:1, ",
        "fe80::1%eth0, ",
        ":, ",
        "cafe.example:1, "
    })
    void onlyLiteralsAreAddresses(String written, String expected) {
        assertThat(new Connection("IP4", written).inetAddress().map(address -> address.getHostAddress()))
                .isEqualTo(Optional.ofNullable(expected));
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1",
        "2001:db8:0:0:0:0:0:1, 2001:db8::1",
        "2001:0db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "1:2:3:4:5:6:0:0, 1:2:3:4:5:6::",
        "0:0:3:4:5:6:7:8, ::3:4:5:6:7:8",
        "1:2:3:4:5:6:7:8, 1:2:3:4:5:6:7:8",
        "::, ::",
        "::1, ::1",
        "fe80::1%1, fe80::1"
    })
    void anAddressIsWrittenShort(String literal, String written) throws UnknownHostException {
        assertThat(Connection.of(InetAddress.getByName(literal)).address()).isEqualTo(written);
    }

    @Test
    void limitsAreKeptAndNamed() {
        SdpLimits limits = new SdpLimits(100, 20, 5, 2);

        assertThat(SessionDescription.parse("a=1\n".repeat(5), limits).lines()).hasSize(5);
        for (List<String> beyond : List.of(
                List.of("x".repeat(101), "101 characters; at most 100"),
                List.of("v=0\n" + "x".repeat(21), "line 2, column 21: the line has 21 characters; at most 20"),
                List.of("\n".repeat(6), "line 6, column 1: more than 5 lines"),
                List.of("m=\nm=\nm=\n", "line 3, column 1: more than 2 media descriptions"))) {
            assertThatThrownBy(() -> SessionDescription.parse(beyond.get(0), limits))
                    .isInstanceOf(SdpException.class)
                    .hasMessageContaining(beyond.get(1));
        }
        assertThatThrownBy(() -> SessionDescription.parse("\n".repeat(SdpLimits.DEFAULT.maxLines() + 1)))
                .isInstanceOf(SdpException.class);
        assertThatThrownBy(() -> new SdpLimits(0, 1, 1, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
