package dev.sightline.sdp.rewrite;

import static dev.sightline.sdp.rewrite.SdpAssertions.assertThatSdp;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.sdp.Fmtp;
import dev.sightline.sdp.H264Profile;
import dev.sightline.sdp.MediaDescription;
import dev.sightline.sdp.Recording;
import dev.sightline.sdp.RtpMap;
import dev.sightline.sdp.SdpLine;
import dev.sightline.sdp.SessionDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeepCodecTest {
    private static final String CHROME = Recording.read("chrome_offer");

    private static SessionDescription camera(String fmtp) {
        return SessionDescription.parse("v=0\r\nm=video 5006 RTP/AVPF 103\r\na=rtpmap:103 H264/90000\r\n"
                + (fmtp.isEmpty() ? "" : "a=fmtp:103 " + fmtp + "\r\n"));
    }

    private static String viewer(String... fmtps) {
        StringBuilder text = new StringBuilder("v=0\nm=video 9 UDP/TLS/RTP/SAVPF");
        for (int i = 0; i < fmtps.length; i++) {
            text.append(' ').append(100 + i);
        }
        for (int i = 0; i < fmtps.length; i++) {
            text.append("\na=rtpmap:").append(100 + i).append(" H264/90000\na=fmtp:");
            text.append(100 + i).append(' ').append(fmtps[i]);
        }
        return text.append('\n').toString();
    }

    private static List<Integer> kept(SessionDescription camera, String offer, String kind) {
        return kept(KeepCodec.of(camera), offer, kind);
    }

    private static List<Integer> kept(RewriteRule rule, String offer, String kind) {
        return rule.apply(SessionDescription.parse(offer))
                .result()
                .media(kind)
                .orElseThrow()
                .payloadTypes();
    }

    @Test
    void chromeIsLeftWithTheCamerasVideoAndNothingElseChanges() {
        List<String> expected = new ArrayList<>();
        SessionDescription offer = SessionDescription.parse(CHROME);
        String mediaLine = offer.media().get(0).lines().get(0).content();
        expected.add(mediaLine + " → m=video 9 UDP/TLS/RTP/SAVPF 108");
        for (SdpLine line : offer.media().get(0).lines()) {
            boolean ofSomePayload =
                    line.isAttribute("rtpmap") || line.isAttribute("fmtp") || line.isAttribute("rtcp-fb");
            if (ofSomePayload && !line.attributeValue().startsWith("108 ")) {
                expected.add("-" + line.content());
            }
        }

        assertThatSdp(CHROME)
                .rewrittenBy(KeepCodec.of(Recording.parsed("c_camera_ip.answer")))
                .changesOnly(expected.toArray(String[]::new));
    }

    @Test
    void everyLineAboutAPayloadTypeSpeaksOfOneThatIsListed() {
        SessionDescription aligned = KeepCodec.of(Recording.parsed("g_camera_ip_audio.answer"))
                .apply(SessionDescription.parse(CHROME))
                .result();
        MediaDescription video = aligned.media("video").orElseThrow();
        MediaDescription audio = aligned.media("audio").orElseThrow();

        assertThat(video.payloadTypes()).containsExactly(108);
        assertThat(video.attributes("rtpmap")).containsExactly("108 H264/90000");
        assertThat(video.attributes("fmtp"))
                .containsExactly("108 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f");
        assertThat(video.feedback(108)).containsExactly("goog-remb", "transport-cc", "ccm fir", "nack", "nack pli");
        assertThat(video.attributes("rtcp-fb")).hasSize(5);
        assertThat(audio.payloadTypes()).containsExactly(111, 0);
        assertThat(audio.attributes("rtpmap")).containsExactly("111 opus/48000/2", "0 PCMU/8000");
        assertThat(audio.attributes("fmtp")).containsExactly("111 minptime=10;useinbandfec=1");
        assertThat(aligned.attribute("group")).contains("BUNDLE 0 1");
        assertThat(aligned.media())
                .extracting(section -> section.mid().orElseThrow())
                .containsExactly("0", "1");
        assertThatSdp(aligned.toString()).rewrittenBy(new SdpNormaliser()).changesNothing();
    }

    @Test
    void anAlignedOfferStaysAsItIs() {
        KeepCodec rule = KeepCodec.of(Recording.parsed("g_camera_ip_audio.answer"));

        assertThatSdp(rule.apply(SessionDescription.parse(CHROME)).result().toString())
                .rewrittenBy(rule)
                .changesNothing();
    }

    @ParameterizedTest(name = "a camera with {0} leaves audio {1}")
    @CsvSource({"96 opus/48000/2, 111", "96 OPUS/48000/2, 111", "0 PCMU/8000, 0", "8 PCMA/8000/1, 8", "9 G722/8000, 9"})
    void audioIsCutToTheCamerasCodec(String rtpmap, int payloadType) {
        SessionDescription camera = SessionDescription.parse("v=0\nm=audio 5008 RTP/AVP "
                + rtpmap.substring(0, rtpmap.indexOf(' ')) + "\na=rtpmap:" + rtpmap + "\n");

        assertThat(kept(camera, CHROME, "audio")).containsExactly(payloadType);
    }

    @Test
    void staticPayloadTypesMatchWithoutAnyLine() {
        SessionDescription camera = SessionDescription.parse("v=0\nm=audio 5008 RTP/AVP 8 0\n");

        assertThat(kept(camera, CHROME, "audio")).containsExactly(8, 0);
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "9, G722/8000, 9",
        "10, L16/44100/2, 96",
        "26, JPEG/90000, 96",
        "32, MPV/90000, 96",
        "34, H263/90000, 96"
    })
    void staticPayloadTypesMeanTheSameWithAndWithoutTheirLine(int payloadType, String name, int named) {
        String kind = payloadType < 25 ? "audio" : "video";
        SessionDescription camera = SessionDescription.parse("v=0\nm=" + kind + " 5008 RTP/AVP " + payloadType + "\n");
        String viewer = "v=0\nm=" + kind + " 9 RTP/AVP 0 " + named + "\na=rtpmap:" + named + " " + name + "\n";

        assertThat(camera.media().get(0).rtpMaps()).extracting(RtpMap::name).containsExactly(name);
        assertThat(kept(camera, viewer, kind)).containsExactly(named);
    }

    @Test
    void audioThatTheCameraDoesNotSendIsLeftForTheAnswererToReject() {
        SessionDescription silent = Recording.parsed("c_camera_ip.offer");
        SessionDescription other =
                SessionDescription.parse(silent + "m=audio 5008 RTP/AVP 97\r\na=rtpmap:97 G726-32/8000\r\n");
        String audio = SessionDescription.parse(CHROME).media().get(1).toString();

        for (SessionDescription camera : List.of(silent, other)) {
            SessionDescription aligned =
                    KeepCodec.of(camera).apply(SessionDescription.parse(CHROME)).result();
            assertThat(aligned.media().get(1)).hasToString(audio);
            assertThat(aligned.attribute("group")).contains("BUNDLE 0 1");
        }
    }

    @ParameterizedTest(name = "{0} is played by {1}")
    @CsvSource(
            nullValues = "nothing",
            value = {
                "42e01f, 108", // the same
                "42E01F, 108", // hexadecimal has no case
                "42c028, 108", // Constrained Baseline in other words, at a higher level
                "4d8028, 108", // and written as Main with constraint_set0
                "42001f, 102", // Baseline
                "420029, 102",
                "4d001f, 116", // Main
                "4d4029, 116",
                "f4001f, 41", // High 4:4:4 Predictive
                "640028, 41", // High is decoded by High 4:4:4 Predictive, the only one above it in this offer
                "640c1f, 41", // so is Constrained High
                "7a001f, nothing", // High 4:2:2
                "58001f, nothing", // Extended
                "zz001f, nothing", // no profile at all
                "42e0, nothing"
            })
    void chromeGetsTheNearestProfileThatDecodesTheCamera(String profile, Integer payloadType) {
        SessionDescription camera = camera("packetization-mode=1;profile-level-id=" + profile);
        if (payloadType == null) {
            assertThatSdp(CHROME)
                    .isRefusedBy(KeepCodec.of(camera), "H264/90000", "VP8/90000", "profile-level-id 42e01f");
        } else {
            assertThat(kept(camera, CHROME, "video")).containsExactly(payloadType);
        }
    }

    @ParameterizedTest(name = "{0} → {3} of {1} and {2}")
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                // packetization modes: a decoder of mode 1 takes mode 0, not the other way round
                "packetization-mode=1;profile-level-id=42e01f | packetization-mode=0;profile-level-id=42e01f | packetization-mode=1;profile-level-id=42e01f | 101",
                "packetization-mode=0;profile-level-id=42e01f | packetization-mode=1;profile-level-id=42e01f | packetization-mode=0;profile-level-id=42e01f | 101",
                "packetization-mode=0;profile-level-id=42e01f | packetization-mode=1;profile-level-id=42e01f | packetization-mode=1;profile-level-id=4d001f | 100",
                "packetization-mode=1;profile-level-id=42e01f | packetization-mode=0;profile-level-id=42e01f | profile-level-id=42e01f | none",
                // nothing said of the mode: fragments are likely
                "profile-level-id=42e01f | packetization-mode=0;profile-level-id=42e01f | packetization-mode=1;profile-level-id=42e01f | 101",
                "profile-level-id=42e01f | profile-level-id=42e01f | packetization-mode=2;profile-level-id=42e01f | 100",
                // nothing said at all: Baseline
                "'' | packetization-mode=1;profile-level-id=42e01f | packetization-mode=1;profile-level-id=42001f | 101",
                "'' | packetization-mode=1;profile-level-id=640c1f | packetization-mode=1;profile-level-id=42e01f | 101",
                // levels
                "packetization-mode=1;profile-level-id=42e028 | packetization-mode=1;profile-level-id=42e01f;level-asymmetry-allowed=1 | packetization-mode=1;profile-level-id=42e028 | 101",
                "packetization-mode=1;profile-level-id=42e028 | packetization-mode=1;profile-level-id=42e01f;level-asymmetry-allowed=1 | packetization-mode=1;profile-level-id=4d0028 | 100",
                "packetization-mode=1;profile-level-id=42e028 | packetization-mode=1;profile-level-id=42e01f | packetization-mode=1;profile-level-id=42e01f;level-asymmetry-allowed=0 | none",
                // Safari's pair
                "packetization-mode=1;profile-level-id=4d0028 | level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f | level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=640c1f | 101",
                "packetization-mode=1;profile-level-id=640028 | level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f | level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=640c1f | 101",
                "packetization-mode=1;profile-level-id=420028 | level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=640c1f | level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f | 101",
                // Main needs more than Constrained Baseline has
                "packetization-mode=1;profile-level-id=4d001f | packetization-mode=1;profile-level-id=42e01f | packetization-mode=1;profile-level-id=42001f | none",
                // of equals the one that the viewer prefers
                "packetization-mode=1;profile-level-id=42e01f | packetization-mode=1;profile-level-id=42c01f | packetization-mode=1;profile-level-id=42e01f | 100"
            })
    void theBestOfTwoIsKept(String camera, String first, String second, Integer payloadType) {
        String offer = viewer(first, second);
        if (payloadType == null) {
            assertThatSdp(offer).isRefusedBy(KeepCodec.of(camera(camera)), "the camera sends H264/90000");
        } else {
            assertThat(kept(camera(camera), offer, "video")).containsExactly(payloadType);
        }
    }

    @Test
    void aViewerWithoutVideoOrWithRejectedVideoIsNotRefused() {
        KeepCodec rule = KeepCodec.of(Recording.parsed("g_camera_ip_audio.answer"));

        assertThatSdp("v=0\nm=audio 9 RTP/SAVPF 0\n").rewrittenBy(rule).changesNothing();
        assertThatSdp("v=0\nm=video 0 RTP/SAVPF 96\na=rtpmap:96 VP8/90000\n")
                .rewrittenBy(rule)
                .changesNothing();
    }

    /** Port 0 with a=bundle-only is no rejection. */
    @Test
    void aSectionThatHasItsBundlesPortIsCutAsAnyOther() {
        String offer = Recording.read("max_bundle_offer");
        SessionDescription camera = Recording.parsed("c_camera_ip.answer");
        List<CodecChoice> h264 = List.of(CodecChoice.of("H264"));

        for (RewriteRule rule : List.of(KeepCodec.of(camera), new KeepCodecs("video", h264, false))) {
            assertThat(kept(rule, offer, "video")).containsExactly(126);
        }
        assertThat(kept(KeepCodec.of(camera).withPartners(), offer, "video")).containsExactly(126, 127);
        assertThat(kept(new PreferCodecs("video", h264), offer, "video")).containsExactly(126, 127, 120, 124);
        assertThatSdp(offer)
                .rewrittenBy(new MediaPort("video", 5006, OptionalInt.empty()))
                .changesNothing();
    }

    @Test
    void everySectionOfAKindIsCutAndOneThatFitsIsEnough() {
        String h264 = """
                m=video 9 RTP/SAVPF 97 96
                a=rtpmap:97 VP8/90000
                a=rtpmap:96 H264/90000
                a=fmtp:96 packetization-mode=1;profile-level-id=42e01f
                a=imageattr:97 recv [x=640,y=360]
                a=rtcp-fb:* nack
                """;
        String vp8 = "m=video 9 RTP/SAVPF 97\na=rtpmap:97 VP8/90000\n";

        assertThatSdp("v=0\n" + vp8 + h264 + h264)
                .rewrittenBy(KeepCodec.of(Recording.parsed("c_camera_ip.answer")))
                .changesOnly(
                        "m=video 9 RTP/SAVPF 97 96 → m=video 9 RTP/SAVPF 96",
                        "m=video 9 RTP/SAVPF 97 96 → m=video 9 RTP/SAVPF 96",
                        "-a=rtpmap:97 VP8/90000",
                        "-a=rtpmap:97 VP8/90000",
                        "-a=imageattr:97 recv [x=640,y=360]",
                        "-a=imageattr:97 recv [x=640,y=360]");
    }

    @Test
    void aRefusalSaysWhatBothSidesHave() {
        assertThatSdp("v=0\nm=video 9 UDP/TLS/RTP/SAVPF 96 97\na=rtpmap:96 VP8/90000\na=rtpmap:97 rtx/90000\n")
                .isRefusedBy(
                        KeepCodec.of(Recording.parsed("c_camera_ip.answer")),
                        "the camera sends H264/90000 (profile-level-id 42e01f, packetization-mode 1), which the viewer's "
                                + "offer does not hold; it offers VP8/90000");
        assertThatSdp("v=0\nm=video 9 UDP/TLS/RTP/SAVPF\n")
                .isRefusedBy(KeepCodec.of(Recording.parsed("c_camera_ip.answer")), "it offers no video codec");
    }

    @ParameterizedTest
    @ValueSource(strings = {"42e01f", "42c00a", "4d8028", "58c01f"})
    void constrainedBaselineHasSeveralSpellings(String profile) {
        H264Profile one = H264Profile.of(new Fmtp(96, "packetization-mode=1;profile-level-id=42e01f"))
                .orElseThrow();
        H264Profile other = H264Profile.of(new Fmtp(97, "packetization-mode=1; profile-level-id=" + profile))
                .orElseThrow();

        assertThat(one.sameProfileAs(other)).isTrue();
        assertThat(other.profileLevelId()).isEqualTo(profile);
    }

    @Test
    void aProfileIsReadFromItsParameters() {
        assertThat(H264Profile.of(new Fmtp(96, "packetization-mode=1;profile-level-id=4d4029")))
                .contains(new H264Profile(0x4d, 0x40, 0x29, 1));
        assertThat(H264Profile.of(new Fmtp(96, ""))).contains(new H264Profile(66, 0, 10, 0));
        assertThat(H264Profile.of(new Fmtp(96, "packetization-mode=3"))).isEqualTo(Optional.empty());
        assertThat(new H264Profile(0x42, 0xe0, 31, 1).sameProfileAs(new H264Profile(0x42, 0xe0, 31, 0)))
                .isFalse();
        assertThat(new H264Profile(0x7a, 0, 31, 1).sameProfileAs(new H264Profile(0x7a, 0, 40, 1)))
                .isTrue();
    }
}
