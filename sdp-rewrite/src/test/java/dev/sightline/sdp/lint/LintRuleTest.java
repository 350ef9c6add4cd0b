package dev.sightline.sdp.lint;

import static dev.sightline.sdp.lint.LintAssertions.address;
import static dev.sightline.sdp.lint.LintAssertions.camerasOffer;
import static dev.sightline.sdp.lint.LintAssertions.changed;
import static dev.sightline.sdp.lint.LintAssertions.shown;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.sdp.Recording;
import dev.sightline.sdp.SessionDescription;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each rule by one change to a recording: exactly what is expected is found, at its line, and nothing else. */
class LintRuleTest {
    private static final LintContext CAMERA = camerasOffer();
    private static final LintContext ANSWER = LintContext.of(Role.ANSWER);
    private static final LintContext VIEWER =
            LintContext.of(Role.VIEWER_OFFER).withCameraDescription(Recording.parsed("c_camera_ip.answer"));
    private static final LintContext EMBEDDED = VIEWER.withServer(MediaServer.EMBEDDED);

    /** An answer without change that goes with the offer; empty to look at the offer alone. */
    private record Case(LintContext context, String recording, String change, Optional<String> offer, String found) {
        List<String> codes() {
            SdpLint lint = new SdpLint(context);
            SessionDescription text = SessionDescription.parse(changed(recording, change));
            return shown(offer.map(name -> lint.lint(Recording.parsed(name), text).stream()
                            .filter(finding -> finding.side() == Side.ANSWER)
                            .toList())
                    .orElseGet(() -> lint.lint(text)));
        }

        @Override
        public String toString() {
            return recording + ", " + change + ": " + found;
        }
    }

    private static Case camera(String change, String found) {
        return new Case(CAMERA, "c_camera_ip.offer", change, Optional.empty(), found);
    }

    private static Case camera(CameraFacts facts, String change, String found) {
        return new Case(CAMERA.withCamera(facts), "c_camera_ip.offer", change, Optional.empty(), found);
    }

    private static Case viewer(LintContext context, String change, String found) {
        return new Case(context, "chrome_offer", change, Optional.empty(), found);
    }

    private static Case answer(ViewerNetwork network, String candidates, String found) {
        return new Case(
                ANSWER.withViewerNetwork(network),
                "kms_webrtc_answer_h264",
                "m=audio -> " + candidates + "|m=audio",
                Optional.empty(),
                found);
    }

    private static Case answered(LintContext context, String offer, String answer, String change, String found) {
        return new Case(context, answer, change, Optional.of(offer), found);
    }

    private static Case toCamera(String change, String found) {
        return answered(CAMERA, "c_camera_ip.offer", "c_camera_ip.answer", change, found);
    }

    private static Case toViewer(String change, String found) {
        return answered(VIEWER, "chrome_offer", "kms_webrtc_answer_h264", change, found);
    }

