package dev.sightline.probe.judge;

import static dev.sightline.probe.judge.Traffic.CAMERA;
import static dev.sightline.probe.judge.Traffic.SERVER;
import static dev.sightline.probe.judge.Traffic.SSRC;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.AddressRange;
import dev.sightline.probe.CameraVerdict;
import dev.sightline.probe.Cause;
import dev.sightline.probe.DropScope;
import dev.sightline.probe.Finding;
import dev.sightline.probe.FirewallDrop;
import dev.sightline.probe.FirewallDrop.Way;
import dev.sightline.probe.Neighbour;
import dev.sightline.probe.PortRange;
import dev.sightline.probe.Refusal;
import dev.sightline.probe.Route;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.packet.Datagram.Direction;
import dev.sightline.probe.packet.IcmpError.Kind;
import dev.sightline.probe.packet.TestPackets;
import dev.sightline.rtp.RtcpCompound;
import dev.sightline.rtp.SourceDescription;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
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
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The cause of a verdict")
class CausesTest {
    private static Arguments when(String what, Consumer<Traffic> happens, Verdict verdict, Cause cause, String reason) {
        return Arguments.of(what, happens, verdict, cause, reason);
    }

    private static Stream<Arguments> causes() {
        return Stream.concat(delivered(), notDelivered());
    }

    private static Stream<Arguments> delivered() {
        return Stream.of(
                when(
                        "the first RTCP comes after 5 s",
                        traffic -> traffic.flow(5.1, () -> {}).flow(1, traffic::delivered),
                        Verdict.DELIVERED,
                        Cause.LEARNT_LATE,
                        "the first 5.1 s after its RTP"),
                when(
                        "no REMB is among it for 4 s",
                        traffic -> traffic.flow(
                                4, () -> traffic.feedback("eth0", 40_001, CAMERA, 5_007, SSRC, Optional.empty())),
                        Verdict.DELIVERED,
                        Cause.REMB_MISSING,
                        "probably for want of goog-remb or AVPF in the offer"),
                when(
                        "reports hold nothing of its RTP and no REMB",
                        traffic -> traffic.flow(
                                4, () -> traffic.feedback("eth0", 40_001, CAMERA, 5_007, 0xbadL, Optional.empty())),
                        Verdict.DELIVERED,
                        Cause.REMB_MISSING,
                        "in the offer, or the RTP does not reach the media server"),
                when(
                        "REMB says 30 kbit/s again and again",
                        traffic -> traffic.flow(
                                2, () -> traffic.feedback("eth0", 40_001, CAMERA, 5_007, SSRC, Optional.of(30_000L))),
                        Verdict.DELIVERED,
                        Cause.REMB_AT_FLOOR,
                        "REMB is at its floor, 30 kbit/s"),
                when(
                        "it speaks of a source that the camera does not send",
                        traffic -> traffic.flow(
                                2,
                                () -> traffic.feedback("eth0", 40_001, CAMERA, 5_007, 0xbadL, Optional.of(900_000L))),
                        Verdict.DELIVERED,
                        Cause.WRONG_SSRC,
                        "it speaks of 0x00000bad, but the camera sends 0xcafef00d"),
                when(
                        "the camera is on this host",
                        traffic -> {
                            for (int i = 0; i < 20; i++) {
                                traffic.datagram(
                                        "lo",
                                        Direction.LOCAL,
                                        SERVER,
                                        5_006,
                                        SERVER,
                                        40_000,
                                        Unpooled.wrappedBuffer(TestPackets.rtp(SSRC, i)));
                                traffic.feedback("lo", 40_001, SERVER, 5_007);
                            }
                        },
                        Verdict.DELIVERED,
                        Cause.ON_THIS_HOST,
                        "the camera is on this very host, so lo is the right way"));
    }

