package dev.sightline.probe.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.sightline.probe.WatchedInterface;
import dev.sightline.probe.WatchedInterface.Drops;
import dev.sightline.probe.WatchedInterface.State;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("How capture goes on each interface")
class InterfaceStatesTest {
    private final InterfaceStates states = new InterfaceStates();

    private static CaptureInterface device(String name) {
        return new CaptureInterface(name, name.equals("lo"), /* up= */ true, List.of(), List.of());
    }

    @Test
    void isForgottenOfThoseThatVanishedFirst() {
        states.opened(device("lo"));
        for (int container = 0; container < 70; container++) {
            states.opened(device("veth" + container));
            states.vanished("veth" + container, "the interface was removed", 0);
        }

        assertThat(states.all()).hasSize(65).extracting(WatchedInterface::name).contains("lo", "veth6", "veth69");
    }

    @Test
    void isToldOfThoseThatAreLeftOutAsLongAsTheyAre() {
        states.opened(device("veth0"));
        states.counted(device("veth0"), 7, new Drops(9, 2, 0));
        states.leftOut(device("veth0"), "too many");
        states.leftOut(device("veth1"), "too many");
        states.keepLeftOut(Set.of("veth0"));

        assertThat(states.all())
                .extracting(WatchedInterface::name, WatchedInterface::state, WatchedInterface::packets)
                .containsExactly(tuple("veth0", State.LEFT_OUT, 7L));
        assertThat(states.dropsOf("veth0").byKernel()).isEqualTo(2);
    }

    @ParameterizedTest(name = "{0} by the kernel, {1} by a mistake: {2}")
    @CsvSource({"2, 0, 0", "5, 0, 3", "5, 4, 7", "0, 4, 4"})
    void isToldAsLossesOfTheKernelAndOfThisProgramTogether(long byKernel, long byMistake, long lost) {
        states.opened(device("eth0"));
        states.counted(device("eth0"), 7, new Drops(9, 2, 0));

        assertThat(states.lost("eth0", new Drops(20, byKernel, 0), byMistake)).isEqualTo(lost);
    }
}
