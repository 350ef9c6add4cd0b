package dev.sightline.gateway.negotiations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.gateway.config.CameraId;
import dev.sightline.gateway.config.CameraProfile.SpeaksFirst;
import dev.sightline.gateway.stream.Exchange;
import dev.sightline.gateway.stream.Exchange.Given;
import dev.sightline.gateway.stream.Exchange.Peer;
import dev.sightline.gateway.stream.OfferedMedia;
import dev.sightline.sdp.CameraCodec;
import dev.sightline.sdp.CameraOffer;
import dev.sightline.sdp.CameraTrack;
import dev.sightline.sdp.ReturnPathPolicy;
import dev.sightline.sdp.SessionDescription;
import dev.sightline.sdp.lint.Finding;
import dev.sightline.sdp.lint.MediaServer;
import dev.sightline.sdp.lint.PredictedVerdict;
import dev.sightline.sdp.lint.Prediction;
import dev.sightline.sdp.rewrite.Change;
import dev.sightline.sdp.rewrite.ConnectionAddress;
import dev.sightline.sdp.rewrite.KeepCodec;
import dev.sightline.sdp.rewrite.Rewriter;
import dev.sightline.sdp.rewrite.SdpNormaliser;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ExplainerTest {
    private static final String GIVEN = String.join(
            "\r\n",
            "v=0",
            "o=- 7 7 IN IP4 0.0.0.0",
            "s=Camera",
            "c=IN IP4 0.0.0.0",
            "t=0 0",
            "a=x-vendor:2",
            "m=video 5006 RTP/AVPF 103 99",
            "a=rtpmap:103 H264/90000",
            "a=fmtp:103 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f",
            "a=rtpmap:99 JPEG/90000",
            "a=rtcp-fb:103 nack pli",
            "a=sendonly",
            "");

    private final InetAddress camera = address(7);
    private final OfferedMedia media =
            new OfferedMedia(CameraTrack.sending(CameraCodec.h264(103)).withPort(5006), Optional.empty());
    private final Explainer explainer = new Explainer(MediaServer.KURENTO, Set.of(address(1)));

    private static InetAddress address(int last) {
        try {
            return InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, (byte) last});
        } catch (java.net.UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private Kept negotiated(ReturnPathPolicy policy, InetAddress said, Optional<String> given) {
        String offer = CameraOffer.builder(policy)
                .address(said)
                .video(media.video())
                .build()
                .toString();
        String answer = offer.replace("a=sendonly", "a=recvonly")
                .replace("192.0.2." + (said.equals(camera) ? 7 : 1), "192.0.2.1");
        Peer peer =
                new Peer.Camera(1, SpeaksFirst.CAMERA, Optional.of(policy), Optional.of(camera), Optional.of(media));
        Rewriter told = new Rewriter(List.of(new ConnectionAddress(address(9))));
        return Kept.of(
                new Exchange(
                        new CameraId("yard"),
                        Instant.EPOCH,
                        peer,
                        given.map(Given::sdp),
                        Optional.of(offer),
                        Optional.of(answer),
                        told,
                        Optional.empty()),
                false);
    }

    @Test
    void aGoodNegotiationIsFreeOfErrorsAndItsChangesHaveReasons() {
        Explained explained =
                explainer.explain(negotiated(ReturnPathPolicy.CAMERA_ADDRESS, camera, Optional.of(GIVEN)));

        assertThat(explained.trouble()).isEmpty();
        assertThat(explained.prediction().map(Prediction::verdict)).contains(PredictedVerdict.DELIVERED);
        assertThat(explained.givenFindings().stream().map(Finding::code)).contains("loopback-trap");
        assertThat(explained.findings().stream().map(Finding::code)).doesNotContain("loopback-trap");
        assertThat(explained.toServer())
                .contains(
                        new Change(
                                Optional.of("c=IN IP4 0.0.0.0"),
                                Optional.of("c=IN IP4 192.0.2.7"),
                                "camera-offer",
                                "feedback goes to the address in c=: the camera's own",
                                4),
                        new Change(
                                Optional.of("a=rtpmap:99 JPEG/90000"),
                                Optional.empty(),
                                "camera-offer",
                                "belongs to a codec that the gateway does not know",
                                10))
                .allSatisfy(change -> assertThat(change.reason()).isNotEmpty())
                .noneMatch(change -> change.before().equals(Optional.of("a=rtpmap:103 H264/90000")));
        assertThat(explained.toServer().stream().flatMap(change -> change.before().stream()))
                .contains("a=x-vendor:2");
        assertThat(explained.toPeer().stream().map(Change::rule)).contains("connection-address");
        assertThat(explained.told()).hasValueSatisfying(told -> assertThat(told).contains("c=IN IP4 192.0.2.9"));
    }

    @Test
    void theTrapIsPredictedWhereTheServersOwnAddressStands() {
        Explained explained =
                explainer.explain(negotiated(ReturnPathPolicy.SERVER_ADDRESS, address(1), Optional.empty()));

        assertThat(explained.prediction().map(Prediction::verdict)).contains(PredictedVerdict.TRAPPED);
        assertThat(explained.findings().stream().map(Finding::code)).contains("loopback-trap");
        assertThat(explained.toServer()).isEmpty();
    }

    @Test
    void aViewersOfferIsExplainedByTheRulesThatAlignedIt() {
        SessionDescription sent = SessionDescription.parse(GIVEN);
        Rewriter aligned = new Rewriter(List.of(new SdpNormaliser(), KeepCodec.of(sent)));
        String offer = GIVEN.replace("sendonly", "recvonly").replace("JPEG", "VP8");
        String given = aligned.rewrite(SessionDescription.parse(offer)).result().toString();
        Explained explained = explainer.explain(Kept.of(
                new Exchange(
                        new CameraId("yard"),
                        Instant.EPOCH,
                        new Peer.Viewer(aligned, Optional.of(sent)),
                        Optional.of(Given.sdp(offer)),
                        Optional.of(given),
                        Optional.of(given.replace("recvonly", "sendonly")),
                        new Rewriter(List.of()),
                        Optional.empty()),
                false));

        assertThat(explained.toServer().stream().map(Change::rule)).contains("keep-codec");
        assertThat(explained.prediction()).isEmpty();
        assertThat(explained.toPeer()).isEmpty();
    }

    @Test
    void whatCannotBeReadIsSaidToBeSo() {
        Kept kept = negotiated(ReturnPathPolicy.CAMERA_ADDRESS, camera, Optional.of("m=video\r\n".repeat(5000)));
        Kept tooLong = Kept.of(kept.what(), true);

        assertThat(explainer.explain(kept).trouble()).isPresent();
        assertThat(explainer.explain(tooLong).trouble())
                .hasValueSatisfying(why -> assertThat(why).contains("not kept"));
    }
}