    private static Stream<Arguments> notDelivered() {
        return Stream.of(
                when(
                        "RTCP goes to the loopback",
                        traffic -> traffic.flow(2, () -> traffic.feedback("lo", 40_001, "127.0.0.1", 10)),
                        Verdict.TRAPPED,
                        Cause.LOOPED_BACK,
                        "left by lo for 127.0.0.1:10"),
                when(
                        "RTCP leaves by another interface",
                        traffic -> {
                            traffic.route = Optional.of(new Route("eth0", Optional.empty(), Optional.empty()));
                            traffic.flow(2, () -> traffic.feedback("tun0", 40_001, CAMERA, 5_007));
                        },
                        Verdict.TRAPPED,
                        Cause.WRONG_INTERFACE,
                        "the kernel's route for it is by eth0, so the sending socket is bound to the other one"),
                when(
                        "RTCP leaves by another interface, and no route is known",
                        traffic -> traffic.flow(2, () -> traffic.feedback("tun0", 40_001, CAMERA, 5_007)),
                        Verdict.UNPROVEN,
                        Cause.ASYMMETRIC_ROUTE,
                        "whether tun0 leads to it, too, is not seen from here"),
                when(
                        "this host has the camera's address itself",
                        traffic -> {
                            traffic.route = Optional.of(new Route("lo", Optional.empty(), Optional.empty()));
                            traffic.flow(2, () -> traffic.feedback("lo", 40_001, CAMERA, 5_007));
                        },
                        Verdict.TRAPPED,
                        Cause.LOOPED_BACK,
                        "left by lo"),
                when(
                        "the camera never reports",
                        traffic -> traffic.flow(8, () -> {}),
                        Verdict.SILENT,
                        Cause.NEVER_LEARNT,
                        "the camera sends no RTCP, without which COMEDIA never learns"),
                when(
                        "the camera reports, and nothing leaves",
                        traffic -> traffic.flow(8, () -> traffic.report(CAMERA, 5_007, 40_001, "c")),
                        Verdict.SILENT,
                        Cause.NO_FEEDBACK,
                        "no RTCP leaves for it on any watched interface"),
                when(
                        "the camera is back with other ports",
                        traffic -> {
                            traffic.flow(3, () -> {
                                traffic.report(CAMERA, 5_007, 40_001, "c");
                                traffic.delivered();
                            });
                            traffic.flow(7, 7_006, traffic::delivered);
                        },
                        Verdict.SILENT,
                        Cause.STALE_PORT,
                        "the port that the camera had before it started anew"),
                when(
                        "RTCP goes to another port than the camera reports from",
                        traffic -> traffic.flow(8, () -> {
                            traffic.report(CAMERA, 5_007, 40_001, "c");
                            traffic.feedback("eth0", 40_001, CAMERA, 5_999);
                        }),
                        Verdict.SILENT,
                        Cause.WRONG_PORT,
                        "a port on which the camera is not known to listen"),
                when(
                        "RTCP goes to another port, and nobody says on which the camera listens",
                        traffic -> traffic.flow(8, () -> traffic.feedback("eth0", 40_001, CAMERA, 5_999)),
                        Verdict.UNPROVEN,
                        Cause.PORT_IN_DOUBT,
                        "the camera sends no reports, which would show where it listens"),
                when(
                        "RTCP goes to another host",
                        traffic -> traffic.flow(8, () -> traffic.feedback("eth0", 40_001, "10.77.0.3", 5_007)),
                        Verdict.SILENT,
                        Cause.WRONG_HOST,
                        "which is not the camera 10.77.0.2"),
                when(
                        "the camera reports from elsewhere",
                        traffic -> traffic.flow(8, () -> {
                            traffic.report(CAMERA, 6_123, 40_001, "c");
                            traffic.delivered();
                        }),
                        Verdict.UNPROVEN,
                        Cause.PORT_IN_DOUBT,
                        "the camera sends its own from port 6123"),
                when(
                        "the feedback stops",
                        traffic -> traffic.flow(2, traffic::delivered).flow(9, () -> {}),
                        Verdict.SILENT,
                        Cause.FEEDBACK_STOPPED,
                        "was delivered, but the last left"),
                when(
                        "the media server dies",
                        traffic -> traffic.flow(2, traffic::delivered)
                                .flow(9, () -> traffic.nothingListens(CAMERA, 5_006, 40_000)),
                        Verdict.SILENT,
                        Cause.MEDIA_SERVER_GONE,
                        "s ago; this host answers the camera that nothing listens on 10.77.0.1:40000; if something does"),
                when(
                        "the port is closed",
                        traffic -> traffic.flow(2, () -> {
                            traffic.delivered();
                            traffic.icmp(Kind.PORT_UNREACHABLE, CAMERA, 5_007);
                        }),
                        Verdict.UNREACHABLE,
                        Cause.PORT_UNREACHABLE,
                        "10.77.0.2 answers: nothing listens on the port"),
                when(
                        "a router cannot reach the host",
                        traffic -> traffic.flow(2, () -> {
                            traffic.delivered();
                            traffic.icmp(Kind.HOST_UNREACHABLE, "10.77.0.254", 5_007);
                        }),
                        Verdict.UNREACHABLE,
                        Cause.HOST_UNREACHABLE,
                        "10.77.0.254 answers: the host cannot be reached"),
                when(
                        "the kernel itself answers that the host cannot be reached",
                        traffic -> traffic.flow(2, () -> traffic.icmp(Kind.HOST_UNREACHABLE, SERVER, 5_007)),
                        Verdict.UNREACHABLE,
                        Cause.NEIGHBOUR_FAILED,
                        "the camera 10.77.0.2 does not answer when it is asked for its link address"),
                when(
                        "the camera does not answer on its link",
                        traffic -> {
                            traffic.neighbour = Optional.of(new Neighbour("eth0", Neighbour.State.FAILED));
                            traffic.flow(2, () -> {});
                        },
                        Verdict.UNREACHABLE,
                        Cause.NEIGHBOUR_FAILED,
                        "does not answer on eth0"),
                when(
                        "the camera does not answer on its link, and RTCP goes to another host",
                        traffic -> {
                            traffic.neighbour = Optional.of(new Neighbour("eth0", Neighbour.State.FAILED));
                            traffic.flow(8, () -> traffic.feedback("eth0", 40_001, "10.77.0.3", 5_007));
                        },
                        Verdict.SILENT,
                        Cause.WRONG_HOST,
                        "which is not the camera 10.77.0.2"),
                when(
                        "no route leads to the camera",
                        traffic -> {
                            traffic.route = Optional.of(Route.refused(Route.Kind.NO_ROUTE));
                            traffic.flow(2, () -> {});
                        },
                        Verdict.UNREACHABLE,
                        Cause.NETWORK_UNREACHABLE,
                        "NO_ROUTE"),
                when(
                        "the firewall drops RTCP on the way out",
                        traffic -> {
                            traffic.flow(3, () -> {});
                            drop(traffic, Way.OUT, List.of(new PortRange(40_001, 40_001)), List.of(), true);
                        },
                        Verdict.BLOCKED,
                        Cause.DROPPED_OUT,
                        "no interface carries it: inet filter chain rule (70 packets)"),
                when(
                        "the firewall drops RTP on the way in",
                        traffic -> {
                            traffic.isDeaf = true;
                            traffic.flow(
                                    3, () -> traffic.feedback("eth0", 40_001, CAMERA, 5_007, SSRC, Optional.empty()));
                            drop(traffic, Way.IN, List.of(), List.of(new PortRange(40_000, 40_000)), true);
                        },
                        Verdict.BLOCKED,
                        Cause.DROPPED_IN,
                        "before the media server gets it: inet filter chain rule"),
                when(
                        "the firewall drops the camera's reports on the way in",
                        traffic -> {
                            traffic.flow(3, () -> {
                                traffic.report(CAMERA, 5_007, 40_001, "c");
                                traffic.delivered();
                            });
                            drop(traffic, Way.IN, List.of(), List.of(new PortRange(40_001, 40_001)), true);
                        },
                        Verdict.BLOCKED,
                        Cause.DROPPED_IN,
                        "the camera's RTCP arrives for 10.77.0.1:40001"),
                when(
                        "this host's firewall rejects the RTCP",
                        traffic -> traffic.flow(2, () -> traffic.icmp(Kind.PORT_UNREACHABLE, SERVER, 5_007)),
                        Verdict.BLOCKED,
                        Cause.DROPPED_OUT,
                        "this host itself refuses RTCP for 10.77.0.2:5007"),
                when(
                        "the firewall cannot be read",
                        traffic -> {
                            traffic.blindness = Optional.of("it needs CAP_NET_ADMIN");
                            traffic.flow(8, () -> {});
                        },
                        Verdict.SILENT,
                        Cause.FIREWALL_UNREAD,
                        "whether a firewall dropped it is not known: it needs CAP_NET_ADMIN"));
    }

