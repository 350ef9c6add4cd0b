package dev.sightline.probe.host.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.Neighbour;
import dev.sightline.probe.Neighbour.State;
import dev.sightline.probe.host.kernel.KernelNeighbours.Known;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Neighbours")
class KernelNeighboursTest {
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "REACHABLE,RESOLVED",
        "STALE,RESOLVED",
        "DELAY,RESOLVED",
        "PROBE,RESOLVED",
        "PERMANENT,RESOLVED",
        "INCOMPLETE,ASKED",
        "FAILED,FAILED"
    })
    void theKernelsStatesAreRead(String word, State state) throws IOException {
        assertThat(of("10.5.0.2", read(word, Map.of(), 0)))
                .map(Neighbour::state)
                .contains(state);
    }

    @Test
    void theLinkAddressIsTold() throws IOException {
        assertThat(of("10.5.0.2", read("STALE", Map.of(), 0)))
                .contains(new Neighbour("v0", State.RESOLVED, Optional.of("a6:cb:1f:f5:77:38")));
    }

    @Test
    void anEntryThatStaysUnresolvedHasFailed() throws IOException {
        long second = Duration.ofSeconds(1).toNanos();
        Map<InetAddress, Known> first = read("INCOMPLETE", Map.of(), 0);
        Map<InetAddress, Known> second3 = read("INCOMPLETE", first, 3 * second);
        Map<InetAddress, Known> second4 = read("INCOMPLETE", second3, 4 * second);
        Map<InetAddress, Known> answered = read("REACHABLE", second4, 5 * second);

        assertThat(of("10.5.0.2", second3)).map(Neighbour::state).contains(State.ASKED);
        assertThat(of("10.5.0.2", second4)).map(Neighbour::state).contains(State.FAILED);
        assertThat(of("10.5.0.2", answered)).map(Neighbour::state).contains(State.RESOLVED);
        assertThat(of("10.5.0.2", read("INCOMPLETE", answered, 6 * second)))
                .map(Neighbour::state)
                .contains(State.ASKED);
    }

    @Test
    void oneLinkThatAnswersIsEnough() throws IOException {
        String both = "[{\"dst\":\"10.5.0.2\",\"dev\":\"v0\",\"state\":[\"FAILED\"]},"
                + "{\"dst\":\"10.5.0.2\",\"dev\":\"v1\",\"lladdr\":\"02:00:00:00:00:01\",\"state\":[\"STALE\"]}]";

        assertThat(of("10.5.0.2", KernelNeighbours.parse(both, Map.of(), 0)))
                .map(Neighbour::interfaceName)
                .contains("v1");
    }

    @Test
    void areKnownByEachLinkOnWhichTheyAnswer() throws IOException {
        String three = "[{\"dst\":\"10.5.0.2\",\"dev\":\"v0\",\"state\":[\"REACHABLE\"]},"
                + "{\"dst\":\"10.5.0.2\",\"dev\":\"v1\",\"state\":[\"FAILED\"]},"
                + "{\"dst\":\"10.5.0.2\",\"dev\":\"v2\",\"state\":[\"STALE\"]}]";

        assertThat(KernelNeighbours.parse(three, Map.of(), 0).values())
                .singleElement()
                .satisfies(known -> assertThat(known.answersOn()).containsExactly("v0"))
                .satisfies(known -> assertThat(known.listedOn()).containsOnlyKeys("v0", "v2"));
    }

    @Test
    void haveALinkAddressOnEachLink() throws IOException {
        String two = "[{\"dst\":\"10.5.0.2\",\"dev\":\"v0\",\"lladdr\":\"02:00:00:00:00:01\",\"state\":[\"STALE\"]},"
                + "{\"dst\":\"10.5.0.2\",\"dev\":\"v1\",\"lladdr\":\"02:00:00:00:00:02\",\"state\":[\"STALE\"]}]";

        assertThat(KernelNeighbours.parse(two, Map.of(), 0).values())
                .singleElement()
                .satisfies(known -> assertThat(known.listedOn())
                        .containsOnly(Map.entry("v0", "02:00:00:00:00:01"), Map.entry("v1", "02:00:00:00:00:02")));
    }

    /** What was learnt before anybody looked, and what somebody wrote down, proves nothing of now. */
    @ParameterizedTest(name = "{0} after {1}: answers {2}")
    @CsvSource({
        "REACHABLE,,true",
        "DELAY,,true",
        "PROBE,,true",
        "STALE,,false",
        "STALE,REACHABLE,true",
        "STALE,FAILED,false",
        "PERMANENT,,false",
        "PERMANENT,REACHABLE,false",
        "NOARP,,false",
        "FAILED,REACHABLE,false"
    })
    void anEntryAnswersWhereItWasHeard(String word, @Nullable String before, boolean answers) throws IOException {
        Map<InetAddress, Known> earlier = before == null ? Map.of() : read(before, Map.of(), 0);

        assertThat(read(word, earlier, 1).values())
                .singleElement()
                .satisfies(known -> assertThat(known.answersOn().contains("v0")).isEqualTo(answers));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({"PERMANENT,true", "REACHABLE,false", "NOARP,false", "FAILED,false"})
    void whatIsWrittenDownByHandIsTold(String word, boolean byHand) throws IOException {
        assertThat(read(word, Map.of(), 0).values())
                .singleElement()
                .satisfies(known ->
                        assertThat(known.writtenDownOn().contains("v0")).isEqualTo(byHand));
    }

    @ParameterizedTest(name = "{0} besides: {1}")
    @CsvSource({"10.5.0.3,true", "10.5.0.2,false", "fe80::2,false", "2001:db8::2,false"})
    void oneWhoAnswersForOthersHasOtherAddresses(String other, boolean shared) throws IOException {
        Map<InetAddress, Known> table = KernelNeighbours.parse(
                "[{\"dst\":\"10.5.0.2\",\"dev\":\"v0\",\"lladdr\":\"02:00:00:00:00:01\",\"state\":[\"STALE\"]},{\"dst\":\""
                        + other
                        + "\",\"dev\":\"v0\",\"lladdr\":\"02:00:00:00:00:01\",\"state\":[\"STALE\"]}]",
                Map.of(),
                0);

        assertThat(KernelNeighbours.isShared(table, InetAddress.getByName("10.5.0.2"), "02:00:00:00:00:01"))
                .isEqualTo(shared);
    }

    @Test
    void whatIsNotUnderstoodIsLeftOut() throws IOException {
        assertThat(KernelNeighbours.parse(
                        "[{\"dst\":\"a.name\",\"state\":[\"STALE\"]},{\"dst\":\"10.0.0.1\",\"state\":[\"NEW\"]},{},7]",
                        Map.of(),
                        0))
                .isEmpty();
    }

    private static Map<InetAddress, Known> read(String state, Map<InetAddress, Known> before, long now)
            throws IOException {
        return KernelNeighbours.parse(
                "[{\"dst\":\"10.5.0.2\",\"dev\":\"v0\",\"lladdr\":\"a6:cb:1f:f5:77:38\",\"state\":[\"" + state
                        + "\"]}]",
                before,
                now);
    }

    private static Optional<Neighbour> of(String address, Map<InetAddress, Known> table) throws IOException {
        return Optional.ofNullable(table.get(InetAddress.getByName(address))).map(Known::neighbour);
    }
}
