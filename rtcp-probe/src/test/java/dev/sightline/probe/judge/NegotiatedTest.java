package dev.sightline.probe.judge;

import static dev.sightline.probe.judge.Traffic.CAMERA;
import static dev.sightline.probe.judge.Traffic.SERVER;
import static dev.sightline.probe.judge.Traffic.SSRC;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.AddressRange;
import dev.sightline.probe.Cause;
import dev.sightline.probe.Coverage;
import dev.sightline.probe.DropScope;
import dev.sightline.probe.Finding;
import dev.sightline.probe.FirewallDrop;
import dev.sightline.probe.Negotiation;
import dev.sightline.probe.NegotiationVerdict;
import dev.sightline.probe.PortRange;
import dev.sightline.probe.Route;
import dev.sightline.probe.SdpFault;
import dev.sightline.probe.SdpFault.Where;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.packet.Datagram.Direction;
import dev.sightline.probe.packet.IcmpError.Kind;
import dev.sightline.rtp.Bye;
import dev.sightline.rtp.RtcpCompound;
import dev.sightline.rtp.SenderReport;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A negotiated camera")
class NegotiatedTest {
    static final String OFFER = """
            v=0
            o=- 1 1 IN IP4 10.77.0.2
            s=Camera
            c=IN IP4 10.77.0.2
            t=0 0
            m=video 5006 RTP/AVPF 103
            a=rtpmap:103 H264/90000
            a=rtcp-fb:103 goog-remb
            a=sendonly
            """;
    static final String ANSWER = """
            v=0
            o=- 2 2 IN IP4 10.77.0.1
            s=Kurento Media Server
            c=IN IP4 10.77.0.1
            t=0 0
            m=video 40000 RTP/AVPF 103
            a=recvonly
            a=rtcp:40001
            a=rtpmap:103 H264/90000
            """;

    private static Negotiation negotiation(String camera, long number, String offer, String answer) {
        return new Negotiation(camera, number, Optional.empty(), offer, answer);
    }

    private static Arguments fault(
            String offer,
            String answer,
            Consumer<Traffic> happens,
            Verdict verdict,
            Where where,
            int line,
            String text,
            String fault) {
        return Arguments.of(offer, answer, happens, verdict, where, line, text, fault);
    }

