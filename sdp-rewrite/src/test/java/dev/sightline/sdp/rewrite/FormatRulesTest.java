package dev.sightline.sdp.rewrite;

import static dev.sightline.sdp.rewrite.SdpAssertions.assertThatSdp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sightline.sdp.Fmtp;
import dev.sightline.sdp.Recording;
import dev.sightline.sdp.SdpException;
import dev.sightline.sdp.SessionDescription;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules that choose among formats, or say something of each. */
class FormatRulesTest {
    private static final String CHROME = Recording.read("chrome_offer");
    private static final String SENDING = """
            m=video 9 UDP/TLS/RTP/SAVPF 96 97 102 103 118 119 49
            a=rtpmap:96 VP8/90000
            a=rtpmap:97 rtx/90000
            a=fmtp:97 apt=96
            a=rtpmap:102 H264/90000
            a=fmtp:102 packetization-mode=1;profile-level-id=42e01f
            a=rtpmap:103 rtx/90000
            a=fmtp:103 apt=102
            a=rtpmap:118 red/90000
            a=rtpmap:119 rtx/90000
            a=fmtp:119 apt=118
            a=rtpmap:49 flexfec-03/90000
            a=ssrc-group:FID 1 2
            a=ssrc-group:FEC-FR 1 3
            a=ssrc:1 cname:c
            a=ssrc:2 cname:c
            a=ssrc:3 cname:c
            """;

    private static List<Integer> kept(RewriteRule rule, String text, String type) {
        return rule.apply(SessionDescription.parse(text))
                .result()
                .media(type)
                .orElseThrow()
                .payloadTypes();
    }

    @Test
    void partnersAreKeptOnRequest() {
        KeepCodec alone = KeepCodec.of(Recording.parsed("g_camera_ip_audio.answer"));

        assertThat(kept(alone, CHROME, "video")).containsExactly(108);
        assertThat(kept(alone.withPartners(), CHROME, "video")).containsExactly(108, 109, 118, 119, 120, 49);
        assertThat(kept(alone, CHROME, "audio")).containsExactly(111, 0);
        assertThat(kept(alone.withPartners(), CHROME, "audio")).containsExactly(111, 0, 63);
    }

    @Test
    void theSourcesOfPartnersGoWithThem() {
        List<CodecChoice> h264 = List.of(CodecChoice.of("h264"));

        assertThatSdp(SENDING).rewrittenBy(new KeepCodecs("video", h264, false)).yields("""
                m=video 9 UDP/TLS/RTP/SAVPF 102
                a=rtpmap:102 H264/90000
                a=fmtp:102 packetization-mode=1;profile-level-id=42e01f
                a=ssrc:1 cname:c
                """);
        assertThatSdp(SENDING)
                .rewrittenBy(new KeepCodecs("video", h264, true))
                .changesOnly(
                        "m=video 9 UDP/TLS/RTP/SAVPF 96 97 102 103 118 119 49 → m=video 9 UDP/TLS/RTP/SAVPF 102 103 118 119 49",
                        "-a=rtpmap:96 VP8/90000",
                        "-a=rtpmap:97 rtx/90000",
                        "-a=fmtp:97 apt=96");
    }

    /** RFC 8851, section 4: a stream may be restricted to payload types. */
    @Test
    void simulcastStreamsSpeakOfNoFormatThatIsCut() {
        assertThatSdp("""
                        m=video 9 UDP/TLS/RTP/SAVPF 96 120 121
                        a=rtpmap:96 H264/90000
                        a=rtpmap:120 VP8/90000
                        a=rtpmap:121 VP9/90000
                        a=rid:hi send pt=96,120;max-width=1280
                        a=rid:mid send max-width=640
                        a=rid:lo send pt=120,121
                        a=rid:odd send pt=x
                        a=simulcast:send hi;mid,~lo;lo
                        """)
                .rewrittenBy(new KeepCodecs("video", List.of(CodecChoice.of("H264")), false))
                .yields("""
                        m=video 9 UDP/TLS/RTP/SAVPF 96
                        a=rtpmap:96 H264/90000
                        a=rid:hi send pt=96;max-width=1280
                        a=rid:mid send max-width=640
                        a=rid:odd send pt=x
                        a=simulcast:send hi;mid
                        """);
        assertThatSdp("m=video 9 RTP/AVPF 96 97\na=rtpmap:96 H264/90000\na=rid:1 recv pt=97\na=simulcast:recv 1\n")
                .rewrittenBy(new KeepCodecs("video", List.of(CodecChoice.of("H264")), false))
                .yields("m=video 9 RTP/AVPF 96\na=rtpmap:96 H264/90000\n");
    }

    /** Redundancy of a codec that goes would be redundancy of nothing. */
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({"111/111, 0", "0/0, 0 63", "0/111, 0", "0, 0 63", "0/x, 0", "'', 0 63"})
    void redundancyStaysWithAllThatItCarries(String carried, String left) {
        String offer = "m=audio 9 RTP/AVP 111 0 63\na=rtpmap:111 opus/48000/2\na=rtpmap:63 red/8000\n"
                + (carried.isEmpty() ? "" : "a=fmtp:63 " + carried + "\n");

        assertThat(kept(new KeepCodecs("audio", List.of(CodecChoice.of("PCMU")), true), offer, "audio").stream()
                        .map(String::valueOf))
                .containsExactly(left.split(" "));
    }