    /** Line 4 is {@code c=}, 6 {@code m=}, 7 rtpmap, 8 fmtp, 9 to 12 feedback, 13 sendonly, 14 ssrc. */
    static Stream<Case> whereRtcpGoes() {
        return Stream.of(
                camera("c=IN IP4 10.77.0.2 -> c=IN IP4 127.0.0.1", "loopback-trap@4"),
                camera("c=IN IP4 10.77.0.2 -> c=IN IP6 ::", "loopback-trap@4"),
                camera("c=IN IP4 10.77.0.2 -> c=IN IP6 ::1", "loopback-trap@4"),
                camera("c=IN IP4 10.77.0.2 -> c=IN IP6 ::ffff:10.77.0.1", "loopback-trap@4"),
                // A section's own address counts and not the session's; that of a=rtcp never does.
                camera("RTP/AVPF 103 -> RTP/AVPF 103|c=IN IP4 10.77.0.1", "loopback-trap@7"),
                camera("a=sendonly -> a=rtcp:5007 IN IP4 10.77.0.1|a=sendonly", "rtcp-address-ignored@13"),
                camera("a=sendonly -> a=rtcp:5017 IN IP4 10.77.0.2|a=sendonly", ""),
                camera("a=sendonly -> a=rtcp:5017|a=sendonly", ""),
                new Case(
                        CAMERA,
                        "b_server_lan_ip.offer",
                        "RTP/AVPF 103 -> RTP/AVPF 103|c=IN IP4 10.77.0.2",
                        Optional.empty(),
                        ""),
                camera(CameraFacts.NONE.withAddress(address("10.77.0.2")), "", ""),
                camera(CameraFacts.NONE.withAddress(address("192.0.2.7")), "", "address-of-another@4"),
                // A camera on the media server's own machine is reached over lo.
                camera(
                        CameraFacts.NONE.withAddress(address("127.0.0.1")),
                        "c=IN IP4 10.77.0.2 -> c=IN IP4 127.0.0.1",
                        ""),
                camera("c=IN IP4 10.77.0.2 -> c=IN IP4 239.1.1.1", "address-unusable@4"),
                camera("c=IN IP4 10.77.0.2 -> c=IN IP4 169.254.1.1", "address-unusable@4"),
                camera("c=IN IP4 10.77.0.2 -> c=IN IP4 255.255.255.255", "address-unusable@4"),
                camera("c=IN IP4 10.77.0.2 -> c=IN IP4 camera.example", "address-unusable@4"),
                // Type and literal do not fit: nobody knows what the media server makes of it.
                camera("c=IN IP4 10.77.0.2 -> c=IN IP4 2001:db8::7", "malformed-line@4 address-unusable@4"),
                camera("c=IN IP4 10.77.0.2 -> c=IN IP5 1.2.3.4", "malformed-line@4 address-unusable@4"),
                camera("c=IN IP4 10.77.0.2 -> c=IN IP6 192.168.1.5", "malformed-line@4 address-unusable@4"),
                camera("c=IN IP4 10.77.0.2 -> c=IN IP6 .a:1", "address-unusable@4"),
                camera("o=- 1234567890 1 IN IP4 -> o=- 1234567890 1 IN IP6", "malformed-line@2"),
                camera("a=sendonly -> a=rtcp:5007 IN IP6 10.77.0.2|a=sendonly", "malformed-line@13"),
                // RTSP servers write a multicast suffix where there is none.
                camera("c=IN IP4 10.77.0.2 -> c=IN IP4 0.0.0.0/0", "loopback-trap@4"),
                camera("c=IN IP4 10.77.0.2 -> c=IN IP4 224.1.1.1/127", "address-unusable@4"),
                camera("c=IN IP4 10.77.0.2 -> c=IN IP4 10.77.0.1/127/2", "loopback-trap@4"),
                camera("c=IN IP4 10.77.0.2 -> c=IN IP4 10.77.0.1/x", "address-unusable@4"),
                camera("c=IN IP4 10.77.0.2| -> ", "address-unusable@5 missing-line@0"),
                camera("m=video 5006 -> m=video 65535", "address-unusable@6"),
                camera("m=video 5006 -> m=video 9", "discard-port@6"),
                camera("a=sendonly -> a=rtcp:9|a=sendonly", "discard-port@13"),
                camera("m=video 5006 -> m=video 0", "port-zero@6 no-media@0"),
                camera("m=video -> m=audio 5007 RTP/AVPF 0|m=video", "rtcp-port-of-another@7"),
                camera(CameraFacts.NONE.withRtcpPorts(Map.of("video", 5006)), "", "rtcp-port-of-another@6"),
                camera(CameraFacts.NONE.withRtcpPorts(Map.of("video", 5007)), "", ""));
    }