    private static Stream<Arguments> faults() {
        Consumer<Traffic> looped = traffic -> traffic.flow(2, () -> traffic.feedback("lo", 40_001, "127.0.0.1", 5_007));
        Consumer<Traffic> nothing = traffic -> traffic.flow(8, () -> {});
        Consumer<Traffic> noRemb = traffic ->
                traffic.flow(4, () -> traffic.feedback("eth0", 40_001, CAMERA, 5_007, SSRC, Optional.empty()));
        String active =
                OFFER.replace("a=sendonly", "a=sendonly\na=direction:active").replace("5006", "9");
        return Stream.of(
                fault(
                        OFFER.replace("c=IN IP4 10.77.0.2", "c=IN IP4 0.0.0.0"),
                        ANSWER,
                        looped,
                        Verdict.TRAPPED,
                        Where.OFFER,
                        4,
                        "c=IN IP4 0.0.0.0",
                        "names no address"),
                fault(
                        OFFER.replace("c=IN IP4 10.77.0.2", "c=IN IP4 127.0.0.1"),
                        ANSWER,
                        looped,
                        Verdict.TRAPPED,
                        Where.OFFER,
                        4,
                        "c=IN IP4 127.0.0.1",
                        "names the loopback"),
                fault(
                        OFFER.replace("103\na=rtpmap", "103\nc=IN IP4 10.77.0.1\na=rtpmap"),
                        ANSWER,
                        traffic -> traffic.flow(2, () -> traffic.feedback("lo", 40_001, SERVER, 5_007)),
                        Verdict.TRAPPED,
                        Where.OFFER,
                        7,
                        "c=IN IP4 10.77.0.1",
                        "names the media server's own host"),
                fault(
                        OFFER.replace("c=IN IP4 10.77.0.2", "c=IN IP4 10.77.0.3"),
                        ANSWER,
                        traffic -> traffic.flow(8, () -> traffic.feedback("eth0", 40_001, "10.77.0.3", 5_007)),
                        Verdict.SILENT,
                        Where.OFFER,
                        4,
                        "c=IN IP4 10.77.0.3",
                        "names another host than the camera"),
                fault(
                        OFFER.replace("a=sendonly", "a=sendonly\na=rtcp:5999"),
                        ANSWER,
                        traffic -> traffic.flow(8, 7_000, () -> {
                            traffic.report(CAMERA, 7_001, 40_001, "c");
                            traffic.feedback("eth0", 40_001, CAMERA, 5_999);
                        }),
                        Verdict.UNPROVEN,
                        Where.OFFER,
                        10,
                        "a=rtcp:5999",
                        "RTCP goes to port 5999"),
                fault(
                        OFFER.replace("a=sendonly", "a=sendonly\na=rtcp:5999"),
                        ANSWER,
                        traffic -> traffic.flow(8, 7_000, () -> traffic.feedback("eth0", 40_001, CAMERA, 5_999)),
                        Verdict.SILENT,
                        Where.OFFER,
                        10,
                        "a=rtcp:5999",
                        "RTCP goes to port 5999"),
                fault(
                        OFFER.replace("a=rtcp-fb:103 goog-remb\n", ""),
                        ANSWER,
                        noRemb,
                        Verdict.DELIVERED,
                        Where.OFFER,
                        6,
                        "m=video 5006 RTP/AVPF 103",
                        "lacks a=rtcp-fb:103 goog-remb"),
                fault(
                        OFFER.replace("a=rtcp-fb:103 goog-remb", "a=rtcp-fb:* goog-remb"),
                        ANSWER,
                        noRemb,
                        Verdict.DELIVERED,
                        Where.OFFER,
                        8,
                        "a=rtcp-fb:* goog-remb",
                        "is not heeded"),
                fault(
                        OFFER.replace("RTP/AVPF", "RTP/AVP"),
                        ANSWER,
                        noRemb,
                        Verdict.DELIVERED,
                        Where.OFFER,
                        6,
                        "m=video 5006 RTP/AVP 103",
                        "profile RTP/AVP has no feedback messages"),
                fault(
                        OFFER.replace("t=0 0", "t=0 0\na=direction:active").replace("5006", "9"),
                        ANSWER,
                        nothing,
                        Verdict.SILENT,
                        Where.OFFER,
                        6,
                        "a=direction:active",
                        "counts only in the m= section"),
                fault(
                        active,
                        ANSWER,
                        nothing,
                        Verdict.SILENT,
                        Where.ANSWER,
                        6,
                        "m=video 40000 RTP/AVPF 103",
                        "lacks a=direction:passive"));
    }

    @ParameterizedTest(name = "{6}: {7}")
    @MethodSource("faults")
    void isToldWhichLineIsToBlame(
            String offer,
            String answer,
            Consumer<Traffic> happens,
            Verdict verdict,
            Where where,
            int line,
            String text,
            String fault) {
        Traffic traffic = new Traffic();
        traffic.verdicts.negotiated(negotiation("gate", 1, offer, answer));

        happens.accept(traffic);

        NegotiationVerdict found = traffic.judgeNegotiated("gate");
        assertThat(found.finding().verdict()).as(found.finding().reason()).isEqualTo(verdict);
        assertThat(found.evidence().sdpFaults()).anySatisfy(blamed -> {
            assertThat(blamed.where()).isEqualTo(where);
            assertThat(blamed.line()).isEqualTo(line);
            assertThat(blamed.text()).isEqualTo(text);
            assertThat(blamed.fault()).contains(fault);
        });
        assertThat(found.finding().reason()).contains("line " + line + " of the ");
    }

