package dev.sightline.sdp.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.sdp.Direction;
import dev.sightline.sdp.Recording;
import dev.sightline.sdp.SessionDescription;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A rule that finds nothing to change says what it looked for, since it may have been mistyped. */
class UnusedTest {
    private static final SessionDescription CAMERA = Recording.parsed("g_camera_ip_audio.offer");
    private static final SessionDescription REFUSED =
            SessionDescription.parse(CAMERA.toString().replaceAll("m=video \\d+", "m=video 0"));
    private static final SessionDescription NOTHING = SessionDescription.parse("v=0\r\n");

    static Stream<Arguments> rules() throws UnknownHostException {
        InetAddress own = InetAddress.getByName("10.77.0.2");
        InetAddress other = InetAddress.getByName("10.0.0.7");
        List<CodecChoice> h264 = List.of(CodecChoice.of("H264"));
        List<CodecChoice> vp9 = List.of(CodecChoice.of("VP9"));
        return Stream.of(
                unused(new MediaPort("vdeo", 5006, OptionalInt.empty()), "no m=vdeo section; there are audio, video"),
                unused(new MediaPort("video", 5006, OptionalInt.empty()), "m=video is there already"),
                unused(REFUSED, new MediaPort("video", 5, OptionalInt.empty()), "port 0, which stays"),
                unused(REFUSED, new RtcpPort("video", 5), "port 0, which stays"),
                unused(NOTHING, new RtcpPort("video", 5), "no m=video section; there is no section at all"),
                unused(new MediaDirection("video", Direction.SENDONLY), "m=video says sendonly already"),
                unused(new MediaBandwidth("video", "TIAS", OptionalLong.empty()), "m=video has no b=TIAS:"),
                unused(new SourceDescription("text", 1, "x"), "no m=text section"),
                unused(ComediaDirection.none(), "no section has an a=direction: line"),
                unused(NOTHING, ComediaDirection.active(), "no section"),
                unused(new ConnectionAddress(own), "say 10.77.0.2 already"),
                unused(new OriginAddress(own), "o= says 10.77.0.2 already"),
                unused(NOTHING, new OriginAddress(own), "no well-formed o= line"),
                unused(new AddressMapping(Map.of(other, own)), "names 10.0.0.7; there is 10.77.0.2"),
                unused(new CandidateAddress(own), "no host candidate of IPv4"),
                unused(
                        new CandidateFilter(EnumSet.of(CandidateKind.MDNS, CandidateKind.LINK_LOCAL)),
                        "no candidate is mdns or link-local; there are 0"),
                unused(
                        new Feedback("video", List.of(), List.of("transport-cc")),
                        "no codec of m=video has transport-cc"),
                unused(new Feedback("video", List.of("nack"), List.of()), "every codec of m=video has nack already"),
                unused(new Feedback("video", List.of(), List.of()), "no message is named"),
                unused(new PreferCodecs("video", h264), "H264 stand first already"),
                unused(new PreferCodecs("video", vp9), "no VP9 in m=video; there is H264/90000"),
                unused(new KeepCodecs("video", h264, false), "H264 are all that is there"),
                unused(REFUSED, new KeepCodecs("video", vp9, false), "every m=video section is refused"),
                unused(KeepCodec.of(CAMERA), "m=video holds only what the camera sends"),
                unused(KeepCodec.of(NOTHING), "no video or audio that is live"),
                unused(new AppendedLines(List.of()), "no line"),
                unused(new SdpNormaliser(), "normal already"));
    }

    private static Arguments unused(RewriteRule rule, String why) {
        return unused(CAMERA, rule, why);
    }

    private static Arguments unused(SessionDescription in, RewriteRule rule, String why) {
        return Arguments.of(rule, in, why);
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("rules")
    void whatWasLookedForIsSaid(RewriteRule rule, SessionDescription in, String why) {
        Rewriting rewriting = new Rewriter(List.of(rule)).rewrite(in);

        assertThat(rewriting.changes()).isEmpty();
        assertThat(rewriting.unused()).singleElement().satisfies(unused -> {
            assertThat(unused.place()).isEqualTo(1);
            assertThat(unused.rule()).isEqualTo(rule.name());
            assertThat(unused.why()).contains(why);
            assertThat(unused).hasToString(rule.name() + " changes nothing: " + unused.why());
        });
    }

    @Test
    void eachRuleIsJudgedByWhatTheOneBeforeItLeft() {
        MediaPort port = new MediaPort("video", 6000, OptionalInt.empty());
        Rewriting rewriting = new Rewriter(List.of(port, port, ComediaDirection.active())).rewrite(CAMERA);

        assertThat(rewriting.unused()).singleElement().extracting(Unused::place).isEqualTo(2);
        assertThat(port.apply(CAMERA).unused()).isEmpty();
    }
}
