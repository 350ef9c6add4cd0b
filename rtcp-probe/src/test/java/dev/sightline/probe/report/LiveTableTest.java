package dev.sightline.probe.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.CameraVerdict;
import dev.sightline.probe.Evidence;
import dev.sightline.probe.Finding;
import dev.sightline.probe.ReturnPath;
import dev.sightline.probe.RtcpFlow;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.WatchedInterface;
import dev.sightline.probe.WatchedInterface.Drops;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LiveTableTest {
    private static final Instant FROM = Instant.parse("2026-11-28T07:00:00Z");
    private static final Instant UNTIL = FROM.plusSeconds(15);
    private static final InetSocketAddress SERVER = new InetSocketAddress("10.91.0.1", 40_001);

    private static CameraVerdict camera(int host, Verdict verdict, String out, long packets, long reports) {
        return camera("10.91.0." + host, verdict, out, packets, reports);
    }

    private static CameraVerdict camera(String address, Verdict verdict, String out, long packets, long reports) {
        InetSocketAddress socket = new InetSocketAddress(address, 5_007);
        RtcpFlow flow = new RtcpFlow(
                out,
                List.of(),
                SERVER,
                socket,
                RtcpFlow.Meaning.DELIVERED,
                reports,
                new TreeMap<>(Map.of("RR", reports, "SDES", reports)),
                FROM,
                FROM.plusSeconds(1));
        Evidence evidence = new Evidence(
                packets,
                List.of("srv0"),
                Optional.of(FROM),
                Optional.of(FROM),
                List.of(),
                List.of(flow),
                List.of(),
                Optional.empty(),
                List.of(),
                ReturnPath.unknown());
        Finding finding = new Finding(verdict, FROM, "", Optional.empty());
        return new CameraVerdict(socket.getAddress(), finding, List.of(), evidence, List.of());
    }

    private static WatchReport report(int second, long dropped, CameraVerdict... cameras) {
        WatchedInterface srv0 = new WatchedInterface(
                "srv0", false, WatchedInterface.State.CAPTURED, "", 900, new Drops(1_000, dropped, 0));
        return new WatchReport(FROM, FROM.plusSeconds(second), List.of(cameras), List.of(srv0), Optional.empty(), 0);
    }

    @Test
    void showsCountsRatesAndTheWayOutWhereItIsAnotherOne() {
        LiveTable table = new LiveTable(false);
        table.lines(report(1, 0, camera(2, Verdict.TRAPPED, "lo", 100, 2)), UNTIL, 120, 24);
        List<String> lines = table.lines(report(3, 0, camera(2, Verdict.TRAPPED, "lo", 160, 6)), UNTIL, 120, 24);
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).startsWith("3 of 15 s, 1 TRAPPED.");
        assertThat(lines.get(2)).matches("10\\.91\\.0\\.2 +160 30/s +RR 6 2\\.0/s +srv0 → lo +TRAPPED +3 s");
    }

    @Test
    void countsTheInterfacesThatAreLeftOutTogether() {
        List<WatchedInterface> interfaces = Stream.of("veth1", "veth2")
                .map(name -> new WatchedInterface(name, false, WatchedInterface.State.LEFT_OUT, "", 0, Drops.NONE))
                .toList();
        WatchReport report = new WatchReport(FROM, FROM.plusSeconds(1), List.of(), interfaces, Optional.empty(), 0);

        assertThat(new LiveTable(false).lines(report, UNTIL, 120, 24))
                .endsWith("2 of 2 interfaces are not captured (the limit is 0): veth1, veth2");
    }

    @Test
    void showsTheRatesOfTheFirstSecondsToo() {
        LiveTable table = new LiveTable(false);
        assertThat(table.lines(report(2, 0, camera(2, Verdict.DELIVERED, "srv0", 100, 4)), UNTIL, 120, 24))
                .last()
                .asString()
                .matches("10\\.91\\.0\\.2 +100 50/s +RR 4 2\\.0/s .*");
        List<String> lines = table.lines(
                report(4, 0, camera(2, Verdict.DELIVERED, "srv0", 200, 8), camera(3, Verdict.DELIVERED, "srv0", 60, 2)),
                UNTIL,
                120,
                24);
        assertThat(lines).last().asString().matches("10\\.91\\.0\\.3 +60 30/s +RR 2 1\\.0/s .*");
    }

    @Test
    void showsTheNameOfAnInterfaceWithoutWhatWouldNotBeSeen() {
        assertThat(new LiveTable(true)
                        .lines(
                                report(2, 0, camera(2, Verdict.TRAPPED, "l\u202e\u200b\u001b\u009bo", 100, 4)),
                                UNTIL,
                                120,
                                24))
                .last()
                .asString()
                .contains("srv0 → l????o");
    }

    @ParameterizedTest(name = "{0} columns: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            76 | CAMERA, RTP IN, RTCP OUT, INTERFACE, VERDICT, SINCE | RR 100000 11111.1/s
            75 | CAMERA, RTP IN, RTCP OUT, INTERFACE, VERDICT, SINCE | RR 100000 11111.1…
            67 | CAMERA, RTP IN, RTCP OUT, INTERFACE, VERDICT, SINCE | RR 100000…
            66 | CAMERA, RTP IN, INTERFACE, VERDICT, SINCE           | srv0 → lo
            54 | CAMERA, RTP IN, INTERFACE, VERDICT                  | srv0 → lo
            47 | CAMERA, RTP IN, VERDICT, SINCE                      | 111111/s
            40 | CAMERA, RTP IN, VERDICT                             | 111111/s
            30 | CAMERA, INTERFACE, VERDICT                          | srv0 → lo
            """)
    void leavesOutWhatSaysLeastWhereThereIsNoRoomForAll(int width, String headings, String whole) {
        List<String> lines = new LiveTable(false)
                .lines(report(9, 0, camera(22, Verdict.TRAPPED, "lo", 1_000_000, 100_000)), UNTIL, width, 24);
        assertThat(lines.get(lines.size() - 2).split(" {2,}")).containsExactly(headings.split(", "));
        assertThat(lines).last().asString().contains("10.91.0.22 ", " TRAPPED", whole);
    }

    @ParameterizedTest(name = "{0}, {1} by {2}")
    @CsvSource({
        "2001:db8:1234:5678:9abc:def0:1234:ef01, TRAPPED, lo, :def0:1234:ef01, srv0 → lo",
        "10.91.0.3, UNREACHABLE, enp193s0f1np1.4, 10.91.0.3, np1.4",
        "2001:db8:1234:5678:9abc:def0:1234:ef01, UNREACHABLE, enp193s0f1np1.4, :def0:1234:ef01, np1.4",
    })
    void hasEveryColumnAtEightyColumnsWhateverIsInThem(
            String address, Verdict verdict, String out, String camera, String interfaces) {
        List<String> lines = new LiveTable(false)
                .lines(
                        report(
                                9,
                                0,
                                camera("10.91.0.2", Verdict.DELIVERED, "srv0", 4_500, 45),
                                camera(address, verdict, out, 450_000, 45)),
                        UNTIL,
                        80,
                        24);

        assertThat(lines).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
        assertThat(lines.get(lines.size() - 3).split(" {2,}"))
                .containsExactly("CAMERA", "RTP IN", "RTCP OUT", "INTERFACE", "VERDICT", "SINCE");
        assertThat(lines.get(lines.size() - 2)).contains("10.91.0.2 ", " RR 45 5.0/s ", " DELIVERED ");
        assertThat(lines).last().asString().contains(camera, " RR 45 5.0/s ", " " + verdict + " ", interfaces);
    }

    @Test
    void saysHowItEndsOnALineOfItsOwnWhereThereIsNoRoom() {
        CameraVerdict[] cameras = {
            camera(2, Verdict.DELIVERED, "srv0", 100, 2),
            camera(3, Verdict.TRAPPED, "srv0", 100, 2),
            camera(4, Verdict.SILENT, "srv0", 100, 2),
            camera(5, Verdict.NO_MEDIA, "srv0", 100, 2)
        };

        assertThat(new LiveTable(false).lines(report(9, 0, cameras), UNTIL, 80, 24))
                .startsWith("9 of 15 s, 1 DELIVERED, 1 TRAPPED, 1 SILENT, 1 NO_MEDIA.", "Ctrl-C ends with a summary.");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 13, 39, 40, 41, 52, 79, 80, 120, 200})
    void cutsNoVerdictWhereThereAreFortyColumns(int width) {
        for (Verdict verdict : Verdict.values()) {
            for (String address : List.of("192.168.100.200", "2001:db8:1234:5678:9abc:def0:1234:ef01")) {
                CameraVerdict camera = camera(address, verdict, "a-very-long-name", 1_234_567_890, 1_234_567);
                List<String> plain = new LiveTable(false).lines(report(9, 7, camera), UNTIL, width, 24);
                List<String> coloured = new LiveTable(true).lines(report(9, 7, camera), UNTIL, width, 24);

                assertThat(plain).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(width));
                assertThat(coloured)
                        .extracting(line -> line.replaceAll("\u001b\\[\\d+m", ""))
                        .isEqualTo(plain);
                if (width >= 40) {
                    int row = plain.size() - 2;
                    assertThat(plain.get(row)).contains(address.substring(address.length() - 15), " " + verdict);
                    assertThat(coloured.get(row)).contains("m" + verdict + "\u001b[0m");
                }
            }
        }
    }

    @Test
    void keepsToTheTerminalAndShowsTheWorstFirst() {
        CameraVerdict[] cameras = IntStream.rangeClosed(2, 40)
                .mapToObj(host ->
                        camera(host, host == 30 ? Verdict.TRAPPED : Verdict.DELIVERED, "srv0", 1_000_000, 1_000_000))
                .toArray(CameraVerdict[]::new);
        List<String> lines = new LiveTable(false).lines(report(9, 7, cameras), UNTIL, 40, 12);
        assertThat(lines)
                .hasSizeLessThan(13)
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(40));
        assertThat(lines.get(3)).startsWith("10.91.0.30");
        assertThat(lines).contains("… and 32 more").contains("srv0 lost 7 of 1000 packets");
    }
}