    /** It says that the media server leaves, and nothing of what it learnt or not. */
    @Test
    void isNotToldALineWhereOnlyAFarewellLeaves() {
        Traffic traffic = new Traffic();
        traffic.verdicts.negotiated(
                negotiation("gate", 1, OFFER.replace("a=sendonly", "a=sendonly\na=direction:active"), ANSWER));

        traffic.flow(8, () -> traffic.sends(new Bye(List.of(1L), Optional.empty())));

        NegotiationVerdict found = traffic.judgeNegotiated("gate");
        assertThat(found.finding().verdict()).as(found.finding().reason()).isEqualTo(Verdict.SILENT);
        assertThat(found.finding().causes()).containsExactly(Cause.NO_FEEDBACK);
        assertThat(found.evidence().sdpFaults()).isEmpty();
    }

    /** RTP and RTCP share a port where both sides say so (RFC 5761, 5.1.1). */
    @ParameterizedTest(name = "a=rtcp-mux {0} {1}: {2}")
    @CsvSource({
        "offered, answered, DELIVERED, ",
        "offered, '',       UNPROVEN,  PORT_IN_DOUBT",
        "'',      answered, UNPROVEN,  PORT_IN_DOUBT",
        "'',      '',       UNPROVEN,  PORT_IN_DOUBT",
    })
    void getsRtcpOnThePortOfItsRtpWhereThatWasAgreedOn(
            String offered, String answered, Verdict verdict, @Nullable Cause cause) {
        String mux = "a=rtpmap:103 H264/90000\na=rtcp-mux";
        String offer =
                OFFER.replace("a=sendonly", "a=sendonly\na=direction:active").replace("5006", "9");
        Traffic traffic = new Traffic();
        traffic.verdicts.negotiated(negotiation(
                "gate",
                1,
                offered.isEmpty() ? offer : offer.replace("a=rtpmap:103 H264/90000", mux),
                answered.isEmpty() ? ANSWER : ANSWER.replace("a=rtpmap:103 H264/90000", mux)));

        traffic.flow(12, () -> traffic.feedback("eth0", 40_000, CAMERA, 5_006));

        Finding found = traffic.judgeNegotiated("gate").finding();
        assertThat(found.reason().contains("do not both say a=rtcp-mux")).isEqualTo(verdict == Verdict.UNPROVEN);
        assertThat(found.verdict()).as(found.reason()).isEqualTo(verdict);
        assertThat(found.causes()).isEqualTo(cause == null ? List.of() : List.of(cause));
    }