    private static void drop(
            Traffic traffic, Way way, List<PortRange> sourcePorts, List<PortRange> destinationPorts, boolean certain) {
        drop(
                traffic,
                way,
                70,
                traffic.start.plusMillis(100),
                new DropScope(List.of(), sourcePorts, List.of(), destinationPorts, certain));
    }

    private static void drop(Traffic traffic, Way way, long packets, Instant first, DropScope scope) {
        traffic.drops.add(new FirewallDrop(
                way, "inet filter chain rule", packets, first, traffic.now, Optional.empty(), Optional.empty(), scope));
    }

    @ParameterizedTest(name = "when {0}: {2}, {3}")
    @MethodSource("causes")
    void isNamed(String what, Consumer<Traffic> happens, Verdict verdict, Cause cause, String reason) {
        Traffic traffic = new Traffic();

        happens.accept(traffic);

        CameraVerdict camera = traffic.judge();
        assertThat(camera.verdict()).as(camera.finding().reason()).isEqualTo(verdict);
        assertThat(camera.finding().causes()).contains(cause);
        assertThat(camera.finding().reason()).contains(reason);
    }

    @Test
    void isNoFirewallWhileItOnlyMayHaveDroppedThis() {
        Traffic traffic = new Traffic();
        for (int i = 0; i < 80; i++) {
            traffic.rtp(CAMERA, 5_006, 40_000);
            traffic.rtp("10.77.0.9", 5_006, 40_010);
            traffic.feedback("eth0", 40_011, "10.77.0.9", 5_007);
            traffic.pass(Duration.ofMillis(100));
        }
        drop(traffic, Way.OUT, List.of(), List.of(), false);

        CameraVerdict camera = traffic.judge();

        assertThat(camera.verdict()).as("another camera is served").isEqualTo(Verdict.SILENT);
        assertThat(camera.finding().reason()).contains("whether these are among them it does not tell");
    }

