package dev.sightline.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.gateway.config.CameraId;
import dev.sightline.sdp.ReturnPathPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WinnersFileTest {
    private static final CameraId GATE = new CameraId("gate-3");
    private static final CameraId DOOR = new CameraId("door");
    private static final ReturnPathPolicy FIRST = ReturnPathPolicy.CAMERA_ADDRESS;
    private static final Optional<ReturnPathPolicy> COMEDIA = Optional.of(ReturnPathPolicy.COMEDIA);

    @TempDir
    private Path directory;

    private WinnersFile open() {
        return WinnersFile.open(directory.resolve("state/return-paths.json"), 2, Set.of(GATE));
    }

    @Test
    void whatWasProvenIsKnownInTheNextLife() {
        try (WinnersFile winners = open()) {
            winners.keep(GATE, FIRST, COMEDIA);
        }

        try (WinnersFile winners = open()) {
            assertThat(winners.of(GATE, FIRST)).isEqualTo(COMEDIA);
            assertThat(winners.of(DOOR, FIRST)).isEmpty();
        }
    }

    @Test
    void whatIsKeptAfterTheEndIsNoMistakeAndStaysForThisLife() {
        WinnersFile winners = open();
        winners.close();
        winners.keep(GATE, FIRST, COMEDIA);

        assertThat(winners.of(GATE, FIRST)).isEqualTo(COMEDIA);
    }

    @Test
    void onlyWhatDiffersFromTheConfigurationIsKept() throws Exception {
        try (WinnersFile winners = open()) {
            winners.keep(DOOR, FIRST, COMEDIA);
            winners.keep(GATE, FIRST, Optional.of(FIRST));
        }

        assertThat(directory.resolve("state/return-paths.json"))
                .content()
                .contains("door")
                .doesNotContain("gate-3");
    }

    @Test
    void anotherConfigurationIsHeededAtOnce() {
        try (WinnersFile winners = open()) {
            winners.keep(GATE, FIRST, COMEDIA);
            assertThat(winners.of(GATE, ReturnPathPolicy.SERVER_ADDRESS)).isEmpty();
        }
    }

    @Test
    void aWinnerThatFailedIsForgottenInTheFileToo() {
        try (WinnersFile winners = open()) {
            winners.keep(GATE, FIRST, COMEDIA);
            winners.keep(GATE, FIRST, Optional.empty());
        }

        try (WinnersFile winners = open()) {
            assertThat(winners.of(GATE, FIRST)).isEmpty();
        }
    }

    @Test
    void whereThereAreAsManyAsAllowedTheOldestOfACameraThatIsNotListedGivesWay() {
        CameraId third = new CameraId("third");
        try (WinnersFile winners = open()) {
            winners.keep(GATE, FIRST, COMEDIA);
            winners.keep(DOOR, FIRST, COMEDIA);
            winners.keep(third, FIRST, COMEDIA);
        }

        try (WinnersFile winners = open()) {
            assertThat(winners.of(GATE, FIRST)).as("listed").isEqualTo(COMEDIA);
            assertThat(winners.of(DOOR, FIRST)).as("the oldest").isEmpty();
            assertThat(winners.of(third, FIRST)).as("the latest").isEqualTo(COMEDIA);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{\"cameras\": 1}",
                "{\"cameras\": {\"gate-3\": {\"policy\": \"comedia\"",
                "\u0000\u0000",
                "{\"cameras\": {\"../etc\": {\"policy\": \"comedia\", \"insteadOf\": \"camera-address\"}}}",
                "{\"cameras\": {\"gate-3\": {\"policy\": \"magic\", \"insteadOf\": \"camera-address\"}}}",
            })
    void aDamagedFileCostsWhatItHeld(String text) throws Exception {
        Files.createDirectories(directory.resolve("state"));
        Files.writeString(directory.resolve("state/return-paths.json"), text);

        try (WinnersFile winners = open()) {
            assertThat(winners.of(GATE, FIRST)).isEmpty();
            winners.keep(GATE, FIRST, COMEDIA);
        }
        try (WinnersFile winners = open()) {
            assertThat(winners.of(GATE, FIRST)).isEqualTo(COMEDIA);
        }
    }

    @Test
    void aPlaceThatCannotBeWrittenCostsOnlyTheMemory() throws Exception {
        Files.writeString(directory.resolve("state"), "a file where a directory should be");

        try (WinnersFile winners = open()) {
            winners.keep(GATE, FIRST, COMEDIA);
            assertThat(winners.of(GATE, FIRST)).isEqualTo(COMEDIA);
        }
    }
}
