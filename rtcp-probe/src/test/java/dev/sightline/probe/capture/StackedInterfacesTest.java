package dev.sightline.probe.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The interfaces below others")
class StackedInterfacesTest {
    @TempDir
    Path devices;

    @BeforeEach
    void aBridgeOverABondOfTwoLinks() throws IOException {
        for (String link : List.of("br0/lower_bond0", "br0/lower_vnet0", "bond0/lower_eth0", "bond0/lower_eth1")) {
            Files.createDirectories(devices.resolve(link));
        }
        Files.createDirectories(devices.resolve("eth0/upper_bond0"));
    }

    @Test
    void areFoundDownToTheLinks() {
        assertThat(StackedInterfaces.below(devices, List.of("br0")))
                .containsExactlyInAnyOrder("bond0", "vnet0", "eth0", "eth1");
    }

    @Test
    void areNoneBelowALink() {
        assertThat(StackedInterfaces.below(devices, List.of("eth0"))).isEmpty();
    }

    @Test
    void areNoneOfAnInterfaceThatIsNotThere() {
        assertThat(StackedInterfaces.below(devices, List.of("wlan0", "a\0b"))).isEmpty();
    }

    @Test
    void areFoundOnceWhereTheyStandInACircle() throws IOException {
        Files.createDirectories(devices.resolve("eth1/lower_br0"));

        assertThat(StackedInterfaces.below(devices, List.of("br0")))
                .containsExactlyInAnyOrder("br0", "bond0", "vnet0", "eth0", "eth1");
    }
}