    private static Stream<Arguments> rightAddresses() {
        return Stream.of(
                Arguments.of("its own, by the wrong link", (Consumer<Traffic>)
                        traffic -> traffic.flow(2, () -> traffic.feedback("eth1", 40_001, CAMERA, 5_007))),
                Arguments.of("the media server's host", (Consumer<Traffic>)
                        traffic -> traffic.flow(2, () -> traffic.feedback("lo", 40_001, SERVER, 5_007))),
                Arguments.of("another host", (Consumer<Traffic>)
                        traffic -> traffic.flow(2, () -> traffic.feedback("eth1", 40_001, "10.77.0.9", 5_007))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rightAddresses")
    void whoseOfferNamesItIsNotToBlameForRtcpThatGoesTo(String where, Consumer<Traffic> happens) {
        Traffic traffic = new Traffic();
        traffic.route = Optional.of(new Route("eth0", Optional.empty(), Optional.empty()));
        traffic.verdicts.negotiated(negotiation("gate", 1, OFFER, ANSWER));

        happens.accept(traffic);

        NegotiationVerdict found = traffic.judgeNegotiated("gate");
        assertThat(found.finding().verdict()).as(where).isEqualTo(Verdict.TRAPPED);
        assertThat(found.finding().reason()).doesNotContain("of the offer");
        assertThat(found.evidence().sdpFaults()).isEmpty();
    }

    @Test
    void isToldFromAnotherBehindItsAddressByThePortsOfItsAnswer() {
        Traffic traffic = new Traffic();
        traffic.verdicts.negotiated(negotiation("gate", 1, OFFER, ANSWER));
        traffic.verdicts.negotiated(negotiation("yard", 1, OFFER, ANSWER.replace("4000", "4010")));
        traffic.flow(3, () -> {
            traffic.rtp(CAMERA, 61_000, 40_100);
            traffic.report(CAMERA, 61_007, 40_101, "yard");
            traffic.feedback("eth0", 40_101, CAMERA, 61_007);
            traffic.feedback("lo", 40_001, "127.0.0.1", 5_007);
        });

        assertThat(traffic.judgeNegotiated("gate").finding().verdict()).isEqualTo(Verdict.TRAPPED);
        assertThat(traffic.judgeNegotiated("yard").finding().verdict()).isEqualTo(Verdict.DELIVERED);
        assertThat(traffic.judge().verdict())
                .as("the worst speaks for the address")
                .isEqualTo(Verdict.TRAPPED);
        assertThat(traffic.judge().streams())
                .extracting(stream -> stream.cname().orElse("-"))
                .containsExactlyInAnyOrder("-", "yard");
    }

    @Test
    void hasNoFaultWhereItsFeedbackArrives() {
        Traffic traffic = new Traffic();
        traffic.verdicts.negotiated(negotiation("gate", 7, OFFER, ANSWER));
        traffic.flow(4, traffic::delivered);

        NegotiationVerdict found = traffic.judgeNegotiated("gate");

        assertThat(found.negotiation()).isEqualTo(7);
        assertThat(found.finding().verdict()).isEqualTo(Verdict.DELIVERED);
        assertThat(found.evidence().sdpFaults()).extracting(SdpFault::text).isEmpty();
        assertThat(found.age()).isBetween(Duration.ofSeconds(3), Duration.ofSeconds(5));
    }

    @Test
    void isNoViewerWhateverElseComesFromItsSocket() {
        Traffic traffic = new Traffic();
        traffic.verdicts.negotiated(negotiation("gate", 7, OFFER, ANSWER));
        byte[] dtls = HexFormat.of().parseHex("16fefd00000000000000000000");
        traffic.datagram("eth0", Direction.IN, CAMERA, 5_006, SERVER, 40_000, Unpooled.wrappedBuffer(dtls));
        traffic.datagram("eth0", Direction.OUT, SERVER, 40_000, CAMERA, 5_006, Unpooled.wrappedBuffer(dtls));
        traffic.flow(4, traffic::delivered);

        assertThat(traffic.judgeNegotiated("gate").finding().verdict()).isEqualTo(Verdict.DELIVERED);
    }

    /** Where it reports from is seen; where it listens besides, only it knows. */
    @ParameterizedTest(name = "{0}, reports from {1}, RTCP to {2}")
    @CsvSource({
        "sendonly,  ,     5007, DELIVERED, ",
        "sendonly,  5007, 5007, DELIVERED, ",
        "sendonly,  5006, 5007, UNPROVEN,  PORT_IN_DOUBT",
        "sendonly,  5006, 5006, DELIVERED, ",
        "sendonly,  6123, 5007, UNPROVEN,  PORT_IN_DOUBT",
        "sendonly,  6123, 6123, DELIVERED, ",
        "rtcp:5017, ,     5017, DELIVERED, ",
        "rtcp:5017, 5017, 5017, DELIVERED, ",
        "rtcp:5017, 5007, 5017, UNPROVEN,  PORT_IN_DOUBT",
        "rtcp:5017, 5006, 5017, UNPROVEN,  PORT_IN_DOUBT",
        "rtcp:5017, 6123, 5017, UNPROVEN,  PORT_IN_DOUBT",
        "rtcp:5017, 6123, 6123, DELIVERED, ",
        "rtcp:5006, ,     5006, DELIVERED, OTHER_SOURCE",
    })
    void listensWhereItReportsFromOrWhereItsOfferSays(
            String line, @Nullable Integer from, int to, Verdict verdict, @Nullable Cause cause) {
        Traffic traffic = new Traffic();
        traffic.hopLimit = 64;
        traffic.verdicts.negotiated(negotiation("gate", 1, OFFER.replace("a=sendonly", "a=" + line), ANSWER));
        traffic.flow(8, () -> {
            if (from != null) {
                traffic.report(CAMERA, from, 40_001, "c");
            }
            traffic.feedback("eth0", 40_001, CAMERA, to);
        });

        Finding found = traffic.judgeNegotiated("gate").finding();
        assertThat(found.verdict()).as(found.reason()).isEqualTo(verdict);
        assertThat(found.causes()).isEqualTo(cause == null ? List.of() : List.of(cause));
    }

    @Test
    void listensWhereItsOfferSaysWhileItReportsFromThereToo() {
        Traffic traffic = new Traffic();
        traffic.verdicts.negotiated(negotiation("gate", 1, OFFER.replace("a=sendonly", "a=rtcp:5017"), ANSWER));
        traffic.flow(8, () -> {
            traffic.report(CAMERA, 5_017, 40_001, "c");
            traffic.report(CAMERA, 6_123, 40_001, "c");
            traffic.feedback("eth0", 40_001, CAMERA, 5_017);
        });

        assertThat(traffic.judgeNegotiated("gate").finding().verdict()).isEqualTo(Verdict.DELIVERED);
    }

    /** Another policy may need half of the camera's patience. */
    @ParameterizedTest(name = "it refuses the port: {0}")
    @ValueSource(booleans = {false, true})
    void isInDoubtAsSoonAsItReportsFromElsewhere(boolean refuses) {
        Traffic traffic = new Traffic();
        traffic.pass(Duration.ofSeconds(2)).verdicts.negotiated(negotiation("gate", 1, OFFER, ANSWER));
        traffic.flow(2, () -> {
            traffic.report(CAMERA, 6_123, 40_001, "c");
            traffic.delivered();
            if (refuses) {
                traffic.icmp(Kind.PORT_UNREACHABLE, CAMERA, 5_007);
            }
        });

        Finding found = traffic.judgeNegotiated("gate").finding();
        assertThat(found.causes()).as(found.reason()).containsExactly(Cause.PORT_IN_DOUBT);
        assertThat(found.verdict()).isEqualTo(Verdict.UNPROVEN);
    }

    /** It reports from elsewhere, and its host says that nothing listens where it was told to be: no cable is at fault. */
    @Test
    void thatRefusesThePortOfItsOfferIsMisaddressed() {
        Traffic traffic = new Traffic();
        traffic.verdicts.negotiated(negotiation("gate", 1, OFFER, ANSWER));
        traffic.flow(8, () -> {
            traffic.report(CAMERA, 6_123, 40_001, "c");
            traffic.delivered();
            traffic.icmp(Kind.PORT_UNREACHABLE, CAMERA, 5_007);
        });

        Finding found = traffic.judgeNegotiated("gate").finding();
        assertThat(found.verdict()).as(found.reason()).isEqualTo(Verdict.SILENT);
        assertThat(found.causes()).containsExactly(Cause.WRONG_PORT);
        assertThat(found.reason()).contains("refuses it", "line 6 of the offer");
    }

    @Test
    void hasNoMediaUntilItComes() {
        Traffic traffic = new Traffic();
        traffic.verdicts.judge(traffic.now, Coverage.all(), traffic.host());
        traffic.verdicts.negotiated(negotiation("gate", 1, OFFER, ANSWER));

        assertThat(traffic.pass(Duration.ofSeconds(1)).judgeNegotiated("gate").finding())
                .satisfies(found -> assertThat(found.verdict()).isEqualTo(Verdict.UNPROVEN))
                .satisfies(found -> assertThat(found.causes()).containsExactly(Cause.TOO_EARLY));
        assertThat(traffic.pass(Duration.ofSeconds(3)).judgeNegotiated("gate").finding())
                .satisfies(found -> assertThat(found.verdict()).isEqualTo(Verdict.NO_MEDIA))
                .satisfies(found -> assertThat(found.reason()).contains("camera gate", "ports 40000"));
    }

    /** A media server with ports of its own that nobody told the agent of. */
    @Test
    void isUnprovenWhereItsPortsAreNotWatched() {
        Traffic traffic = new Traffic();
        traffic.verdicts.negotiated(negotiation("gate", 1, OFFER, ANSWER.replace("4000", "5000")));

        assertThat(traffic.pass(Duration.ofSeconds(4)).judgeNegotiated("gate").finding())
                .satisfies(found -> assertThat(found.verdict()).isEqualTo(Verdict.UNPROVEN))
                .satisfies(found -> assertThat(found.causes()).containsExactly(Cause.NOT_CAPTURED))
                .satisfies(found -> assertThat(found.reason()).contains("ports 50000", "40000-40999"));
    }

    @Test
    void beginsAnewWithItsNextNegotiation() {
        Traffic traffic = new Traffic();
        traffic.verdicts.negotiated(negotiation("gate", 1, OFFER, ANSWER));
        traffic.flow(2, () -> traffic.feedback("lo", 40_001, "127.0.0.1", 5_007));
        assertThat(traffic.judgeNegotiated("gate").finding().verdict()).isEqualTo(Verdict.TRAPPED);

        traffic.verdicts.negotiated(negotiation("gate", 2, OFFER, ANSWER.replace("4000", "4020")));
        traffic.pass(Duration.ofMillis(100));
        NegotiationVerdict anew = traffic.judgeNegotiated("gate");
        assertThat(anew.negotiation()).isEqualTo(2);
        assertThat(anew.finding().verdict()).isEqualTo(Verdict.UNPROVEN);

        traffic.verdicts.forget("gate");
        assertThat(traffic.verdicts.judgeNegotiated(traffic.now, Coverage.all(), traffic.host()))
                .isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(
            value = Verdict.class,
            names = {"DELIVERED", "TRAPPED"})
    void isNotJudgedByWhatWasSentBeforeItsNextNegotiationOnTheSamePorts(Verdict before) {
        Traffic traffic = new Traffic();
        Runnable feedback = before == Verdict.DELIVERED
                ? traffic::delivered
                : () -> traffic.feedback("lo", 40_001, "127.0.0.1", 5_007);
        traffic.verdicts.negotiated(negotiation("gate", 1, OFFER, ANSWER));
        traffic.flow(10, feedback);
        assertThat(traffic.judgeNegotiated("gate").finding().verdict()).isEqualTo(before);
        traffic.flow(0.7, feedback);

        traffic.verdicts.negotiated(negotiation("gate", 2, OFFER, ANSWER));
        traffic.flow(5, () -> {});
        assertThat(traffic.judgeNegotiated("gate").finding().verdict()).isEqualTo(Verdict.UNPROVEN);
        traffic.flow(3, () -> {});
        assertThat(traffic.judgeNegotiated("gate").finding().verdict()).isEqualTo(Verdict.SILENT);
        traffic.flow(1, feedback);
        NegotiationVerdict anew = traffic.judgeNegotiated("gate");
        assertThat(anew.finding().verdict()).isEqualTo(before);
        assertThat(anew.age()).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void isNotInDoubtBecauseAnyoneReportsFromAnotherPortThanItOffered() {
        Traffic traffic = new Traffic();
        traffic.verdicts.negotiated(negotiation("gate", 1, OFFER, ANSWER));
        traffic.flow(4, () -> {
            traffic.delivered();
            ByteBuf forged = Unpooled.buffer();
            RtcpCompound.write(forged, List.of(new SenderReport(0x5757, 0, 0, 10, 400, List.of())));
            traffic.datagram("eth0", Direction.IN, CAMERA, 9_999, SERVER, 40_001, forged);
        });

        assertThat(traffic.judgeNegotiated("gate").finding().verdict()).isEqualTo(Verdict.DELIVERED);
    }

    @Test
    void whoseTextsCannotBeReadHasNoStreams() {
        Traffic traffic = new Traffic();
        traffic.verdicts.negotiated(negotiation("gate", 1, "nonsense", "m=video 99999999 x"));
        traffic.flow(4, traffic::delivered);

        assertThat(traffic.judgeNegotiated("gate").streams()).isEmpty();
        assertThat(traffic.judge().verdict()).isEqualTo(Verdict.DELIVERED);
    }

    private static Stream<Arguments> sources() {
        Consumer<Traffic> about =
                traffic -> traffic.feedback("eth0", 40_001, CAMERA, 5_007, 1_911, Optional.of(900_000L));
        Consumer<Traffic> reports = traffic -> traffic.feedback("eth0", 40_001, CAMERA, 5_007, SSRC, Optional.empty());
        return Stream.of(
                Arguments.of(1_911, about, "it speaks of 0x00000777, but the camera sends 0xcafef00d"),
                Arguments.of(1_911, about.andThen(reports), "it speaks of 0x00000777, too, as was offered"),
                Arguments.of(1_911, reports, "0x00000777 was offered, but the camera sends 0xcafef00d"),
                Arguments.of(1_911, (Consumer<Traffic>) Traffic::delivered, ""),
                Arguments.of(SSRC, about.andThen(reports), ""),
                Arguments.of(SSRC, reports, ""));
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("sources")
    void isToldThatAnotherSourceWasOffered(long offered, Consumer<Traffic> happens, String reason) {
        Traffic traffic = new Traffic();
        String line = "a=ssrc:" + offered + " cname:c";
        traffic.verdicts.negotiated(negotiation("gate", 1, OFFER.replace("a=sendonly", "a=sendonly\n" + line), ANSWER));

        traffic.flow(4, () -> happens.accept(traffic));

        NegotiationVerdict found = traffic.judgeNegotiated("gate");
        assertThat(found.finding().verdict()).isEqualTo(Verdict.DELIVERED);
        assertThat(found.finding().reason()).contains(reason);
        if (reason.isEmpty()) {
            assertThat(found.finding().causes()).doesNotContain(Cause.WRONG_SSRC);
            assertThat(found.evidence().sdpFaults()).isEmpty();
        } else {
            assertThat(found.finding().causes()).contains(Cause.WRONG_SSRC);
            assertThat(found.finding().reason())
                    .contains("line 10 of the offer, " + line + ": the camera sends 0xcafef00d (3405705229)");
            assertThat(found.finding().cure().orElse(""))
                    .contains("with the a=ssrc: line that the camera really sends");
        }
    }

    /** Who learns from the reports misses them; not who was told the camera's address, nor who has learnt it. */
    @ParameterizedTest(name = "learning: {0}, learnt: {1}")
    @CsvSource({"true, false, DROPPED_IN NEVER_LEARNT", "false, false, DROPPED_IN", "true, true, DROPPED_IN"})
    void reportsThatTheFirewallDropsAreMissedByWhoLearnsFromThem(boolean learns, boolean learnt, String causes) {
        String offer = learns
                ? OFFER.replace("a=sendonly", "a=sendonly\na=direction:active").replace("5006", "9")
                : OFFER;
        InetAddress camera = new InetSocketAddress(CAMERA, 0).getAddress();
        Traffic traffic = new Traffic();
        traffic.verdicts.negotiated(negotiation("cam", 1, offer, ANSWER));
        int[] ticks = {0};
        traffic.flow(8, () -> {
            if (ticks[0]++ % 20 == 0) {
                traffic.report(CAMERA, 5_007, 40_001, "c");
            }
            if (learnt) {
                traffic.feedback("eth0", 40_001, CAMERA, 5_007);
            }
        });
        traffic.drops.add(new FirewallDrop(
                FirewallDrop.Way.IN,
                "inet filter input udp sport 5007 counter drop",
                4,
                traffic.start.plusMillis(100),
                traffic.now,
                Optional.empty(),
                Optional.empty(),
                new DropScope(
                        List.of(new AddressRange(camera, camera)),
                        List.of(new PortRange(5_007, 5_007)),
                        List.of(),
                        List.of(),
                        /* certain= */ true)));

        Finding finding = traffic.judgeNegotiated("cam").finding();
        assertThat(finding.verdict()).as(finding.reason()).isEqualTo(Verdict.BLOCKED);
        assertThat(finding.causes()).extracting(Cause::name).containsExactly(causes.split(" "));
    }
}
