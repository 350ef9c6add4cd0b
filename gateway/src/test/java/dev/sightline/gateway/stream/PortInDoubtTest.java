package dev.sightline.gateway.stream;

import static dev.sightline.gateway.stream.Life.offer;
import static dev.sightline.gateway.stream.Life.steps;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.sightline.gateway.config.ConfigException;
import dev.sightline.gateway.stream.HealingStep.Kind;
import dev.sightline.gateway.stream.StreamAction.AwaitBetterVerdict;
import dev.sightline.gateway.stream.StreamEvent.PatienceEnded;
import dev.sightline.gateway.stream.StreamEvent.SessionEnded;
import dev.sightline.gateway.stream.StreamEvent.VerdictReached;
import dev.sightline.gateway.stream.StreamState.Phase;
import dev.sightline.probe.Cause;
import dev.sightline.probe.Evidence;
import dev.sightline.probe.Finding;
import dev.sightline.probe.RtcpFlow;
import dev.sightline.probe.RtcpFlow.Meaning;
import dev.sightline.probe.StreamVerdict;
import dev.sightline.probe.Verdict;
import dev.sightline.sdp.ReturnPathPolicy;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Cameras whose reports come from another port than the one that their offer names, with one that stops after 10 s without feedback. */
class PortInDoubtTest {
    private static final int PATIENCE = 10;
    private static final int LONG = 60;
    private static final int BURST = 8;

    /** How a camera that gets no feedback leaves. */
    private enum Leaving {
        STOPS,
        ENDS_ITS_SESSION,
        OFFERS_AGAIN
    }

    private final Life life = new Life(Life.CAMERA_FIRST);
    private int sessions;
    private long now;
    private long begun;

    PortInDoubtTest() throws ConfigException {}

    private VerdictReached verdict(Verdict verdict, long since, Meaning meaning, Cause... causes) {
        Instant last = Instant.ofEpochSecond(now);
        RtcpFlow flow = new RtcpFlow(
                "eth0",
                List.of(),
                new InetSocketAddress(Life.CAMERA, 20_001),
                new InetSocketAddress(Life.CAMERA, 5007),
                meaning,
                8,
                new TreeMap<>(Map.of("RR", 8L)),
                Instant.ofEpochSecond(since),
                last);
        Evidence none = Evidence.none(dev.sightline.probe.ReturnPath.unknown());
        Evidence evidence = new Evidence(
                100,
                List.of("eth0"),
                Optional.of(Instant.ofEpochSecond(begun)),
                Optional.of(last),
                List.of(),
                List.of(flow),
                List.of(),
                Optional.empty(),
                List.of(),
                none.returnPath());
        Finding finding = new Finding(
                verdict, Instant.ofEpochSecond(since), List.of(causes), "seen by the test", Optional.of("see to it"));
        return new VerdictReached(
                life.state.negotiation(),
                finding,
                Duration.ofSeconds(now - since),
                evidence,
                verdict == Verdict.DELIVERED,
                List.of(),
                Set.of());
    }

    /** What an agent says of a camera that sends since {@link #begun}. */
    private VerdictReached seen() {
        return life.policy() == ReturnPathPolicy.CAMERA_ADDRESS
                ? verdict(Verdict.UNPROVEN, begun, Meaning.IN_DOUBT, Cause.PORT_IN_DOUBT)
                : verdict(Verdict.DELIVERED, begun, Meaning.DELIVERED);
    }

    private void offers() {
        life.on(offer("s" + ++sessions));
        life.on(life.negotiated(life.policy() == ReturnPathPolicy.COMEDIA));
        begun = now;
    }

    /**
     * It sends until it has been without feedback for {@value #PATIENCE} s, or for a long time.
     *
     * @return how often it was asked to negotiate again
     */
    private int session(ReturnPathPolicy served, Leaving leaving) {
        int asked = 0;
        long end = now + LONG;
        long heard = now;
        if (life.state.session().isEmpty()) {
            offers();
        }
        while (now < end && now - heard < PATIENCE) {
            now++;
            heard = life.policy() == served ? now : heard;
            life.on(seen());
            if (now - begun >= 7) {
                life.on(new PatienceEnded(
                        life.state.negotiation(), life.state.feedback().verdict()));
            }
            if (life.state.phase() == Phase.RENEGOTIATING) {
                asked++;
                heard = life.policy() == served ? now : heard;
                offers();
            }
        }
        leaves(now < end ? leaving : Leaving.ENDS_ITS_SESSION);
        return asked;
    }

