package dev.sightline.probe.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.packet.LinkType;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("This host's link addresses")
class LinkAddressesTest {
    @ParameterizedTest(name = "own {0}, from {1} to {2}, link type {3}: {4}")
    @CsvSource({
        "7, 9, 7, 1, false",
        "7, 9, 8, 1, true",
        "7, 7, 8, 1, false",
        "7, 9, 0, 1, false",
        "0, 9, 8, 1, false",
        "7, 9, 8, 113, false",
    })
    void tellWhatIsForAnotherHost(long own, byte sender, byte receiver, int linkType, boolean forAnother) {
        LinkAddresses addresses = new LinkAddresses();
        addresses.replace(List.of(new CaptureInterface("eth0", false, true, List.of(), List.of(own))));
        byte[] frame = new byte[60];
        frame[5] = receiver;
        frame[11] = sender;

        assertThat(addresses.of(linkType).get(frame)).isEqualTo(forAnother);
        frame[0] = 1; // for several
        assertThat(addresses.of(linkType).get(frame)).isFalse();
    }

    @ParameterizedTest(name = "own {0}, sender {1}, link type {2}: {3}")
    @CsvSource({
        "7, 7, 1, false",
        "7, 9, 1, true",
        "7, 0, 1, false",
        "0, 9, 1, false",
        "7, 9, 12, false",
        "7, 9, 113, false",
    })
    void tellStrangersWhereTheyAreKnown(long own, byte sender, int linkType, boolean strange) {
        LinkAddresses addresses = new LinkAddresses();
        addresses.replace(List.of(new CaptureInterface("eth0", false, true, List.of(), List.of(own))));
        byte[] frame = new byte[60];
        frame[11] = sender;

        assertThat(addresses.isStrange(linkType, frame)).isEqualTo(strange);
        assertThat(addresses.isStrange(LinkType.ETHERNET, new byte[11])).isFalse();
    }
}