    /** A rule may take reports, and let pass what is no feedback. */
    @Test
    void isTheFirewallThoughAnotherCameraGetsWhatIsNoFeedbackAnyMore() {
        Traffic traffic = new Traffic();
        for (int i = 0; i < 300; i++) {
            traffic.rtp(CAMERA, 5_006, 40_000);
            traffic.rtp("10.77.0.9", 5_006, 40_010);
            if (i < 50) {
                traffic.feedback("eth0", 40_011, "10.77.0.9", 5_007);
            } else {
                ByteBuf described = Unpooled.buffer();
                RtcpCompound.write(described, List.of(SourceDescription.ofCname(1, "server " + i)));
                traffic.datagram("eth0", Direction.OUT, Traffic.SERVER, 40_011, "10.77.0.9", 5_007, described);
            }
            traffic.pass(Duration.ofMillis(100));
        }
        drop(traffic, Way.OUT, List.of(new PortRange(40_000, 40_100)), List.of(), false);

        CameraVerdict camera = traffic.judge();

        assertThat(camera.verdict()).as(camera.finding().reason()).isEqualTo(Verdict.BLOCKED);
    }

    /** A condition that is not read may leave the media out: what else the camera sends may be counted. */
    @ParameterizedTest(name = "all that comes from it: {0}, {1} packets: {2}")
    @CsvSource({"true, 7, BLOCKED", "false, 7, SILENT", "false, 80, BLOCKED"})
    void isTheFirewallThatDropsWhatComesFromThisCameraWhoeverElseIsServed(
            boolean whole, long packets, Verdict expected) {
        Traffic traffic = new Traffic();
        for (int i = 0; i < 80; i++) {
            traffic.rtp(CAMERA, 5_006, 40_000);
            traffic.rtp("10.77.0.9", 5_006, 40_010);
            traffic.feedback("eth0", 40_011, "10.77.0.9", 5_007);
            traffic.pass(Duration.ofMillis(100));
        }
        InetAddress camera = new InetSocketAddress(CAMERA, 0).getAddress();
        DropScope fromIt = new DropScope(
                List.of(new AddressRange(camera, camera)),
                List.of(),
                List.of(),
                List.of(new PortRange(40_000, 40_999)),
                List.of(),
                whole,
                /* narrow= */ false,
                List.of());
        traffic.drops.add(new FirewallDrop(
                Way.IN,
                "ip filter in: ip saddr 10.77.0.2 drop",
                packets,
                traffic.start.plusMillis(100),
                traffic.now,
                Optional.empty(),
                Optional.empty(),
                fromIt));

        assertThat(traffic.judge().verdict()).isEqualTo(expected);
        assertThat(traffic.judge().finding().reason()).contains("ip saddr 10.77.0.2 drop");
    }

    /** What else leaves this host is counted, too, and the media server may send nothing at all. */
    @ParameterizedTest(name = "surely whatever the media server sends: {0}, {1}")
    @CsvSource({"true, BLOCKED", "false, SILENT"})
    void isTheFirewallThatDropsEverythingWhileNobodyIsServed(boolean whole, Verdict expected) {
        Traffic traffic = new Traffic().flow(8, () -> {});
        drop(
                traffic,
                Way.OUT,
                70,
                traffic.start.plusMillis(100),
                new DropScope(
                        List.of(), List.of(), List.of(), List.of(), List.of(), whole, /* narrow= */ false, List.of()));

        CameraVerdict camera = traffic.judge();

        assertThat(camera.verdict()).isEqualTo(expected);
        assertThat(camera.finding().reason())
                .contains("inet filter chain rule")
                .doesNotContain("media server sends RTCP");
    }

    @Test
    void isNotARuleThatDropsOnlyAPartOfTheRtp() {
        Traffic traffic = new Traffic().flow(6, () -> {});
        drop(traffic, Way.IN, List.of(), List.of(new PortRange(40_000, 40_000)), true);
        traffic.flow(1, traffic::delivered);

        assertThat(traffic.judge().verdict())
                .as("REMB comes only from a media server that receives RTP")
                .isEqualTo(Verdict.DELIVERED);
    }