    static Stream<Case> comedia() {
        String both = "comedia-latches-once@13 comedia-address-from-rtcp@13";
        return Stream.of(
                camera("a=sendonly -> a=direction:active|a=sendonly", "comedia-needs-rtcp@13 " + both),
                camera(
                        CameraFacts.NONE.withRtcp(RtcpHabit.SOON_AFTER_FIRST_RTP),
                        "a=sendonly -> a=direction:active|a=sendonly",
                        both),
                camera("a=sendonly -> a=direction:both|a=sendonly", "comedia-both@13"),
                camera("a=sendonly -> a=direction:passive|a=sendonly", ""),
                camera("t=0 0 -> t=0 0|a=direction:active", "comedia-at-session-level@6"),
                camera("t=0 0 -> t=0 0|a=direction:both", "comedia-at-session-level@6"),
                new Case(
                        CAMERA,
                        "a_zero_ip_discard_port.offer",
                        "t=0 0 -> t=0 0|a=direction:active",
                        Optional.empty(),
                        "loopback-trap@4 comedia-at-session-level@6 discard-port@7"),
                answered(
                        CAMERA,
                        "d_zero_ip_comedia.offer",
                        "d_zero_ip_comedia.answer",
                        "a=direction:passive| -> ",
                        "passive-missing@6"),
                toCamera("a=recvonly -> a=recvonly|a=direction:passive", "passive-unasked@8"));
    }

    static Stream<Case> feedback() {
        return Stream.of(
                camera("RTP/AVPF -> RTP/AVP", "avp-with-feedback@6"),
                new Case(
                        CAMERA,
                        "ffmpeg_rtp",
                        "IP4 127.0.0.1 -> IP4 10.77.0.2",
                        Optional.empty(),
                        "avp-without-feedback@6"),
                camera("a=rtcp-fb:103 goog-remb| -> ", "remb-missing@6"),
                camera("a=rtcp-fb:103 goog-remb -> a=rtcp-fb:* goog-remb", "remb-wildcard@12"),
                camera("a=rtcp-fb:103 goog-remb -> a=rtcp-fb:103 Goog-Remb", "remb-inexact@12"),
                camera("a=rtcp-fb:103 goog-remb -> a=rtcp-fb:103  goog-remb", "remb-inexact@12"),
                camera("RTP/AVPF 103 -> RTP/AVPF 0 103", "keyframe-requests-missing@6 remb-not-first@12"),
                camera("a=ssrc:1607797317 cname:cam@host| -> ", "remb-without-ssrc@6"),
                camera("a=rtcp-fb:103 nack pli| -> ", ""),
                camera("a=rtcp-fb:103 ccm fir| -> ", ""),
                camera("a=rtcp-fb:103 nack pli|a=rtcp-fb:103 ccm fir| -> ", "keyframe-requests-missing@6"),
                new Case(
                        CAMERA,
                        "g_camera_ip_audio.offer",
                        "a=rtpmap:96 opus/48000/2 -> a=rtpmap:96 opus/48000/2|a=rtcp-fb:96 goog-remb",
                        Optional.empty(),
                        "remb-in-one-section@12"),
                toCamera("a=rtcp-fb:103 goog-remb| -> ", "remb-refused@6"));
    }

