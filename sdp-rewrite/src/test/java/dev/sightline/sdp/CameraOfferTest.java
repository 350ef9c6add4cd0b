package dev.sightline.sdp;

import static dev.sightline.sdp.rewrite.SdpAssertions.assertThatSdp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.sightline.sdp.rewrite.AppendedLines;
import dev.sightline.sdp.rewrite.ConnectionAddress;
import dev.sightline.sdp.rewrite.SdpNormaliser;
import dev.sightline.sdp.rewrite.SourceDescription;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CameraOfferTest {
    private static final CameraTrack VIDEO =
            CameraTrack.sending(CameraCodec.h264(103)).withSource(1607797317L, "cam@host");
    private static final CameraTrack AUDIO = CameraTrack.sending(CameraCodec.of("opus", 96), CameraCodec.of("PCMU", 0))
            .withSource(229236353L, "cam@host");

    private static InetAddress ip(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static CameraOffer.Builder offer(ReturnPathPolicy policy, String address) {
        return CameraOffer.builder(policy).address(ip(address));
    }

    static Stream<Arguments> offersGivenToARealMediaServer() {
        return Stream.of(
                arguments(
                        "a_zero_ip_discard_port",
                        offer(ReturnPathPolicy.SERVER_ADDRESS, "0.0.0.0").video(VIDEO.withPort(9))),
                arguments(
                        "b_server_lan_ip",
                        offer(ReturnPathPolicy.SERVER_ADDRESS, "10.77.0.1").video(VIDEO.withPort(5006))),
                arguments(
                        "c_camera_ip",
                        offer(ReturnPathPolicy.CAMERA_ADDRESS, "10.77.0.2").video(VIDEO.withPort(5006))),
                arguments(
                        "d_zero_ip_comedia",
                        CameraOffer.builder(ReturnPathPolicy.COMEDIA).video(VIDEO)),
                arguments(
                        "f_camera_ip_no_remb",
                        offer(ReturnPathPolicy.CAMERA_ADDRESS, "10.77.0.2")
                                .video(CameraTrack.sending(CameraCodec.h264(103)
                                                .withFeedback(List.of("nack", "nack pli", "ccm fir")))
                                        .withSource(1607797317L, "cam@host")
                                        .withPort(5006))),
                arguments(
                        "g_camera_ip_audio",
                        offer(ReturnPathPolicy.CAMERA_ADDRESS, "10.77.0.2")
                                .audio(AUDIO.withPort(5008))
                                .video(VIDEO.withPort(5006))),
                arguments(
                        "h_comedia_audio",
                        offer(ReturnPathPolicy.COMEDIA, "0.0.0.0")
                                .audio(AUDIO.withPort(5008))
                                .video(VIDEO)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("offersGivenToARealMediaServer")
    void theOfferIsWhatARealMediaServerWasGiven(String recording, CameraOffer.Builder offer) {
        assertThat(offer.build()).hasToString(Recording.read(recording + ".offer"));
    }

    @Test
    void theOfferForAGatewayFirstCameraHasAudioBothWays() {
        CameraOffer offer = CameraOffer.builder(ReturnPathPolicy.COMEDIA)
                .session(7, 2)
                .audio(AUDIO.withDirection(Direction.SENDRECV))
                .video(VIDEO)
                .build();

        assertThat(offer).hasToString("""
                        v=0
                        o=- 7 2 IN IP4 0.0.0.0
                        s=Camera
                        c=IN IP4 0.0.0.0
                        t=0 0
                        m=audio 9 RTP/AVPF 96 0
                        a=rtpmap:96 opus/48000/2
                        a=rtpmap:0 PCMU/8000
                        a=sendrecv
                        a=direction:active
                        a=ssrc:229236353 cname:cam@host
                        m=video 9 RTP/AVPF 103
                        a=rtpmap:103 H264/90000
                        a=fmtp:103 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f
                        a=rtcp-fb:103 nack
                        a=rtcp-fb:103 nack pli
                        a=rtcp-fb:103 ccm fir
                        a=rtcp-fb:103 goog-remb
                        a=sendonly
                        a=direction:active
                        a=ssrc:1607797317 cname:cam@host
                        """.replace("\n", "\r\n"));
        assertThatSdp(offer.toString()).rewrittenBy(new SdpNormaliser()).changesNothing();
    }

    @Test
    void configuredPortsAreSaidInFull() {
        SessionDescription offer = offer(ReturnPathPolicy.CAMERA_ADDRESS, "2001:db8::2")
                .audio(AUDIO.withPort(5008).withRtcpPort(5018))
                .video(VIDEO.withPort(5006).withRtcpPort(5017))
                .build()
                .toSessionDescription();

        assertThat(offer.toString()).contains("\r\na=sendonly\r\na=rtcp:5017\r\na=ssrc:1607797317");
        assertThat(offer.media("audio").orElseThrow().rtcpPort()).isEqualTo(5018);
        assertThat(offer.connection()).contains(new Connection("IP6", "2001:db8::2"));
    }

    @Test
    void plainRtpOffersNoFeedback() {
        String offer = offer(ReturnPathPolicy.CAMERA_ADDRESS, "10.77.0.2")
                .video(VIDEO.withPort(5006).withProtocol(CameraTrack.Protocol.AVP))
                .build()
                .toString();

        assertThat(offer).contains("m=video 5006 RTP/AVP 103\r\n").doesNotContain("rtcp-fb");
    }

    @ParameterizedTest
    @ValueSource(strings = {"H264", "h264", "H264/90000"})
    void wellKnownCodecsGoByTheirBareName(String name) {
        assertThat(CameraCodec.of(name, 96).name()).isEqualTo("H264/90000");
        assertThat(CameraCodec.of(name, 96).feedback()).isEqualTo(CameraCodec.VIDEO_FEEDBACK);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "H265",
                "H264/",
                "H264//90000",
                "H264/9\r\na=x",
                "H 264/90000",
                "H264/90000/2/2",
                "H264/x",
                "H264/90000/\u0000"
            })
    void aCodecThatCannotStandInALineIsRefused(String name) {
        assertThatThrownBy(() -> CameraCodec.of(name, 96))
                .isInstanceOf(SdpException.class)
                .hasMessageContaining("expected");
    }

    static Stream<Arguments> parametersThatCannotBe() {
        CameraCodec h264 = CameraCodec.h264(96);
        return Stream.of(
                refused("payload type", () -> CameraCodec.of("H264", 128)),
                refused("payload type", () -> CameraCodec.of("H264", -1)),
                refused("fmtp", () -> h264.withFmtp("a=1\r\nc=IN IP4 192.0.2.1")),
                refused("fmtp", () -> h264.withFmtp("a=1\n")),
                refused("fmtp", () -> h264.withFmtp("a=1\u0000")),
                refused("fmtp", () -> h264.withFmtp(" ")),
                refused("feedback", () -> h264.withFeedback(List.of("nack\rpli"))),
                refused("CNAME", () -> VIDEO.withSource(1, "cam\r\na=sendrecv")),
                refused("CNAME", () -> VIDEO.withSource(1, "")),
                refused("CNAME", () -> VIDEO.withSource(1, "cam host")),
                refused("SSRC", () -> VIDEO.withSource(-1, "cam")),
                refused("SSRC", () -> VIDEO.withSource(1L << 32, "cam")),
                refused("the port", () -> VIDEO.withPort(0)),
                refused("the port", () -> VIDEO.withPort(65536)),
                refused("the RTCP port", () -> VIDEO.withRtcpPort(0)),
                refused("no codec", CameraTrack::sending),
                refused("share a payload type", () -> CameraTrack.sending(h264, h264)),
                refused(
                        "neither video nor audio",
                        () -> offer(ReturnPathPolicy.CAMERA_ADDRESS, "192.0.2.1")
                                .build()),
                refused(
                        "no video port",
                        () -> offer(ReturnPathPolicy.CAMERA_ADDRESS, "192.0.2.1")
                                .video(VIDEO)
                                .build()),
                refused(
                        "the camera's was expected",
                        () -> CameraOffer.builder(ReturnPathPolicy.CAMERA_ADDRESS)
                                .video(VIDEO.withPort(1))
                                .build()),
                refused(
                        "the server's was expected",
                        () -> CameraOffer.builder(ReturnPathPolicy.SERVER_ADDRESS)
                                .video(VIDEO.withPort(1))
                                .build()),
                refused(
                        "session id",
                        () -> CameraOffer.builder(ReturnPathPolicy.COMEDIA).session(-1, 0)));
    }

    private static Arguments refused(String message, ThrowingCallable call) {
        return arguments(message, call);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("parametersThatCannotBe")
    void parametersThatCannotBeAreRefusedByName(String message, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(SdpException.class).hasMessageContaining(message);
    }

    @Test
    void theAnswerForACameraNamesTheAnnouncedAddressAndTheCamerasOwnSources() {
        assertThatSdp(Recording.read("h_comedia_audio.answer"))
                .rewrittenBy(
                        new ConnectionAddress(ip("198.51.100.7")),
                        new SourceDescription("audio", 229236353L, "cam"),
                        new SourceDescription("video", 1607797317L, "cam"),
                        new AppendedLines(List.of("a=x-skl-ssrcv:1607797317", "a=x-skl-cname:cam")))
                .changesOnly(
                        "o=- 4004476666 4004476666 IN IP4 10.77.0.1 → o=- 4004476666 4004476666 IN IP4 198.51.100.7",
                        "c=IN IP4 10.77.0.1 → c=IN IP4 198.51.100.7",
                        "a=ssrc:769361949 cname:user2183428194@host-1b720bde → a=ssrc:229236353 cname:cam",
                        "a=ssrc:992926741 cname:user2183428194@host-1b720bde → a=ssrc:1607797317 cname:cam",
                        "+a=x-skl-ssrcv:1607797317",
                        "+a=x-skl-cname:cam");
    }
}