    @ParameterizedTest(name = "{0} packets to port {1} dropped, {2} s ago, feedback on {3}: {4}")
    @CsvSource({
        "1, 40000, 0, eth0, DELIVERED",
        "1, 40000, 7, eth0, DELIVERED",
        "4, 40000, 2, eth0, DELIVERED",
        "20, 40000, 2, eth0, BLOCKED",
        "1, 40000, 7, lo, TRAPPED",
        "20, 40000, 2, lo, BLOCKED",
        "20, 40001, 2, eth0, BLOCKED",
        "1, 40001, 2, eth0, DELIVERED",
        "1, 40001, 0, eth0, DELIVERED",
        "4, 40001, 2, eth0, DELIVERED",
        "1, 40001, 2, lo, TRAPPED",
    })
    void isNoFirewallThatDropsNowAndThen(int packets, int port, int ago, String interfaceName, Verdict expected) {
        Traffic traffic = new Traffic();
        Runnable feedback = () -> {
            traffic.report(CAMERA, 5_007, 40_001, "c");
            traffic.feedback(
                    interfaceName,
                    40_001,
                    interfaceName.equals("lo") ? "127.0.0.1" : CAMERA,
                    5_007,
                    SSRC,
                    Optional.empty());
        };
        traffic.flow(10, feedback);
        traffic.isDeaf = port == 40_000 && expected == Verdict.BLOCKED;
        DropScope scope = new DropScope(List.of(), List.of(), List.of(), List.of(new PortRange(port, port)), true);
        drop(traffic, Way.IN, packets, traffic.now, scope);
        traffic.flow(ago, feedback);

        CameraVerdict camera = traffic.judge();

        assertThat(camera.verdict()).as(camera.finding().reason()).isEqualTo(expected);
    }

    @ParameterizedTest(name = "all RTP dropped for {0} s, REMB for {1} s of it, reports rise {2}: {3}")
    @CsvSource({
        "1, 1, false, BLOCKED, DROPPED_IN",
        "2, 2, false, BLOCKED, DROPPED_IN",
        "3, 3, false, BLOCKED, DROPPED_IN",
        "4, 4, false, BLOCKED, DROPPED_IN",
        "5, 5, false, BLOCKED, DROPPED_IN",
        "18, 18, false, BLOCKED, DROPPED_IN",
        "18, 8, false, BLOCKED, DROPPED_IN",
        "18, 18, true, DELIVERED, DROPPED_IN",
        "18, 0, true, DELIVERED, DROPPED_IN",
    })
    void isTheRuleThatTakesAllOfTheRtpWhileRembGoesOn(
            int dropped, int withRemb, boolean rise, Verdict expected, Cause cause) {
        Traffic seen = new Traffic();
        seen.flow(6, seen::delivered);
        seen.isDeaf = !rise;
        Instant first = seen.now.plusMillis(500);
        Instant end = seen.now.plusSeconds(withRemb);
        seen.flow(
                dropped,
                () -> seen.feedback(
                        "eth0",
                        40_001,
                        CAMERA,
                        5_007,
                        SSRC,
                        Optional.of(1_000_000L).filter(bits -> seen.now.isBefore(end))));
        DropScope scope = new DropScope(List.of(), List.of(), List.of(), List.of(new PortRange(40_000, 40_000)), true);
        drop(seen, Way.IN, 10L * dropped, first, scope);

        CameraVerdict camera = seen.judge();

        assertThat(camera.verdict()).as(camera.finding().reason()).isEqualTo(expected);
        assertThat(camera.finding().causes()).contains(cause);
        assertThat(camera.finding().reason()).contains("inet filter chain rule (" + 10 * dropped + " packets)");
        assertThat(camera.finding().cure())
                .hasValueSatisfying(cure -> assertThat(cure).contains("inet filter chain rule"));
    }

    @Test
    void countsWhatARuleDropsOfAllStreamsTogether() {
        Traffic traffic = new Traffic();
        traffic.isDeaf = true;
        traffic.flow(5, () -> traffic.rtp("10.77.0.3", 5_006, 40_002));
        DropScope scope = new DropScope(List.of(), List.of(), List.of(), List.of(new PortRange(40_000, 40_010)), true);
        drop(traffic, Way.IN, 100, traffic.start, scope);

        assertThat(traffic.judge().finding().reason()).contains("(100 packets of 2 streams together)");
    }

    @Test
    void isTheFirewallThatDropsAFewPacketsWhenNoFeedbackIsSeen() {
        Traffic traffic = new Traffic().flow(8, () -> {});
        DropScope scope = new DropScope(List.of(), List.of(), List.of(), List.of(new PortRange(40_000, 40_000)), true);
        drop(traffic, Way.IN, 5, traffic.start, scope);

        assertThat(traffic.judge().verdict()).isEqualTo(Verdict.BLOCKED);
    }