    static Stream<Case> codecs() {
        String h264 = "a=rtpmap:103 H264/90000";
        return Stream.of(
                camera(h264 + "| -> ", "payload-type-unexplained@6"),
                toCamera(h264 + "| -> ", "payload-type-unexplained@6"),
                camera(h264 + " -> a=rtpmap:103 H265/90000", "h265-in-browsers@7"),
                camera(h264 + " -> a=rtpmap:103 MP4V-ES/90000", "codec-not-in-browsers@7"),
                camera("42e01f -> 4d001f", "b-frames-possible@8"),
                camera("42e01f -> 64001f", "b-frames-possible@8"),
                camera("42e01f -> 640c1f", ""),
                camera("42e01f -> 42001f", ""),
                viewer(VIEWER, "SAVPF 96 97 -> SAVPF 102 96 97", ""),
                viewer(
                        VIEWER,
                        "m=video 9 UDP/TLS/RTP/SAVPF 96 -> m=video 9 UDP/TLS/RTP/SAVPF 102 77 96",
                        "payload-type-unexplained@8 payload-type-like-rtcp@8"),
                viewer(VIEWER, "", "transcoding-trap@8"),
                viewer(EMBEDDED, "", ""),
                viewer(VIEWER, "H264/90000 -> H263/90000", "no-common-codec@0"),
                viewer(
                        EMBEDDED,
                        "a=rtpmap -> a=rtpmaps",
                        "payload-type-unexplained@8 payload-type-unexplained@174 no-common-codec@0"),
                toViewer("108 H264/90000 -> 108 H263/90000", "codec-not-offered@9 transcoding-trap@9"),
                toViewer("profile-level-id=42e01f -> profile-level-id=4d001f", "h264-profile-mismatch@9"),
                toViewer("packetization-mode=1 -> packetization-mode=0", "h264-profile-mismatch@9"),
                toViewer("profile-level-id=42e01f -> profile-level-id=42e014", ""),
                toViewer("108 -> 96", "payload-type-changed@9"),
                // What RFC 3551 gives a number needs no line, in either description.
                answered(CAMERA, "static_payload_types.offer", "static_payload_types.answer", "", ""),
                answered(
                        CAMERA,
                        "static_payload_types.offer",
                        "static_payload_types.answer",
                        "rtpmap:26 JPEG -> rtpmap:26 JPEGS",
                        "codec-not-offered@6"));
    }

    static Stream<Case> whatBelongsTogether() {
        return Stream.of(
                camera("a=sendonly -> a=recvonly", "wrong-direction@13"),
                camera("a=sendonly -> a=inactive", "wrong-direction@13"),
                camera("a=sendonly -> a=sendrecv", ""),
                viewer(EMBEDDED, "a=mid:1 -> a=mid:0", "bundle-absent-mid@5 duplicate-mid@182"),
                viewer(EMBEDDED, "BUNDLE 0 1 -> BUNDLE 0 1 2", "bundle-absent-mid@5"),
                viewer(EMBEDDED, "a=setup:actpass| -> ", "dtls-incomplete@8 dtls-incomplete@173"),
                viewer(EMBEDDED, "a=ice-pwd:mQgQTe1dXVBhZoM0BilBk8jh| -> ", "dtls-incomplete@8 dtls-incomplete@173"),
                toViewer("a=setup:active -> a=setup:actpass", "setup-conflict@19 setup-conflict@34"),
                toViewer(
                        "m=audio 1 UDP/TLS/RTP/SAVPF 111 -> m=video 1 UDP/TLS/RTP/SAVPF 111",
                        "sections-differ@26 transcoding-trap@26"),
                answered(
                        CAMERA,
                        "g_camera_ip_audio.offer",
                        "c_camera_ip.answer",
                        "",
                        "sections-differ@6 sections-differ@0"),
                toCamera("m=video 14738 -> m=video 0", "section-refused@6 no-media@0"),
                toCamera("RTP/AVPF -> RTP/AVP", "protocol-mismatch@6"),
                answered(CAMERA, "c_camera_ip_inactive.offer", "c_camera_ip.answer", "", "direction-mismatch@7"),
                toCamera("a=recvonly -> a=sendonly", "direction-mismatch@7"),
                toCamera("a=recvonly -> a=inactive", "answer-inactive@7"));
    }

