package dev.sightline.sdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sightline.sdp.Simulcast.Alternative;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SdpValueTest {
    private static final String LONG_PWD = "mQgQTe1dXVBhZoM0BilBk8jh";

    static Stream<Arguments> linesAndWhatTheyMean() {
        return Stream.of(
                Arguments.of("o=- 1 2 IN IP6 2001:db8::1", new Origin("-", "1", "2", "IP6", "2001:db8::1")),
                Arguments.of("c=IN IP4 224.2.1.1/127", new Connection("IP4", "224.2.1.1/127")),
                Arguments.of("b=AS:2000", new Bandwidth("AS", 2000)),
                Arguments.of("b=TIAS:2000000", new Bandwidth("TIAS", 2_000_000)),
                Arguments.of("t=3034423619 0", new Timing(3_034_423_619L, 0)),
                Arguments.of(
                        "m=video 5000/2 RTP/AVPF 96 97",
                        new MediaLine("video", 5000, OptionalInt.of(2), "RTP/AVPF", List.of("96", "97"))),
                Arguments.of(
                        "m=application 9 UDP/DTLS/SCTP webrtc-datachannel",
                        new MediaLine(
                                "application", 9, OptionalInt.empty(), "UDP/DTLS/SCTP", List.of("webrtc-datachannel"))),
                Arguments.of("a=rtpmap:111 opus/48000/2", new RtpMap(111, "opus", 48000, Optional.of("2"))),
                Arguments.of("a=fmtp:97 apt=96", new Fmtp(97, "apt=96")),
                Arguments.of("a=rtcp-fb:* nack pli", new RtcpFeedback(OptionalInt.empty(), "nack pli")),
                Arguments.of("a=rtcp-fb:96 goog-remb", new RtcpFeedback(OptionalInt.of(96), "goog-remb")),
                Arguments.of("a=ssrc:4294967295 cname:a:b c", Ssrc.cname(0xFFFF_FFFFL, "a:b c")),
                Arguments.of("a=ssrc:1 sending", new Ssrc(1, "sending", Optional.empty())),
                Arguments.of("a=ssrc-group:FID 1 2", new SsrcGroup("FID", List.of(1L, 2L))),
                Arguments.of("a=rtcp:5017", new RtcpAttribute(5017, Optional.empty())),
                Arguments.of(
                        "a=rtcp:5017 IN IP4 192.0.2.1",
                        new RtcpAttribute(5017, Optional.of(new Connection("IP4", "192.0.2.1")))),
                Arguments.of(
                        "a=candidate:1 2 TCP 2105458943 fd00::1 9 typ host tcptype active generation 0",
                        new Candidate(
                                "1",
                                2,
                                "TCP",
                                2_105_458_943L,
                                "fd00::1",
                                9,
                                "host",
                                Optional.empty(),
                                OptionalInt.empty(),
                                List.of("tcptype", "active", "generation", "0"))),
                Arguments.of(
                        "a=candidate:2 1 udp 1686052607 198.51.100.1 40000 typ srflx raddr 0.0.0.0 rport 0",
                        new Candidate(
                                "2",
                                1,
                                "udp",
                                1_686_052_607L,
                                "198.51.100.1",
                                40000,
                                "srflx",
                                Optional.of("0.0.0.0"),
                                OptionalInt.of(0),
                                List.of())),
                Arguments.of("a=recvonly", Direction.RECVONLY),
                Arguments.of("a=direction:both", Comedia.BOTH),
                Arguments.of("a=setup:holdconn", Setup.HOLDCONN),
                Arguments.of("a=fingerprint:sha-256 AB:cd:01", new Fingerprint("sha-256", "AB:cd:01")),
                Arguments.of(
                        "a=extmap:1/recvonly urn:x short",
                        new Extmap(1, Optional.of(Direction.RECVONLY), "urn:x", "short")),
                Arguments.of("a=extmap:14 urn:y", new Extmap(14, "urn:y")),
                Arguments.of("a=group:BUNDLE 0 1", new Group("BUNDLE", List.of("0", "1"))),
                Arguments.of("a=group:BUNDLE", new Group("BUNDLE", List.of())),
                Arguments.of("a=mid:video0", new Mid("video0")),
                Arguments.of("a=msid:stream track", new Msid("stream", Optional.of("track"))),
                Arguments.of("a=msid:-", new Msid("-", Optional.empty())),
                Arguments.of("a=rid:hi send pt=96;max-width=640", new Rid("hi", true, "pt=96;max-width=640")),
                Arguments.of(
                        "a=simulcast:send hi;mid,~lo recv 1",
                        new Simulcast(
                                List.of(
                                        List.of(new Alternative("hi", false)),
                                        List.of(new Alternative("mid", false), new Alternative("lo", true))),
                                List.of(List.of(new Alternative("1", false))))),
                Arguments.of("a=ice-ufrag:Q+/B", new IceUfrag("Q+/B")),
                Arguments.of("a=ice-pwd:" + LONG_PWD, new IcePwd(LONG_PWD)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("linesAndWhatTheyMean")
    void aLineIsReadAsWhatItMeansAndWrittenTheSame(String line, SdpValue value) {
        SdpLine read = SessionDescription.parse(line + "\r\n").lines().get(0);

        assertThat(read.view()).contains(value);
        assertThat(read.problem()).isEmpty();
        assertThat(value.toLine()).isEqualTo(line);
    }

    @Test
    void aSectionHoldsItsValues() {
        MediaDescription video = SessionDescription.parse("""
                        m=video 9 UDP/TLS/RTP/SAVPF 96
                        b=AS:500
                        a=msid:s t
                        a=rid:hi send
                        a=simulcast:send hi
                        a=ssrc-group:FID 1 2
                        a=ssrc-group:FID
                        a=candidate:1 1 udp 1 camera.local 40000 typ host
                        a=candidate:broken
                        """).media().get(0);

        assertThat(video.bandwidths()).containsExactly(new Bandwidth("AS", 500));
        assertThat(video.msids()).hasSize(1);
        assertThat(video.rids()).hasSize(1);
        assertThat(video.simulcast()).isPresent();
        assertThat(video.ssrcGroups()).containsExactly(new SsrcGroup("FID", List.of(1L, 2L)));
        assertThat(video.iceCandidates()).extracting(Candidate::isMdns).containsExactly(true);
        assertThat(video.candidates()).hasSize(2);
        assertThat(video.views(Rid.class)).isEqualTo(video.rids());
    }

    @Test
    void aSessionHoldsItsValues() {
        SessionDescription session =
                SessionDescription.parse("v=0\nb=CT:1\nt=3913056000 3913059600\na=group:BUNDLE a b\na=group:LS a b\n");

        assertThat(session.bandwidths().get(0).bitsPerSecond()).isEqualTo(OptionalLong.of(1000));
        assertThat(session.timings().get(0).starts()).contains(Instant.parse("2024-01-01T00:00:00Z"));
        assertThat(session.timings().get(0).stops()).contains(Instant.parse("2024-01-01T01:00:00Z"));
        assertThat(session.groups()).extracting(Group::semantics).containsExactly("BUNDLE", "LS");
    }

    @Test
    void aTrickledCandidateIsReadStrictly() {
        String text = "candidate:1 1 udp 2122260223 192.0.2.1 40000 typ host";

        assertThat(Candidate.parse(text)).hasToString(text).isEqualTo(Candidate.parse("a=" + text));
        assertThatThrownBy(() -> Candidate.parse("candidate:1 1 udp x"))
                .isInstanceOf(SdpException.class)
                .hasMessageContaining("character 19: foundation, component");
        assertThatThrownBy(() -> Candidate.parse("1 1 udp")).hasMessageContaining("candidate: was expected");
        assertThatThrownBy(() -> Candidate.parse(text + "\r\na=x")).isInstanceOf(SdpException.class);
    }

    @Test
    void aPasswordIsNotShown() {
        assertThat(new IcePwd(LONG_PWD).toString()).doesNotContain(LONG_PWD);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a=1 | b | 7 | a=1;b=7",
                "a=1;b=2;c=3 | B | 7 | a=1;b=7;c=3",
                "a=1; b=2 | b | 7 | a=1; b=7",
                "'' | b | 7 | b=7"
            })
    void aParameterIsChangedInPlaceOrAdded(String text, String name, String value, String expected) {
        assertThat(new Fmtp(96, text).withParameter(name, value).text()).isEqualTo(expected);
    }

    @Test
    void aSequenceParameterSetSaysTheProfile() {
        assertThat(H264Profile.ofSps(new byte[] {0x67, 0x64, 0, 0x28, 1}, 1).profileLevelId())
                .isEqualTo("640028");
        assertThatThrownBy(() -> H264Profile.ofSps(new byte[] {0x68, 1, 2, 3}, 1))
                .isInstanceOf(SdpException.class)
                .hasMessageContaining("NAL unit of type 7");
        assertThatThrownBy(() -> H264Profile.ofSps(new byte[0], 1)).isInstanceOf(SdpException.class);
    }
}