    @ParameterizedTest(name = "{0} dropped, and nothing listens: {1}")
    @CsvSource({
        "certainly, BLOCKED, 'inet filter chain rule (70 packets); besides, this host answers'",
        "perhaps,   SILENT,  'nothing listens on 10.77.0.1:40000; this host\u2019s firewall drops packets by inet filter'",
    })
    void isBothWhereAFirewallDropsAndNothingListens(String sure, Verdict verdict, String reason) {
        Traffic traffic = new Traffic();
        for (int i = 0; i < 90; i++) {
            traffic.rtp(CAMERA, 5_006, 40_000);
            traffic.rtp("10.77.0.9", 5_006, 40_010);
            traffic.feedback("eth0", 40_011, "10.77.0.9", 5_007);
            traffic.nothingListens(CAMERA, 5_006, 40_000);
            traffic.pass(Duration.ofMillis(100));
        }
        boolean certain = sure.equals("certainly");
        drop(traffic, Way.OUT, certain ? List.of(new PortRange(40_001, 40_001)) : List.of(), List.of(), certain);

        CameraVerdict camera = traffic.judge();

        assertThat(camera.verdict()).as(camera.finding().reason()).isEqualTo(verdict);
        assertThat(camera.finding().causes()).contains(Cause.MEDIA_SERVER_GONE);
        assertThat(camera.finding().reason()).contains(reason.replace('\u2019', '\''));
    }

    /** The kernel sends nothing to a next hop that does not answer, and a server without REMB reports every 3.5 to 7.5 s. */
    @ParameterizedTest(name = "{0} s after the last answer, while RTCP leaves for {1}: {2}")
    @CsvSource({"7, nobody, UNREACHABLE", "9, nobody, SILENT", "3, 10.77.0.3, SILENT"})
    void isTheLastAnswerAsLongAsTheNextMayTake(int after, String host, Verdict expected) {
        Traffic traffic = new Traffic();
        traffic.flow(4, () -> {});
        traffic.icmp(Kind.HOST_UNREACHABLE, SERVER, 5_007);
        traffic.flow(after, () -> {
            if (!host.equals("nobody")) {
                traffic.feedback("eth0", 40_001, host, 5_007);
            }
        });

        assertThat(traffic.judge().verdict()).isEqualTo(expected);
    }

    /** A link that was down: what the kernel answered meanwhile is no rule of a firewall; what it goes on to answer is. */
    @ParameterizedTest(name = "{0}, and refused for {1} s after the camera answers on its link again: {2}")
    @CsvSource({"FAILED, 0, UNREACHABLE", "ASKED, 0, UNREACHABLE", ", 0, UNREACHABLE", "FAILED, 4, BLOCKED"})
    void isTheNextHopsUntilTheKernelAnswersWithoutIt(Neighbour.@Nullable State state, int seconds, Verdict expected) {
        Traffic traffic = new Traffic();
        traffic.flow(4, traffic::delivered);
        traffic.neighbour = Optional.ofNullable(state).map(known -> new Neighbour("eth0", known));
        traffic.flow(3, () -> {
            traffic.icmp(Kind.HOST_UNREACHABLE, SERVER, 5_007);
            traffic.judge();
        });
        traffic.neighbour = Optional.of(new Neighbour("eth0", Neighbour.State.RESOLVED));
        traffic.flow(seconds, () -> traffic.icmp(Kind.HOST_UNREACHABLE, SERVER, 5_007));

        assertThat(traffic.judge().verdict()).isEqualTo(expected);
    }

    @Test
    void goesWhenTheCameraOpensItsPort() {
        Traffic traffic = new Traffic().flow(2, () -> {});
        traffic.flow(2, () -> {
            traffic.delivered();
            traffic.icmp(Kind.PORT_UNREACHABLE, CAMERA, 5_007);
        });
        assertThat(traffic.judge().verdict()).isEqualTo(Verdict.UNREACHABLE);

        traffic.flow(3, traffic::delivered);

        CameraVerdict camera = traffic.judge();
        assertThat(camera.verdict()).isEqualTo(Verdict.DELIVERED);
        assertThat(camera.history()).extracting(found -> found.verdict()).containsExactly(Verdict.UNREACHABLE);
    }

    /** Everything is captured: what was not seen leaving cannot be refused, so a stranger says so. */
    @ParameterizedTest(name = "{0} s after the first answer")
    @ValueSource(doubles = {0.1, 0.9, 1.2, 5})
    void isNoAnswerToWhatWasNotSeenLeaving(double seconds) {
        Traffic traffic = new Traffic().flow(9, () -> {});

        traffic.icmp(Kind.PORT_UNREACHABLE, CAMERA, 5_007);
        traffic.flow(seconds, () -> traffic.icmp(Kind.PORT_UNREACHABLE, CAMERA, 5_007));

        assertThat(traffic.judge().verdict()).isEqualTo(Verdict.SILENT);
    }

