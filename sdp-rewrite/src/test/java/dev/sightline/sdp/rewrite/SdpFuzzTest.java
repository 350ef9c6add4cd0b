package dev.sightline.sdp.rewrite;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.sdp.Connection;
import dev.sightline.sdp.Direction;
import dev.sightline.sdp.H264Profile;
import dev.sightline.sdp.MediaDescription;
import dev.sightline.sdp.Recording;
import dev.sightline.sdp.SdpException;
import dev.sightline.sdp.SdpLimits;
import dev.sightline.sdp.SdpLine;
import dev.sightline.sdp.SessionDescription;
import dev.sightline.sdp.diff.SdpDiff;
import dev.sightline.sdp.lint.Finding;
import dev.sightline.sdp.lint.LintContext;
import dev.sightline.sdp.lint.Role;
import dev.sightline.sdp.lint.SdpLint;
import dev.sightline.sdp.lint.ViewerNetwork;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Whatever arrives, reading it and rewriting it ends in a result or an {@link SdpException}, and loses nothing. */
class SdpFuzzTest {
    private static final List<String> SEEDS =
            Recording.names().map(Recording::read).toList();
    private static final SessionDescription CAMERA = Recording.parsed("g_camera_ip_audio.answer");
    private static final String SIGNIFICANT = "\r\n =:/;*09am-\0\u00ff";
    static final List<RewriteRule> RULES = List.of(
            new ConnectionAddress(InetAddress.getLoopbackAddress()),
            new OriginAddress(InetAddress.getLoopbackAddress()),
            new MediaPort("video", 5006, OptionalInt.of(5017)),
            new MediaPort("audio", 5008, OptionalInt.empty()),
            new RtcpPort("audio", 5018),
            ComediaDirection.active(),
            ComediaDirection.none(),
            new MediaDirection("video", Direction.SENDONLY),
            new SourceDescription("video", 1, "cam"),
            new AppendedLines(List.of("a=tool:sightline")),
            new CandidateAddress(InetAddress.getLoopbackAddress()),
            new AddressMapping(Map.of(InetAddress.getLoopbackAddress(), InetAddress.getLoopbackAddress())),
            new CandidateFilter(EnumSet.allOf(CandidateKind.class)),
            new Feedback("video", List.of("goog-remb"), List.of("nack")),
            new MediaBandwidth("video", "AS", OptionalLong.of(2000)),
            new MediaBandwidth("audio", "TIAS", OptionalLong.empty()),
            new PreferCodecs("video", List.of(CodecChoice.of("H264"))),
            new KeepCodecs("video", List.of(CodecChoice.of("VP8"), CodecChoice.h264("42e01f", 1)), true),
            StreamProfile.of(new byte[] {0x67, 0x42, (byte) 0xe0, 0x1f}, Recording.parsed("chrome_offer")),
            KeepCodec.of(CAMERA),
            KeepCodec.of(CAMERA).withPartners());

    private static final List<SdpLint> LINTS = List.of(
            new SdpLint(LintContext.of(Role.CAMERA_OFFER)),
            new SdpLint(LintContext.of(Role.VIEWER_OFFER).withCameraDescription(CAMERA)),
            new SdpLint(LintContext.of(Role.ANSWER).withViewerNetwork(ViewerNetwork.PUBLIC)));

    @Test
    void randomBytesAreReadAndPrinted() {
        Random random = new Random(8866);
        for (int round = 0; round < 3000; round++) {
            byte[] bytes = new byte[random.nextInt(600)];
            random.nextBytes(bytes);
            survive(new String(bytes, ISO_8859_1));
        }
    }

    @Test
    void mutatedDescriptionsAreReadAndPrinted() {
        Random random = new Random(3264);
        for (int round = 0; round < 3000; round++) {
            survive(mutated(SEEDS.get(random.nextInt(SEEDS.size())), random));
        }
    }

    @Test
    void whatPassesTheGateIsNormalAndStaysNormalUnderEveryRule() {
        Random random = new Random(4566);
        int passed = 0;
        for (int round = 0; round < 3000; round++) {
            if (passesTheGate(mutated(SEEDS.get(random.nextInt(SEEDS.size())), random))) {
                passed++;
            }
        }
        assertThat(passed).isGreaterThan(100);
    }

    /** Whether {@link SdpNormaliser} lets it through; then it is normal, and no rule changes that. */
    static boolean passesTheGate(String text) {
        SessionDescription normal;
        try {
            normal = new SdpNormaliser().apply(SessionDescription.parse(text)).result();
        } catch (SdpException refused) {
            return false;
        }
        assertThat(normal.toString().replace("\r\n", "")).doesNotContainPattern("[\\x00-\\x08\\x0a-\\x1f\\x7f]");
        assertThat(new SdpNormaliser().apply(normal).changes()).isEmpty();
        for (RewriteRule rule : RULES) {
            staysNormal(rule, normal);
        }
        return true;
    }

    private static void staysNormal(RewriteRule rule, SessionDescription normal) {
        try {
            SessionDescription result = rule.apply(normal).result();
            assertThat(new SdpNormaliser().apply(result).result()).isEqualTo(result);
        } catch (SdpException refused) {
            assertThat(rule).isInstanceOfAny(KeepCodec.class, KeepCodecs.class);
        }
    }