    /**
     * It has something to send for {@value #BURST} s, whatever feedback it gets.
     *
     * @return how often it was asked to negotiate again
     */
    private int burst(Leaving leaving) {
        int asked = 0;
        if (life.state.session().isEmpty()) {
            offers();
        }
        for (long end = now + BURST; now < end; ) {
            now++;
            life.on(seen());
            if (now - begun >= 3) {
                life.on(new PatienceEnded(life.state.negotiation(), Verdict.UNPROVEN));
            }
            if (life.state.phase() == Phase.RENEGOTIATING) {
                asked++;
                offers();
            }
        }
        leaves(leaving);
        return asked;
    }

    private void leaves(Leaving leaving) {
        if (leaving == Leaving.OFFERS_AGAIN) {
            offers();
            return;
        }
        if (leaving == Leaving.STOPS) {
            life.on(verdict(Verdict.NO_MEDIA, now, Meaning.DELIVERED, Cause.CAMERA_STOPPED));
        }
        life.on(new SessionEnded("s" + sessions, false));
    }

    private static Stream<Arguments> cameras() {
        return Arrays.stream(Leaving.values())
                .flatMap(leaving -> Stream.of(ReturnPathPolicy.CAMERA_ADDRESS, ReturnPathPolicy.COMEDIA)
                        .map(served -> arguments(served, leaving)));
    }

    @ParameterizedTest(name = "gets feedback by {0}, and else {1}")
    @MethodSource("cameras")
    void isNegotiatedAgainOnceAndThenServed(ReturnPathPolicy served, Leaving leaving) {
        int asked = 0;
        for (int i = 0; i < 3; i++) {
            asked += session(served, leaving);
        }
        for (int i = 0; i < 5; i++) {
            long before = now;
            assertThat(session(served, leaving)).isZero();
            assertThat(now - before).as("it goes on").isEqualTo(LONG);
        }
        assertThat(asked).isEqualTo(1);
    }

    @Test
    void isHealedInItsFirstTenSecondsWhereItListensWhereItReportsFrom() {
        long before = now;

        session(ReturnPathPolicy.COMEDIA, Leaving.STOPS);

        assertThat(now - before).isEqualTo(LONG);
        assertThat(life.state.healing().winner()).contains(ReturnPathPolicy.COMEDIA);
    }

    /** Who was switched off just after it was healed is taken for one that gave up; it gives up once more and is healed. */
    @Test
    void isNotLeftWithoutFeedbackForSomethingElseHavingEndedItsSession() {
        offers();
        now += 7;
        life.on(seen(), new PatienceEnded(life.state.negotiation(), Verdict.UNPROVEN));
        offers();
        now += 5;
        life.on(seen(), verdict(Verdict.NO_MEDIA, now, Meaning.DELIVERED, Cause.CAMERA_STOPPED));
        life.on(new SessionEnded("s" + sessions, false));

        session(ReturnPathPolicy.COMEDIA, Leaving.STOPS);
        session(ReturnPathPolicy.COMEDIA, Leaving.STOPS);

        assertThat(life.state.healing().winner()).contains(ReturnPathPolicy.COMEDIA);
        long before = now;
        assertThat(session(ReturnPathPolicy.COMEDIA, Leaving.STOPS)).isZero();
        assertThat(now - before).isEqualTo(LONG);
    }

    /** As on motion: each burst is over before it would have given up, whichever policy there is. */
    @ParameterizedTest(name = "{0}")
    @EnumSource(Leaving.class)
    void isGivenTheSamePolicyInTheEndWhereItSendsInShortBursts(Leaving leaving) {
        int asked = 0;
        for (int i = 0; i < 5; i++) {
            asked += burst(leaving);
        }
        for (int i = 0; i < 5; i++) {
            if (life.state.session().isEmpty()) {
                offers();
            }
            assertThat(life.policy()).as("burst %d", i).isEqualTo(ReturnPathPolicy.COMEDIA);
            asked += burst(leaving);
        }
        assertThat(asked).isLessThanOrEqualTo(2);
    }

    /** It went on for longer than one does without feedback. */
    @ParameterizedTest(name = "{0}")
    @EnumSource(Leaving.class)
    void keepsThePortWithWhichItWentOnThoughItStopsSoonAnotherTime(Leaving leaving) {
        session(ReturnPathPolicy.CAMERA_ADDRESS, leaving);
        session(ReturnPathPolicy.CAMERA_ADDRESS, leaving);

        int asked = burst(leaving);

        assertThat(asked + session(ReturnPathPolicy.CAMERA_ADDRESS, leaving)).isZero();
        assertThat(life.state.healing().winner()).contains(ReturnPathPolicy.CAMERA_ADDRESS);
    }

