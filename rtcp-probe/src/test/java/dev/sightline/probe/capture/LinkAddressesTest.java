package dev.sightline.probe.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.capture.FrameSink.Way;
import dev.sightline.probe.packet.LinkType;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
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

    @ParameterizedTest(name = "to {0}, type {1}, destination {2}: forged {3}")
    @CsvSource({
        "ff:ff:ff:ff:ff:ff, 0800, 10.77.0.2,       true",
        "01:00:5e:00:00:02, 0800, 10.77.0.2,       true",
        "01:00:5e:00:00:02, 0800, 239.0.0.2,       false",
        "ff:ff:ff:ff:ff:ff, 0800, 255.255.255.255, false",
        "33:33:00:00:00:01, 86dd, fd00::2,         true",
        "33:33:00:00:00:01, 86dd, ff02::1,         false",
        "ff:ff:ff:ff:ff:ff, 8100, 10.77.0.2,       true",
        "01:00:5e:00:00:02, 8100, 239.0.0.2,       false",
        "01:00:5e:00:00:02, 9100, 239.0.0.2,       false",
        "ff:ff:ff:ff:ff:ff, QinQ, 10.77.0.2,       true",
        "01:00:5e:00:00:02, QinQ, 239.0.0.2,       false",
        "02:00:00:00:00:07, 0800, 10.77.0.2,       false",
        "02:00:00:00:00:08, 0800, 10.77.0.2,       false",
        "02:00:00:00:00:08, 86dd, fd00::2,         false",
    })
    void believeNoFrameInThisHostsNameThatThisHostWouldNotSend(
            String receiver, String type, InetAddress destination, boolean forged) {
        LinkAddresses addresses = new LinkAddresses();
        addresses.replace(List.of(new CaptureInterface("eth0", false, true, List.of(), List.of(0x020000000007L))));
        byte[] ip = destination.getAddress();
        String header = ip.length == 4 ? "45" + "00".repeat(15) : "60" + "00".repeat(23);
        String types = switch (type) {
            case "8100", "9100" -> type + "00050800";
            case "QinQ" -> "88a80005" + "81000006" + "0800";
            default -> type;
        };
        byte[] frame = HexFormat.of()
                .parseHex(receiver.replace(":", "") + "020000000007" + types + header
                        + HexFormat.of().formatHex(ip) + "00".repeat(40));

        assertThat(addresses.isStrange(LinkType.ETHERNET, frame)).isEqualTo(forged);
        boolean sameAddress = receiver.endsWith("07");
        assertThat(addresses.way(LinkType.ETHERNET, frame))
                .isEqualTo(forged ? Way.IN : sameAddress ? Way.UNKNOWN : Way.OUT);
    }

    /** No capture of whole packets holds such a one. */
    @Test
    void believeAFrameThatDoesNotHoldForWhomItIs() {
        LinkAddresses addresses = new LinkAddresses();
        addresses.replace(List.of(new CaptureInterface("eth0", false, true, List.of(), List.of(0x020000000007L))));
        byte[] frame = HexFormat.of().parseHex("ffffffffffff" + "020000000007" + "0800" + "45" + "00".repeat(19));

        assertThat(addresses.isStrange(LinkType.ETHERNET, frame)).isFalse();
        assertThat(addresses.isStrange(LinkType.ETHERNET, Arrays.copyOf(frame, 13)))
                .isFalse();
    }
}