    /** The biggest description that is read, full of what is compared with one another. */
    @Test
    void theWorstDescriptionWithinTheLimitsIsStillCheap() {
        StringBuilder text = new StringBuilder("v=0\no=- 1 1 IN IP4 192.0.2.1\n");
        String formats = IntStream.range(0, 128).mapToObj(Integer::toString).collect(Collectors.joining(" "));
        for (int section = 0; section < SdpLimits.DEFAULT.maxMedia(); section++) {
            text.append("m=video 9 RTP/AVPF ").append(formats).append('\n');
        }
        for (int payloadType = 0; payloadType < 128; payloadType++) {
            text.append("a=rtpmap:")
                    .append(payloadType)
                    .append(" H264/90000\na=fmtp:")
                    .append(payloadType);
            text.append(" packetization-mode=1;profile-level-id=42e0").append(String.format("%02x", payloadType));
            text.append(";level-asymmetry-allowed=1\n");
        }
        while (text.length() + 20 < SdpLimits.DEFAULT.maxLength()) {
            text.append("a=rtcp-fb:* nack pli\n");
        }
        text.setLength(SdpLimits.DEFAULT.maxLength());
        SessionDescription worst =
                SessionDescription.parse(text.toString(), new SdpLimits(SdpLimits.DEFAULT.maxLength(), 4096, 4000, 32));

        Rewriting rewriting = KeepCodec.of(worst).apply(worst);

        assertThat(rewriting.result().toString()).hasSizeLessThanOrEqualTo(SdpLimits.DEFAULT.maxLength());
        read(worst);
        lint(worst);
    }

    static void survive(String text) {
        SessionDescription session;
        try {
            session = SessionDescription.parse(text);
        } catch (SdpException beyondLimits) {
            return;
        }
        assertThat(session).hasToString(text);
        assertThat(session.lines().stream().map(SdpLine::toString).collect(Collectors.joining()))
                .isEqualTo(text);
        read(session);
        lint(session);
        assertThat(SdpDiff.between(session, session)).isEmpty();
        assertThat(SdpDiff.between(session, CAMERA)).hasSameSizeAs(SdpDiff.between(CAMERA, session));
        for (RewriteRule rule : RULES) {
            try {
                Rewriting rewriting = rule.apply(session);
                assertThat(SessionDescription.parse(rewriting.result().toString())
                                .lines())
                        .isEqualTo(rewriting.result().lines());
                assertThat(rewriting.changes().isEmpty())
                        .isEqualTo(rewriting.result().equals(session));
                if (rewriting.changes().isEmpty()) {
                    assertThat(rule.whyUnused(session).chars())
                            .hasSizeBetween(1, 3000)
                            .noneMatch(c -> c < ' ');
                }
            } catch (SdpException refused) {
                assertThat(refused.getMessage())
                        .doesNotContain("\n", "\r", "\0")
                        .hasSizeLessThan(3000);
            }
        }
    }

    /** Nothing is refused, and whatever is said can be shown. */
    private static void lint(SessionDescription session) {
        StringBuilder said = new StringBuilder();
        List<Finding> findings = new ArrayList<>(LINTS.get(0).lint(session, CAMERA));
        for (SdpLint lint : LINTS) {
            findings.addAll(lint.lint(session));
            said.append(lint.predict(session).reason());
        }
        findings.addAll(LINTS.get(0).lint(CAMERA, session));
        for (Finding finding : findings) {
            said.append(finding.text()).append(finding.why());
        }
        assertThat(said.chars()).noneMatch(c -> c < ' ');
    }

    /** Calls every view; only a port may be missing. */
    private static void read(SessionDescription session) {
        session.origin();
        session.connection().ifPresent(Connection::inetAddress);
        for (MediaDescription media : session.media()) {
            try {
                media.port();
                media.rtcpPort();
            } catch (SdpException noPort) {
                assertThat(noPort.line()).isPositive();
            }
            session.connectionOf(media).ifPresent(Connection::inetAddress);
            media.rtpMaps().forEach(map -> assertThat(map.clockRate()).isPositive());
            media.payloadTypes().forEach(payloadType -> {
                media.fmtp(payloadType).flatMap(H264Profile::of).ifPresent(H264Profile::profileLevelId);
                media.feedback(payloadType);
            });
            media.direction();
            media.ssrcs();
            media.extmaps();
            media.candidates();
            media.fingerprint();
            media.rtcpConnection();
        }
    }

    private static String mutated(String seed, Random random) {
        StringBuilder text = new StringBuilder(seed);
        for (int mutation = random.nextInt(8); mutation >= 0 && text.length() > 1; mutation--) {
            int at = random.nextInt(text.length());
            int length = Math.min(random.nextInt(40), text.length() - at);
            switch (random.nextInt(5)) {
                case 0 -> text.setCharAt(at, SIGNIFICANT.charAt(random.nextInt(SIGNIFICANT.length())));
                case 1 -> text.setCharAt(at, (char) random.nextInt(256));
                case 2 -> text.delete(at, at + length);
                case 3 -> text.insert(at, text.substring(at, at + length));
                default -> text.insert(random.nextInt(text.length()), text.substring(at, at + length));
            }
        }
        return text.toString();
    }
}
