package dev.sightline.gateway.access.door;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.gateway.access.Cameras;
import dev.sightline.gateway.access.Role;
import dev.sightline.gateway.access.store.PasswordHash;
import dev.sightline.gateway.access.store.User;
import dev.sightline.gateway.config.AccessConfig;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

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