    @Test
    void ofAnotherInterfaceIsMendedByTheRouteAndNotByTheOffer() {
        Traffic traffic = new Traffic().flow(2, () -> {});
        traffic.flow(2, () -> traffic.feedback("tun0", 40_001, CAMERA, 5_007));

        assertThat(traffic.judge().finding().cure())
                .hasValueSatisfying(cure ->
                        assertThat(cure).contains("ip rule", "10.77.0.2").doesNotContain("policy"));
    }

    @Test
    void isNotSaidOfAStreamWhoseCameraHasJustStopped() {
        Traffic traffic = new Traffic().flow(9, () -> {});
        traffic.flow(9, traffic::delivered);

        for (int i = 0; i < 2; i++) {
            traffic.pass(Duration.ofMillis(300));
            traffic.delivered();
            traffic.icmp(Kind.PORT_UNREACHABLE, CAMERA, 5_007);
        }

        assertThat(traffic.judge().verdict()).isEqualTo(Verdict.DELIVERED);
    }

    @ParameterizedTest(name = "{0} says {1}, its direction being {2}")
    @CsvSource({
        "10.77.0.99, PORT_UNREACHABLE, IN",
        "10.77.0.99, HOST_UNREACHABLE, IN",
        "10.77.0.1, PROHIBITED, IN",
        "10.77.0.1, PORT_UNREACHABLE, IN",
    })
    void isNoAnswerOfOneWhoHasNothingToSay(String reporter, Kind kind, Direction direction) {
        Traffic traffic = new Traffic();
        traffic.route = Optional.of(new Route("eth0", Optional.empty(), Optional.empty()));

        traffic.flow(8, () -> {
            traffic.delivered();
            traffic.icmp(direction, kind, reporter, 5_007);
        });

        assertThat(traffic.judge().verdict()).isEqualTo(Verdict.DELIVERED);
    }

    @ParameterizedTest(name = "{0} from {1}, quoting port {2} and SSRC {3}, {4} in a second: {5}")
    @CsvSource({
        "PORT_UNREACHABLE, 10.77.0.2, 40001, 1, 10, UNREACHABLE",
        "PORT_UNREACHABLE, 10.77.0.2, 40001, 1, 1, UNREACHABLE",
        "PORT_UNREACHABLE, 10.77.0.2, 40001, , 1, UNREACHABLE",
        "PORT_UNREACHABLE, 10.77.0.2, 40001, 77, 10, DELIVERED",
        "HOST_UNREACHABLE, 10.77.0.254, 40001, 1, 1, UNREACHABLE",
        "HOST_UNREACHABLE, 10.77.0.254, 40001, 77, 10, DELIVERED",
        "PROHIBITED, 10.77.0.254, 40000, 1, 10, DELIVERED",
        "PROHIBITED, 10.77.0.254, 40000, , 10, DELIVERED",
    })
    void isAnAnswerOnlyOfOneWhoGotTheRtcp(
            Kind kind, String reporter, int port, Long quoted, int perSecond, Verdict expected) {
        Traffic traffic = new Traffic().flow(2, () -> {});
        int[] tick = {0};
        traffic.flow(6, () -> {
            traffic.delivered();
            if (tick[0]++ * perSecond % 10 == 0) {
                traffic.icmp(Direction.IN, kind, reporter, port, 5_007, Optional.ofNullable(quoted));
            }
        });

        CameraVerdict camera = traffic.judge();

        assertThat(camera.verdict()).as(camera.finding().reason()).isEqualTo(expected);
    }

    @Test
    void isAHopLimitThatWasTooSmallOrALoopWhereTheTimeIsExceeded() {
        Traffic traffic = new Traffic().flow(2, () -> {});
        traffic.flow(6, () -> {
            traffic.delivered();
            traffic.icmp(Direction.IN, Kind.TIME_EXCEEDED, "10.77.0.254", 40_001, 5_007, Optional.of(1L));
        });

        Finding found = traffic.judge().finding();

        assertThat(found.verdict()).isEqualTo(Verdict.UNREACHABLE);
        assertThat(found.causes()).containsExactly(Cause.TIME_EXCEEDED);
        assertThat(found.reason())
                .contains("its hop limit ran out: it was too small, or the routers send it round in circles");
        assertThat(found.cure().orElse(""))
                .contains("net.ipv4.ip_default_ttl", "the routers between 10.77.0.254 and the camera for a loop");
    }

