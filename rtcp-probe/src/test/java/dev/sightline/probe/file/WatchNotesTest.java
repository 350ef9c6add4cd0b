package dev.sightline.probe.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.CameraVerdict;
import dev.sightline.probe.Cause;
import dev.sightline.probe.Evidence;
import dev.sightline.probe.Finding;
import dev.sightline.probe.ReturnPath;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.file.WatchNotes.Said;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("What a watch notes in its file")
class WatchNotesTest {
    private static CameraVerdict camera(int number, Verdict verdict, Cause... causes) throws Exception {
        byte[] address = {10, 77, (byte) (number >> 8), (byte) number};
        Finding finding =
                new Finding(verdict, Instant.EPOCH, Arrays.asList(causes), "a reason of theirs", Optional.empty());
        return new CameraVerdict(
                InetAddress.getByAddress(address), finding, List.of(), Evidence.none(ReturnPath.unknown()), List.of());
    }

    @Test
    void isReadAsItWasWritten() throws Exception {
        List<String> comments = new ArrayList<>();
        WatchNotes.atTheBeginning(List.of("eth0", "veth,1")).ifPresent(comments::add);
        comments.addAll(WatchNotes.atTheEnd(
                Set.of("eth1", "wg0"),
                List.of(
                        camera(2, Verdict.DELIVERED),
                        camera(3, Verdict.BLOCKED, Cause.DROPPED_OUT, Cause.FIREWALL_UNREAD))));

        assertThat(comments)
                .containsExactly(
                        "sightline-probe captured only on: eth0, veth?1",
                        "sightline-probe did not capture on: eth1, wg0",
                        "sightline-probe said: 10.77.0.2 DELIVERED, 10.77.0.3 BLOCKED DROPPED_OUT FIREWALL_UNREAD");
        assertThat(WatchNotes.of(comments))
                .isEqualTo(new WatchNotes(
                        true,
                        Optional.of(Set.of("eth1", "wg0")),
                        Map.of(
                                InetAddress.getByName("10.77.0.2"), new Said(Verdict.DELIVERED, List.of()),
                                InetAddress.getByName("10.77.0.3"),
                                        new Said(Verdict.BLOCKED, List.of(Cause.DROPPED_OUT, Cause.FIREWALL_UNREAD)))));
    }

    @Test
    void isThatNothingWasLeftOut() {
        assertThat(WatchNotes.atTheBeginning(List.of())).isEmpty();
        assertThat(WatchNotes.of(WatchNotes.atTheEnd(Set.of(), List.of())))
                .isEqualTo(new WatchNotes(false, Optional.of(Set.of()), Map.of()));
    }

    /** A comment of a file has room for 65,535 octets. */
    @Test
    void hasRoomForManyCamerasAndInterfaces() throws Exception {
        List<CameraVerdict> cameras = new ArrayList<>();
        Map<InetAddress, Said> said = new HashMap<>();
        for (int number = 0; number < 4_096; number++) {
            cameras.add(camera(number, Verdict.UNPROVEN, Cause.values()));
            said.put(
                    cameras.get(number).camera(),
                    new Said(Verdict.UNPROVEN, Arrays.asList(Cause.values()).subList(0, 16)));
        }
        Set<String> interfaces = new TreeSet<>();
        for (int number = 0; number < 3_000; number++) {
            interfaces.add("veth" + number);
        }

        List<String> comments = WatchNotes.atTheEnd(interfaces, cameras);

        assertThat(comments).allSatisfy(comment -> assertThat(comment.length()).isLessThan(65_533));
        WatchNotes notes = WatchNotes.of(comments);
        assertThat(notes.said()).isEqualTo(said);
        assertThat(notes.leftOut())
                .hasValueSatisfying(names -> assertThat(names).hasSize(1_025).contains("others"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "File created by merging: ",
                "sightline-probe said: ",
                "sightline-probe said: 10.77.0.2",
                "sightline-probe said: 10.77.0.2 WELL",
                "sightline-probe said: 10.77.0.2 DELIVERED BECAUSE",
                "sightline-probe said: localhost DELIVERED",
                "sightline-probe said: fe80::1%lo DELIVERED",
                "sightline-probe said: , ,,  , ",
            })
    void isNothingOfWhatOthersWrite(String comment) {
        assertThat(WatchNotes.of(List.of(comment))).isEqualTo(WatchNotes.NONE);
    }

    @Test
    void namesInterfacesOnlyByWhatMayBeAName() {
        assertThat(WatchNotes.of(List.of(
                                "sightline-probe did not capture on: eth1, \u202eeth2, , a name, toolongforaname0"))
                        .leftOut())
                .contains(Set.of("eth1"));
    }
}