    @Test
    void codecsAreNamedByProfile() {
        assertThat(kept(new KeepCodecs("video", List.of(CodecChoice.h264("42e00a", 1)), false), CHROME, "video"))
                .containsExactly(108);
        assertThat(kept(
                        new KeepCodecs("video", List.of(CodecChoice.of("VP9"), CodecChoice.of("AV1")), false),
                        CHROME,
                        "video"))
                .containsExactly(98, 100, 35, 37, 45, 47);
        assertThatSdp(CHROME)
                .isRefusedBy(new KeepCodecs("video", List.of(CodecChoice.of("H265")), false), "[H265]", "VP8/90000");
        assertThatThrownBy(() -> CodecChoice.h264("xyz", 1))
                .isInstanceOf(SdpException.class)
                .hasMessageContaining("six hexadecimal digits");
        assertThatThrownBy(() -> CodecChoice.of("H264\r\na=x")).isInstanceOf(SdpException.class);
    }

    @Test
    void preferredCodecsMoveWithTheirRetransmissionAndNothingGoes() {
        assertThatSdp(SENDING)
                .rewrittenBy(new PreferCodecs("video", List.of(CodecChoice.of("H264"))))
                .changesOnly("m=video 9 UDP/TLS/RTP/SAVPF 96 97 102 103 118 119 49 → "
                        + "m=video 9 UDP/TLS/RTP/SAVPF 102 103 96 97 118 119 49");
        assertThatSdp(SENDING)
                .rewrittenBy(new PreferCodecs("video", List.of(CodecChoice.of("VP8"))))
                .changesNothing();
    }

    @Test
    void feedbackIsAddedForEachCodecAndTakenAway() {
        assertThatSdp("""
                        m=video 9 RTP/AVPF 96 97 98
                        a=rtpmap:96 H264/90000
                        a=rtcp-fb:96 nack
                        a=fmtp:96 x=1
                        a=rtpmap:97 rtx/90000
                        a=rtpmap:98 H264/90000
                        a=rtcp-fb:98 goog-remb
                        a=rtcp-fb:* goog-remb
                        a=rtcp-fb:* transport-cc
                        """)
                .rewrittenBy(new Feedback("video", List.of("goog-remb"), List.of("nack", "transport-cc")))
                .yields("""
                        m=video 9 RTP/AVPF 96 97 98
                        a=rtpmap:96 H264/90000
                        a=fmtp:96 x=1
                        a=rtcp-fb:96 goog-remb
                        a=rtpmap:97 rtx/90000
                        a=rtpmap:98 H264/90000
                        a=rtcp-fb:98 goog-remb
                        a=rtcp-fb:* goog-remb
                        """);
        assertThatThrownBy(() -> new Feedback("video", List.of("nack\r\na=x"), List.of()))
                .isInstanceOf(SdpException.class);
        assertThatThrownBy(() -> new Feedback("video", List.of("nack\u009b2J"), List.of()))
                .isInstanceOf(SdpException.class);
        assertThatThrownBy(() -> new Feedback("video", List.of(" "), List.of())).isInstanceOf(SdpException.class);
    }

    @Test
    void bandwidthIsSetInItsPlaceOrTakenAway() {
        String text = "v=0\nm=video 9 RTP/AVP 96\nc=IN IP4 192.0.2.1\na=sendonly\n";
        RewriteRule limit = new MediaBandwidth("video", "AS", OptionalLong.of(2000));

        assertThatSdp(text)
                .rewrittenBy(limit)
                .yields("v=0\nm=video 9 RTP/AVP 96\nc=IN IP4 192.0.2.1\nb=AS:2000\na=sendonly\n");
        assertThatSdp(text.replace("a=send", "b=AS:1\nb=TIAS:5\na=send"))
                .rewrittenBy(limit)
                .changesOnly("b=AS:1 → b=AS:2000");
        assertThatSdp(text.replace("a=send", "b=AS:1\nb=TIAS:5\na=send"))
                .rewrittenBy(new MediaBandwidth("video", "TIAS", OptionalLong.empty()))
                .changesOnly("-b=TIAS:5");
        assertThatThrownBy(() -> new MediaBandwidth("video", "AS", OptionalLong.of(-1)))
                .isInstanceOf(SdpException.class);
        assertThatThrownBy(() -> new MediaBandwidth("video", "A:S", OptionalLong.of(1)))
                .isInstanceOf(SdpException.class);
    }

    @Test
    void theStreamsOwnProfileIsSaidInWordsThatWereOffered() {
        byte[] main = {0x67, 0x4d, 0x40, 0x1f, 0};

        assertThatSdp(Recording.read("c_camera_ip.answer"))
                .rewrittenBy(StreamProfile.of(main, SessionDescription.parse(CHROME)))
                .changesOnly(fmtp("42e01f") + " → " + fmtp("4d001f"));
        assertThatSdp("m=video 1 RTP/AVP 96\na=rtpmap:96 H264/90000\n")
                .rewrittenBy(StreamProfile.of(main, SessionDescription.parse(CHROME)))
                .changesOnly("+a=fmtp:96 profile-level-id=4d001f");
        assertThatThrownBy(() -> StreamProfile.of(new byte[] {0x67, 0x7a, 0, 0x1f}, SessionDescription.parse(CHROME)))
                .isInstanceOf(SdpException.class)
                .hasMessageContainingAll("7a001f", "profile-level-id 42e01f");
        assertThatThrownBy(() -> StreamProfile.of(main, SessionDescription.parse("v=0\n")))
                .hasMessageContaining("no H264 at all");
    }

    private static String fmtp(String profile) {
        String text = Recording.parsed("c_camera_ip.answer")
                .media("video")
                .orElseThrow()
                .fmtp(103)
                .map(Fmtp::toLine)
                .orElseThrow();
        return text.replace("42e01f", profile);
    }
}
