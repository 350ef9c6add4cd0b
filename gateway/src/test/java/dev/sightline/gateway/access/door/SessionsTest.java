package dev.sightline.gateway.access.door;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.gateway.access.Cameras;
import dev.sightline.gateway.access.Role;
import dev.sightline.gateway.access.store.KeptSession;
import dev.sightline.gateway.access.store.PasswordHash;
import dev.sightline.gateway.access.store.Secret;
import dev.sightline.gateway.access.store.User;
import dev.sightline.gateway.config.AccessConfig;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SessionsTest {
    private static final Duration IDLE = Duration.ofMinutes(30);
    private static final Duration LIFE = Duration.ofHours(12);

    private final Turned clock = new Turned();
    private final Sessions sessions = new Sessions(new AccessConfig.Sessions(IDLE, LIFE, 5, 3), clock);
    private final PasswordHash password = PasswordHash.ofNobody();

    @Test
    void whatIsNotUsedEnds() {
        String name = open("ada");
        clock.pass(IDLE.minusSeconds(1));
        assertThat(sessions.find(name)).as("used in time").isPresent();

        clock.pass(IDLE.minusSeconds(1));
        assertThat(sessions.look(name)).as("a look is no use").isPresent();
        clock.pass(Duration.ofSeconds(1));

        assertThat(sessions.look(name)).isEmpty();
        assertThat(sessions.find(name)).isEmpty();
    }

    @Test
    void whatIsUsedAllTheTimeEndsToo() {
        String name = open("ada");
        Duration step = Duration.ofMinutes(20);
        for (Duration age = step; age.compareTo(LIFE) < 0; age = age.plus(step)) {
            clock.pass(step);
            assertThat(sessions.find(name)).as("after %s", age).isPresent();
        }
        clock.pass(step);

        assertThat(sessions.find(name)).isEmpty();
    }

    @Test
    void aUserHasSoManyAndTheLeastUsedMakesRoom() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            names.add(open("ada"));
        }
        String other = open("bob");
        assertThat(sessions.find(names.get(0))).isPresent();
        assertThat(sessions.look(names.get(1))).as("a look is no use").isPresent();

        names.add(open("ada"));

        assertThat(names.stream().map(name -> sessions.find(name).isPresent()))
                .containsExactly(true, false, true, true);
        assertThat(sessions.find(other)).as("another's").isPresent();
    }

    @Test
    void thereAreSoManyInAll() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            names.add(open("user" + i));
        }

        assertThat(sessions.count()).isEqualTo(5);
        assertThat(sessions.find(names.get(1))).isEmpty();
        assertThat(sessions.find(names.get(2))).isPresent();
    }

    @Test
    void whoHasTheCookieOfASessionThatIsOverIsToldWhy() {
        String idle = open("ada");
        clock.pass(IDLE);
        sessions.find(idle);
        String out = open("ada");
        sessions.close(out, Ending.SIGNED_OUT);
        String removed = open("bob");
        sessions.closeAllOf("bob", Ending.USER);
        String crowded = open("eve");
        open("eve");
        open("eve");
        open("eve");

        assertThat(sessions.whyOver(idle)).startsWith("The page was not used for 30 minutes");
        assertThat(sessions.whyOver(out)).isEqualTo("You have signed out.");
        assertThat(sessions.whyOver(removed)).contains("an administrator has removed this user");
        assertThat(sessions.whyOver(crowded)).contains("too many sessions");
        assertThat(sessions.whyOver("never one")).isEqualTo("You are not signed in any more. Sign in again.");
    }

    @ParameterizedTest(name = "begun {0} and used {1} minutes ago → {2}")
    @CsvSource(delimiter = '|', textBlock = """
                      10 |  5 | goes on
                      29 | 29 | goes on
                      30 | 30 | not used for 30 minutes
                     719 |  1 | goes on
                     720 |  1 | for more than 12 hours
                       0 | -1 | goes on
                       0 | -2 | not signed in any more
                      -2 | -2 | not signed in any more
                       1 |  2 | not signed in any more
                    """)
    void aSessionOfAnEarlierProcessGoesOnWhereItsTimeIsNotOver(long begun, long used, String expected) {
        restore(List.of(kept("ada", begun, used)));

        if (expected.equals("goes on")) {
            assertThat(sessions.find("ada " + begun)).isPresent();
            assertThat(sessions.counts().ends()).isZero();
        } else {
            assertThat(sessions.find("ada " + begun)).isEmpty();
            assertThat(sessions.whyOver("ada " + begun)).contains(expected);
            assertThat(sessions.counts().ends()).as("to be written").isPositive();
        }
    }

    @Test
    void aSessionOfAnEarlierProcessIsForTheSameUserWithTheSamePassword() {
        sessions.restore(
                List.of(kept("ada", 1, 1), kept("bob", 1, 1)),
                name -> name.equals("ada") ? Optional.of("another") : Optional.empty());

        assertThat(sessions.count()).isZero();
        assertThat(sessions.whyOver("ada 1")).contains("password");
        assertThat(sessions.whyOver("bob 1")).contains("removed");
    }

    @Test
    void todaysBoundsHoldForSessionsOfAnEarlierProcess() {
        List<KeptSession> kept = new ArrayList<>();
        for (int i = 1; i <= 4; i++) {
            kept.add(kept("ada", i, i));
            kept.add(kept("bob", i, i));
        }
        restore(kept);

        assertThat(sessions.count()).isEqualTo(5);
        assertThat(sessions.find("ada 1")).as("used last").isPresent();
        assertThat(sessions.find("ada 4")).isEmpty();
        assertThat(sessions.find("bob 4")).isEmpty();
        open("eve");
        assertThat(sessions.snapshot().sessions().stream()
                        .map(KeptSession::user)
                        .filter("eve"::equals))
                .hasSize(1);
        assertThat(sessions.count()).isEqualTo(5);
    }

    private void restore(List<KeptSession> kept) {
        sessions.restore(kept, name -> Optional.of(password.fingerprint()));
    }

    private KeptSession kept(String user, long begunMinutesAgo, long usedMinutesAgo) {
        return new KeptSession(
                Secret.hash(user + " " + begunMinutesAgo),
                user,
                password.fingerprint(),
                clock.instant().minus(Duration.ofMinutes(begunMinutesAgo)),
                clock.instant().minus(Duration.ofMinutes(usedMinutesAgo)));
    }

    @Test
    void whoSignedInFromSomewhereIsKnownThereForAMonth() throws Exception {
        Familiar familiar = new Familiar(clock);
        InetAddress home = InetAddress.getByName("192.0.2.1");
        familiar.add("ada", home);
        clock.pass(Duration.ofHours(1));
        familiar.add("ada", home);
        assertThat(familiar.changes()).as("to be written down").isEqualTo(1);

        Familiar later = new Familiar(clock);
        later.restore(familiar.kept());

        assertThat(later.knows("ada", home)).isTrue();
        assertThat(later.knows("bob", home)).isFalse();
        assertThat(later.knows("ada", InetAddress.getByName("192.0.2.2"))).isFalse();
        clock.pass(Duration.ofDays(30));
        assertThat(later.knows("ada", home)).isFalse();
        Familiar muchLater = new Familiar(clock);
        muchLater.restore(familiar.kept());
        assertThat(muchLater.kept()).isEmpty();
    }

    @Test
    void aLinkIsOverInTime() {
        OneTimeLinks links = new OneTimeLinks(clock);
        String user = links.forUser("ada", Duration.ofHours(1));
        String first = links.forFirstUser(Duration.ofHours(1));
        String later = links.forUser("bob", Duration.ofHours(2));
        clock.pass(Duration.ofMinutes(59));
        assertThat(links.isForFirstUser(first)).isTrue();
        clock.pass(Duration.ofMinutes(1));

        assertThat(links.useForUser(user)).isEmpty();
        assertThat(links.isForFirstUser(first)).isFalse();
        assertThat(links.useForUser(later)).contains("bob");
    }

    private String open(String user) {
        return sessions.open(new User(user, password, Role.VIEWER, Cameras.every()))
                .name();
    }

    private static final class Turned extends Clock {
        private Instant now = Instant.parse("2026-11-28T12:00:00Z");

        void pass(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