    @ParameterizedTest(name = "{0} every {1} tenths, the camera reporting from {2}: {3}")
    @CsvSource({
        "PORT_UNREACHABLE, 20, , DELIVERED",
        "HOST_UNREACHABLE, 20, , DELIVERED",
        "PORT_UNREACHABLE, 10, 5007, DELIVERED",
        "PORT_UNREACHABLE, 10, , UNREACHABLE",
        "HOST_UNREACHABLE, 10, 5007, UNREACHABLE",
    })
    void isNoAnswerThatQuotesNothingAndDoesNotFitWhatLeft(Kind kind, int every, Integer reportsFrom, Verdict expected) {
        Traffic traffic = new Traffic().flow(2, () -> {});
        int[] tick = {0};
        traffic.flow(6.3, () -> {
            if (tick[0] % 5 == 0) {
                traffic.delivered();
            }
            if (reportsFrom != null) {
                traffic.report(CAMERA, reportsFrom, 40_001, "camera");
            }
            if (tick[0]++ % every == 0) {
                traffic.icmp(Direction.IN, kind, CAMERA, 40_001, 5_007, Optional.empty());
            }
        });

        CameraVerdict camera = traffic.judge();

        assertThat(camera.verdict()).as(camera.finding().reason()).isEqualTo(expected);
    }

    /** What it sent before its port was closed belies nothing for ever. */
    @ParameterizedTest(name = "the camera''s last report {0} s ago: {1}")
    @CsvSource({"2, DELIVERED", "9, UNREACHABLE"})
    void isNoAnswerThatQuotesNothingWhileTheCameraReports(int ago, Verdict expected) {
        Traffic traffic = new Traffic().flow(2, () -> {});
        int[] tick = {0};
        Runnable refused = () -> {
            if (tick[0] % 5 == 0) {
                traffic.delivered();
            }
            if (tick[0]++ % 10 == 0) {
                traffic.icmp(Direction.IN, Kind.PORT_UNREACHABLE, CAMERA, 40_001, 5_007, Optional.empty());
            }
        };
        traffic.flow(3, () -> {
            traffic.report(CAMERA, 5_007, 40_001, "camera");
            refused.run();
        });
        traffic.flow(ago, refused);

        assertThat(traffic.judge().verdict()).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0} s after the last: {1} together")
    @CsvSource({"10, 3", "11, 1"})
    void isCountedAnewAfterAPause(int pause, long together) {
        Traffic traffic = new Traffic().flow(2, () -> {});
        traffic.icmp(Kind.HOST_UNREACHABLE, "10.77.0.254", 5_007);
        traffic.icmp(Kind.HOST_UNREACHABLE, "10.77.0.254", 5_007);
        traffic.flow(pause, traffic::delivered);
        traffic.icmp(Kind.HOST_UNREACHABLE, "10.77.0.254", 5_007);

        assertThat(traffic.judge().evidence().returnPath().refusal())
                .map(Refusal::count)
                .contains(together);
    }

    @Test
    void isNoSingleAnswerThatQuotesNothing() {
        Traffic traffic = new Traffic().flow(5, () -> {});
        traffic.flow(1, traffic::delivered);
        traffic.icmp(Direction.IN, Kind.PORT_UNREACHABLE, CAMERA, 40_001, 5_007, Optional.empty());
        traffic.flow(1.5, traffic::delivered);

        assertThat(traffic.judge().verdict()).isEqualTo(Verdict.DELIVERED);
    }

    @Test
    void isNotInTheHistoryOfACameraThatStartedAnew() {
        Traffic traffic = new Traffic();
        traffic.flow(1, traffic::delivered);
        traffic.flow(5, () -> {
            traffic.delivered();
            traffic.judge();
        });
        traffic.flow(0.3, () -> {
            traffic.delivered();
            traffic.icmp(Kind.PORT_UNREACHABLE, CAMERA, 5_007);
            traffic.judge();
        });
        for (int i = 0; i < 12; i++) {
            traffic.pass(Duration.ofMillis(100));
            traffic.delivered();
            traffic.icmp(Kind.PORT_UNREACHABLE, CAMERA, 5_007);
            traffic.judge();
        }
        traffic.flow(6, () -> {
            traffic.delivered();
            traffic.judge();
        });

        CameraVerdict camera = traffic.judge();
        assertThat(camera.verdict()).isEqualTo(Verdict.DELIVERED);
        assertThat(camera.history()).isEmpty();
    }

    @Test
    void ofACameraThatWasSwitchedOffIsNotThatItCannotBeReached() {
        Traffic traffic = new Traffic();
        traffic.flow(3, traffic::delivered);
        for (int i = 0; i < 80; i++) {
            traffic.delivered();
            traffic.icmp(Kind.PORT_UNREACHABLE, CAMERA, 5_007);
            traffic.pass(Duration.ofMillis(100));
            traffic.judge();
        }

        assertThat(traffic.judge().verdict()).isEqualTo(Verdict.NO_MEDIA);
    }
}
