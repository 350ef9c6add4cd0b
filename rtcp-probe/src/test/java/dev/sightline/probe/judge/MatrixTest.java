package dev.sightline.probe.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.CameraVerdict;
import dev.sightline.probe.Coverage;
import dev.sightline.probe.Finding;
import dev.sightline.probe.PortRange;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.judge.model.Fault;
import dev.sightline.probe.judge.model.Habit;
import dev.sightline.probe.judge.model.Offer;
import dev.sightline.probe.judge.model.Topology;
import dev.sightline.probe.judge.model.World;
import dev.sightline.probe.judge.seen.WatchRules;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every topology with every offer, habit of a camera and fault that can be together, in a model whose truth is which RTCP
 * reached the camera's socket: live with RTP sampled and the host asked, and as a whole capture of which nothing else is known.
 */
@DisplayName("Verdicts on every topology and behaviour")
class MatrixTest {
    private static final double SECONDS = 24;
    private static final double LIVE_RTP = 32;
    private static final double CAPTURED_RTP = 12;
    private static final double SLOW_RTP = 2;
    private static final double SLOW_SAMPLED_RTP = 8;
    private static final Duration STEP = Duration.ofMillis(500);
    private static final Duration LOST = Duration.ofSeconds(8);
    private static final Duration LOST_WITHOUT_REMB = Duration.ofSeconds(24);
    private static final Duration TOLD_APART = Duration.ofSeconds(8);
    private static final Duration ONE_INTERVAL = Duration.ofMillis(750);
    private static final Duration ESTABLISHED = Duration.ofMillis(2_500);
    private static final int SERVER_RTP = 40_000;

    /** Other cases, and other gaps between reports, by {@code -Dsightline.matrix.seed=7}. */
    private static final int SEED = Integer.getInteger("sightline.matrix.seed", 0);

    private static final int SPREAD = 0x9e3779b1;
    private static final Set<Offer> SEEN_ASTRAY_FROM_A_CONTAINER =
            Set.of(Offer.SERVER_ADDRESS, Offer.OTHER_HOST, Offer.OTHER_NETWORK);

    private record Case(Topology topology, Offer offer, Habit habit, Fault fault) {
        World world(double packetsPerSecond, boolean sampled) {
            return new World(
                    topology, offer, habit, fault, SECONDS, packetsPerSecond, sampled, Integer.reverse(hash()));
        }

        private int hash() {
            return toString().hashCode() + SPREAD * SEED;
        }

        /**
         * Left out are faults of a network that is not there, a camera without media beside one that has some, and a
         * server that dies between two reports so far apart that nobody misses the next one yet; and a firewall that drops
         * what is seen on its way from a container and would go astray.
         */
        boolean isPossible() {
            boolean needsNetwork = fault == Fault.NO_NEIGHBOUR || fault == Fault.NO_WAY;
            boolean besideAnother = topology == Topology.NAT_OF_TWO && habit == Habit.NO_MEDIA;
            boolean notMissedYet = fault == Fault.SERVER_DIES && offer == Offer.CAMERA_NO_REMB;
            boolean twiceWrong = topology == Topology.CONTAINER
                    && fault == Fault.RTCP_OUT_DROPPED
                    && SEEN_ASTRAY_FROM_A_CONTAINER.contains(offer);
            return !twiceWrong && !(needsNetwork && topology == Topology.OWN_HOST) && !besideAnother && !notMissedYet;
        }
    }

    /** What came out of all cases. */
    private static final class Tally {
        private final List<String> wrong = new ArrayList<>();
        private final List<String> falselyDelivered = new ArrayList<>();
        private final List<String> late = new ArrayList<>();
        private final Map<Verdict, Integer> given = new TreeMap<>();
        private int cases;

        void add(Case one, Verdict truth, Finding found) {
            cases++;
            given.merge(found.verdict(), 1, Integer::sum);
            if (found.verdict() != truth && found.verdict() != Verdict.UNPROVEN) {
                wrong.add(one + ": " + truth + " was true, found " + found.verdict() + " " + found.causes() + " "
                        + found.reason());
            }
        }
    }

    private static Stream<Case> cases(Topology topology) {
        return Stream.of(Offer.values())
                .flatMap(offer -> Stream.of(Habit.values())
                        .flatMap(habit ->
                                Stream.of(Fault.values()).map(fault -> new Case(topology, offer, habit, fault))))
                .filter(Case::isPossible)
                .filter(one -> topology == Topology.LINK || one.hash() % 2 == 0);
    }

    @Test
    void areMoreThanFiveHundred() {
        assertThat(Stream.of(Topology.values()).flatMap(MatrixTest::cases)).hasSizeGreaterThan(500);
    }

    @ParameterizedTest(name = "are true when watched live: {0}")
    @EnumSource(Topology.class)
    void areTrueWhenWatchedLive(Topology topology) {
        Tally tally = new Tally();
        cases(topology).forEach(one -> live(one, one.world(LIVE_RTP, /* sampled= */ true), tally));

        assertTrue(tally);
    }

    /** A live capture samples only where much comes. */
    @ParameterizedTest(name = "are true of a camera of two packets a second: {0}")
    @EnumSource(Topology.class)
    void areTrueOfACameraOfTwoPacketsASecond(Topology topology) {
        Tally tally = new Tally();
        cases(topology)
                .filter(one -> one.hash() % 3 == 0)
                .forEach(one -> live(one, one.world(SLOW_RTP, /* sampled= */ false), tally));

        assertTrue(tally);
    }