    static Stream<Case> whereTheOtherSideSends() {
        String host = "a=candidate:1 1 udp 1 192.0.2.1 40000 typ host|";
        String tcp = "a=candidate:2 1 tcp 1 192.0.2.1 9 typ host tcptype active";
        return Stream.of(
                toCamera("c=IN IP4 10.77.0.1 -> c=IN IP4 0.0.0.0", "answer-address-unreachable@4"),
                toCamera("m=video 14738 -> m=video 9", "discard-port@6"),
                answer(ViewerNetwork.UNKNOWN, host + tcp, "candidate-tcp@27"),
                answer(ViewerNetwork.PUBLIC, host + tcp.replace("active", "passive"), ""),
                answer(
                        ViewerNetwork.UNKNOWN,
                        host + "a=candidate:2 1 udp 1 127.0.0.1 4 typ host",
                        "candidate-loopback@27"),
                answer(ViewerNetwork.SAME_HOST, "a=candidate:2 1 udp 1 127.0.0.1 4 typ host", ""),
                answer(
                        ViewerNetwork.UNKNOWN,
                        host + "a=candidate:2 1 udp 1 fe80::1 4 typ host",
                        "candidate-link-local@27"),
                answer(ViewerNetwork.UNKNOWN, "a=candidate:2 1 udp 1 10.0.0.1 4 typ host", ""),
                answer(
                        ViewerNetwork.PUBLIC,
                        "a=candidate:2 1 udp 1 10.0.0.1 4 typ host",
                        "no-reachable-candidate@26 candidate-private@26"),
                answer(ViewerNetwork.UNKNOWN, host + "a=candidate:2 1 udp 1 x.local 4 typ host", "candidate-mdns@27"),
                // A name that only the same network can look up may be reached from a network that is not known.
                answer(ViewerNetwork.UNKNOWN, "a=candidate:2 1 udp 1 x.local 4 typ host", "candidate-mdns@26"),
                answer(
                        ViewerNetwork.PUBLIC,
                        "a=candidate:2 1 udp 1 x.local 4 typ host",
                        "no-reachable-candidate@26 candidate-mdns@26"));
    }

    static Stream<Case> theTextItself() {
        return Stream.of(
                camera("o=- 1234567890 1 IN IP4 10.77.0.2 -> o=camera", "malformed-line@2"),
                camera("s=Camera| -> ", "missing-line@0"),
                camera("a=sendonly -> a=sendonly ", "odd-line@13"),
                camera("v=0 -> SDP:|v=0", "malformed-line@1 missing-line@0"));
    }

    static Stream<Case> all() {
        return Stream.of(
                        whereRtcpGoes(),
                        comedia(),
                        feedback(),
                        codecs(),
                        whatBelongsTogether(),
                        whereTheOtherSideSends(),
                        theTextItself())
                .flatMap(cases -> cases);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("all")
    void findsThisAndNothingElse(Case description) {
        assertThat(description.codes())
                .containsExactly(
                        description.found().isEmpty()
                                ? new String[0]
                                : description.found().split(" "));
    }

    @Test
    void aProfileThatWasNotOfferedIsFoundUnderAnyNumber() {
        SessionDescription answer = SessionDescription.parse(
                changed("c_camera_ip.answer", "103 -> 110").replace("42e01f", "640028"));

        assertThat(new SdpLint(CAMERA).lint(Recording.parsed("c_camera_ip.offer"), answer))
                .filteredOn(finding -> finding.code().equals("h264-profile-mismatch"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.why())
                        .contains("42e01f mode 1 was offered for payload type 103", "640028 mode 1 answered for 110"));
    }

    @Test
    void everyRuleHasItsCase() {
        assertThat(all().flatMap(known -> Arrays.stream(known.found().split("@[0-9]+ ?"))))
                .containsAll(
                        Arrays.stream(LintRule.values()).map(LintRule::code).toList());
    }

    @Test
    void everyRuleExplainsItself() {
        assertThat(LintRule.values()).extracting(LintRule::code).doesNotHaveDuplicates();
        assertThat(LintRule.values()).allSatisfy(rule -> {
            assertThat(rule.code())
                    .matches("[a-z0-9]+(-[a-z0-9]+)*")
                    .isEqualTo(rule.name().toLowerCase(Locale.ROOT).replace('_', '-'));
            assertThat(rule.summary()).endsWith(".");
            assertThat(rule.cure()).isNotBlank();
            assertThat(rule.source()).matches(".*(RFC|Kurento|draft).*");
        });
    }
}
