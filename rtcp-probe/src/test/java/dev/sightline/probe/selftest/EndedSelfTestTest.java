package dev.sightline.probe.selftest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndedSelfTestTest {
    @Test
    @Tag("root")
    void nothingIsMadeOnceItIsEnded() throws Exception {
        TestNamespaces namespaces = TestNamespaces.prepare();
        namespaces.close();

        assertThatThrownBy(namespaces::make).isInstanceOf(TestNamespaces.Ended.class);

        String ours = "/run/netns/sightline-selftest-" + ProcessHandle.current().pid();
        assertThat(Files.exists(Path.of(ours + "-server"))).isFalse();
        assertThat(Files.exists(Path.of(ours + "-camera"))).isFalse();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"130, true", "143, true", "129, true", "137, false", "1, false", "255, false", "0, false"})
    void aProgramThatCtrlCEndedBlamesNoNamespaces(int exitCode, boolean expected) {
        assertThat(TestNamespaces.isEnding(exitCode)).isEqualTo(expected);
    }
}