    /** Of a slow camera beside many fast ones every 16th packet is seen: that takes longer, and must not be guessed. */
    @Test
    void areNeverFalselyDeliveredOrWithoutMediaForASlowCameraBesideManyFastOnes() {
        Tally tally = new Tally();
        cases(Topology.LINK)
                .filter(one -> one.fault() == Fault.NONE)
                .forEach(one -> live(one, one.world(SLOW_SAMPLED_RTP, /* sampled= */ true), tally));

        assertThat(tally.falselyDelivered).isEmpty();
        assertThat(tally.wrong)
                .filteredOn(wrong -> wrong.contains("found NO_MEDIA"))
                .isEmpty();
    }

    /** Without the kernel's route only the link on which RTP arrives is known to lead to the camera. */
    @ParameterizedTest(name = "are true of a whole capture: {0}")
    @EnumSource(value = Topology.class, mode = EnumSource.Mode.EXCLUDE, names = "ASYMMETRIC")
    void areTrueOfAWholeCapture(Topology topology) {
        Tally tally = new Tally();
        cases(topology).forEach(one -> captured(one, tally));

        assertTrue(tally);
    }

    private static void assertTrue(Tally tally) {
        assertThat(tally.falselyDelivered)
                .as("said to be delivered, and nothing reached the socket")
                .isEmpty();
        assertThat(tally.wrong).as("verdicts other than the truth").isEmpty();
        assertThat(tally.late).as("delivered, and not said within one interval").isEmpty();
        assertThat(tally.given.getOrDefault(Verdict.UNPROVEN, 0))
                .as("verdicts that prove nothing")
                .isLessThanOrEqualTo(tally.cases / 20);
    }

    private static void live(Case one, World world, Tally tally) {
        Verdicts verdicts = new Verdicts(
                WatchRules.DEFAULT,
                new PortRange(40_000, 40_999),
                List.of(world.camera()),
                World.START.minusSeconds(2));
        List<World.Seen> seen = world.seen();
        int next = 0;
        for (Instant now = World.START; !now.isAfter(world.end()); now = now.plus(STEP)) {
            for (; next < seen.size() && !seen.get(next).at().isAfter(now); next++) {
                seen.get(next).datagram().ifPresent(verdicts::seen);
                seen.get(next).error().ifPresent(verdicts::seen);
            }
            Finding found = finding(one, verdicts.judge(now, Coverage.all(), world.hostAt(now)));
            check(one, world, now, found, tally);
            if (now.equals(world.end())) {
                tally.add(one, world.truth(), found);
            }
        }
    }

    private static void check(Case one, World world, Instant now, Finding found, Tally tally) {
        Duration lost = one.offer() == Offer.CAMERA_NO_REMB ? LOST_WITHOUT_REMB : LOST;
        if (found.verdict() == Verdict.DELIVERED && !world.isReachedWithin(lost, now)) {
            tally.falselyDelivered.add(one + " at " + now + ": " + found.reason());
        }
        boolean healthy = one.fault() == Fault.NONE
                && one.habit() != Habit.REPORTS_FROM_ELSEWHERE
                && one.habit() != Habit.SAME_PORTS // away for a while
                && one.habit() != Habit.BURSTS
                && world.truth() == Verdict.DELIVERED;
        boolean sharedOut = one.topology() == Topology.BOND; // its two links have to be told from a bridge and its port
        boolean due = world.firstReached()
                .filter(first -> !now.isBefore(World.START
                        .plus(first)
                        .plus(sharedOut ? TOLD_APART : Duration.ZERO)
                        .plus(ONE_INTERVAL)))
                .isPresent();
        if (healthy && due && !now.isBefore(World.START.plus(ESTABLISHED)) && found.verdict() != Verdict.DELIVERED) {
            tally.late.add(one + " at " + now + ": " + found);
        }
    }

    private static void captured(Case one, Tally tally) {
        World world = one.world(CAPTURED_RTP, /* sampled= */ false);
        CaptureTimeline timeline =
                new CaptureTimeline(new PortRange(1, 65_535), List.of(world.camera()), Coverage.all());
        world.seen().forEach(seen -> {
            seen.datagram().ifPresent(timeline::seen);
            seen.error().ifPresent(timeline::seen);
        });
        List<CameraVerdict> cameras = timeline.finish(World.START, World.START);
        Finding found = finding(one, cameras);
        if (found.verdict() == Verdict.DELIVERED && world.firstReached().isEmpty()) {
            tally.falselyDelivered.add(one + ": " + found.reason());
        }
        if (one.habit() != Habit.NO_MEDIA) {
            tally.add(one, world.truthOnTheWire(), found);
        }
    }

    /** The camera's; where two share an address, that on the stream of the first. */
    private static Finding finding(Case one, List<CameraVerdict> cameras) {
        CameraVerdict camera = cameras.stream()
                .filter(verdict -> verdict.camera().equals(one.topology().seen()))
                .findFirst()
                .orElseThrow();
        if (one.topology() != Topology.NAT_OF_TWO) {
            return camera.finding();
        }
        return camera.streams().stream()
                .filter(stream -> stream.destination().getPort() == SERVER_RTP)
                .max(Comparator.comparing(stream -> stream.evidence().lastRtp().orElse(Instant.MIN)))
                .map(stream -> stream.finding())
                .orElseGet(() -> new Finding(Verdict.UNPROVEN, World.START, "no stream yet", Optional.empty()));
    }
}
