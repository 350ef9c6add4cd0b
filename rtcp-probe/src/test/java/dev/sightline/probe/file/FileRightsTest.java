package dev.sightline.probe.file;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileRightsTest {
    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource({
        "640, 600",
        "660, 600",
        "644, 644",
        "664, 644",
        "604, 600",
        "600, 600",
        "777, 777",
        "467, 466",
        "000, 000"
    })
    void ofAnotherGroupAllowNobodyMoreThanBefore(String mode, String given) {
        FileRights rights = new FileRights(0, 0, Integer.parseInt(mode, 8));
        assertThat(rights.forAnotherGroup()).isEqualTo(Integer.parseInt(given, 8));
    }
}