    /** A camera that gives up is patient for some seconds. */
    @Test
    void isHealedAsBeforeWhereItWasSwitchedOffAtOnceAfterItWas() {
        offers();
        now += 7;
        life.on(seen(), new PatienceEnded(life.state.negotiation(), Verdict.UNPROVEN));
        offers();
        now += 1;
        life.on(seen(), verdict(Verdict.NO_MEDIA, now, Meaning.DELIVERED, Cause.CAMERA_STOPPED));
        life.on(new SessionEnded("s" + sessions, false));

        offers();

        assertThat(life.policy()).isEqualTo(ReturnPathPolicy.COMEDIA);
    }

    /** The other policy serves its video, from the first; its audio gets nothing, which takes a while to be seen. */
    @Test
    void listensWhereItSaysWhereItStopsWithAnotherPolicyThatServesItInPart() {
        offers();
        now += 7;
        life.on(seen(), new PatienceEnded(life.state.negotiation(), Verdict.UNPROVEN));
        offers();
        now += 8;
        life.on(servedInPart(begun, now));
        now += 2;
        life.on(servedInPart(begun, now - 2), new SessionEnded("s" + sessions, false));

        offers();

        assertThat(life.policy()).isEqualTo(ReturnPathPolicy.CAMERA_ADDRESS);
    }

    private VerdictReached servedInPart(long videoSince, long audioSince) {
        VerdictReached audio = verdict(Verdict.SILENT, audioSince, Meaning.DELIVERED, Cause.NEVER_LEARNT);
        Finding served =
                verdict(Verdict.DELIVERED, videoSince, Meaning.DELIVERED).finding();
        return new VerdictReached(
                audio.negotiation(),
                audio.finding(),
                audio.age(),
                audio.evidence(),
                false,
                List.of(stream(40_000, served), stream(40_002, audio.finding())),
                Set.of(40_000));
    }

    private static StreamVerdict stream(int port, Finding finding) {
        return new StreamVerdict(
                new InetSocketAddress(Life.CAMERA, 5006),
                new InetSocketAddress(Life.CAMERA, port),
                1,
                Optional.empty(),
                finding,
                Evidence.none(dev.sightline.probe.ReturnPath.unknown()));
    }

    /** COMEDIA may learn so late that the camera's patience is over before. */
    @ParameterizedTest(name = "{0}")
    @EnumSource(Leaving.class)
    void beginsWithTheOtherPolicyWhereItLeftBeforeThatSentAnything(Leaving leaving) {
        offers();
        now += 7;
        life.on(seen(), new PatienceEnded(life.state.negotiation(), Verdict.UNPROVEN));
        offers();
        now += 3;
        life.on(verdict(Verdict.UNPROVEN, begun, Meaning.DELIVERED, Cause.TOO_EARLY));
        if (leaving == Leaving.STOPS) {
            life.on(verdict(Verdict.NO_MEDIA, now, Meaning.DELIVERED, Cause.CAMERA_STOPPED));
        }
        if (leaving != Leaving.OFFERS_AGAIN) {
            life.on(new SessionEnded("s" + sessions, false));
        }

        offers();

        assertThat(life.policy()).isEqualTo(ReturnPathPolicy.COMEDIA);
    }

    @ParameterizedTest(name = "{0} {1} after DELIVERED, feedback {2}: {3}")
    @CsvSource({
        "UNPROVEN, PORT_IN_DOUBT, IN_DOUBT,   true",
        "UNPROVEN, PORT_IN_DOUBT, DELIVERED,  false",
        "UNPROVEN, HOST_IN_DOUBT, WRONG_HOST, false",
        "UNPROVEN, TOO_EARLY,     IN_DOUBT,   false",
        "SILENT,   WRONG_PORT,    WRONG_PORT, true",
        "SILENT,   NO_FEEDBACK,   WRONG_PORT, false",
    })
    void isMendedThoughItsPortWasBelievedBeforeItsFirstReport(
            Verdict verdict, Cause cause, Meaning meaning, boolean mended) {
        life.established().on(life.verdict(Verdict.DELIVERED));

        life.on(verdict(verdict, 0, meaning, cause));

        assertThat(life.actions.stream().anyMatch(AwaitBetterVerdict.class::isInstance))
                .isEqualTo(mended);
    }

    @Test
    void saysWhatIsTriedAndWhy() {
        life.established().on(seen(), new PatienceEnded(life.state.negotiation(), Verdict.UNPROVEN));

        assertThat(steps(life)).singleElement().satisfies(step -> {
            assertThat(step.kind()).isEqualTo(Kind.TRIED);
            assertThat(step.why()).contains("UNPROVEN", "camera-address", "seen by the test");
        });
    }
}
