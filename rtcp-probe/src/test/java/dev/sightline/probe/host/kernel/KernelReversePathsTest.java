package dev.sightline.probe.host.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.FirewallDrop;
import dev.sightline.probe.host.ReversePathFilter.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("What the kernel's reverse path filter discards")
class KernelReversePathsTest {
    @TempDir
    private Path folder;

    private void count(String value) throws IOException {
        write("TcpExt: SyncookiesSent IPReversePathFilter TCPTimeWaitOverflow\nTcpExt: 7 " + value
                + " 0\nIpExt: InNoRoutes\nIpExt: 9\n");
    }

    private void write(String text) throws IOException {
        Files.writeString(folder.resolve("netstat"), text);
    }

    private void set(String interfaceName, String value) throws IOException {
        Path conf = Files.createDirectories(folder.resolve("conf").resolve(interfaceName));
        Files.writeString(conf.resolve("rp_filter"), value + "\n");
    }

    private KernelReversePaths open() {
        return new KernelReversePaths(folder.resolve("netstat"), folder.resolve("conf"));
    }

    @Test
    void isWhatItsCountGrowsBy() throws IOException {
        set("all", "0");
        try (KernelReversePaths filter = open()) {
            count("100");
            filter.refresh();
            assertThat(filter.discarded()).isEmpty();

            count("130");
            filter.refresh();
            count("150");
            filter.refresh();

            assertThat(filter.discarded()).map(FirewallDrop::packets).contains(50L);
        }
    }

    @ParameterizedTest(name = "all {0}, eth0 {1}: {2}")
    @CsvSource({
        "0, 0, OFF",
        "0, 1, STRICT",
        "1, 0, STRICT",
        "1, 2, LOOSE",
        "2, 1, LOOSE",
        "0, x, OFF",
    })
    void dependsOnTheSettingsOfTheInterfaceAndOfAll(String all, String eth0, Mode expected) throws IOException {
        set("all", all);
        set("eth0", eth0);
        try (KernelReversePaths filter = open()) {
            count("1");
            filter.refresh();
            count("2");
            filter.refresh();

            assertThat(filter.mode("eth0")).isEqualTo(expected);
            assertThat(filter.mode("gone")).isEqualTo(Mode.OFF);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "TcpExt: IPReversePathFilter\n",
                "TcpExt: A IPReversePathFilter\nTcpExt: 1\n",
                "TcpExt: IPReversePathFilter\nTcpExt: many\n",
                "TcpExt: A\nTcpExt: 1\n"
            })
    void isNotKnownWhereItCannotBeRead(String text) throws IOException {
        try (KernelReversePaths filter = open()) {
            write(text);
            filter.refresh();
            filter.refresh();

            assertThat(filter.discarded()).isEmpty();
        }
    }

    @Test
    void isNotKnownWhereTheFileIsMissing() {
        try (KernelReversePaths filter = open()) {
            filter.refresh();

            assertThat(filter.discarded()).isEmpty();
            assertThat(filter.mode("eth0")).isEqualTo(Mode.OFF);
        }
    }
}
